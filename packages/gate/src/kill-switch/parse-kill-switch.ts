import {
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  isCodedError,
  isZeroTime,
  parseJson,
  parseJsonLoose,
  prettyJson,
  toUtc,
  trimSpace,
  type Where,
} from '@gait/canon';
import type { Profile } from '../decide/profile.ts';
import { KILL_SWITCH_STATE_SCHEMA_ID, killSwitchStateRecord } from './kill-switch-state.ts';
import type { KillSwitchState } from './kill-switch-state.ts';
import { normalizeEntry } from './normalize-entry.ts';

/** Switches are set by people, one at a time. */
const LONGEST_STATE = 16 * 1024 * 1024;

/**
 * Reads a state file as the reference does: names without regard to case, of duplicates the
 * last, unknown fields ignored (gait-formats §4.11). Under `strict` a file that can be read in
 * two ways is refused: a second `entries` would switch off what the first switched on.
 *
 * @throws CodedError `kill_switch_state_invalid`; whoever decides calls must then block.
 */
export function parseKillSwitchState(
  bytes: Uint8Array | string,
  where: Where = {},
  profile: Profile = 'standard',
): KillSwitchState {
  try {
    const strict = profile === 'strict';
    const options = { where, maxBytes: LONGEST_STATE };
    const value = strict ? parseJson(bytes, options) : parseJsonLoose(bytes, options);
    // In the reference `null` is a state with nothing set, which is refused below.
    const decoded = decodeRecord(killSwitchStateRecord, value ?? {}, {
      fold: !strict,
      unknown: strict ? 'refuse' : 'ignore',
      where,
    });
    return normalizeState(decoded);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw new CodedError('kill_switch_state_invalid', `kill switch state: ${error.message}`, {
      hint: 'restore the file from a copy; until it can be read, calls that depend on it are blocked',
      where: { ...where, ...error.where },
      cause: error,
    });
  }
}

/** The file of a state: normalised, entries sorted by id. */
export function printKillSwitchState(state: KillSwitchState): string {
  return prettyJson(encodeRecord(killSwitchStateRecord, normalizeState(state)));
}

function normalizeState(state: KillSwitchState): KillSwitchState {
  const schemaId =
    trimSpace(state.schema_id) === '' ? KILL_SWITCH_STATE_SCHEMA_ID : state.schema_id;
  const version = trimSpace(state.schema_version) === '' ? '1.0.0' : state.schema_version;
  if (schemaId !== KILL_SWITCH_STATE_SCHEMA_ID) {
    throw invalid(`schema_id must be ${KILL_SWITCH_STATE_SCHEMA_ID}`);
  }
  if (version !== '1.0.0') throw invalid('schema_version must be 1.0.0');
  if (isZeroTime(state.created_at)) throw invalid('created_at is missing');
  if (isZeroTime(state.updated_at)) throw invalid('updated_at is missing');
  return {
    schema_id: schemaId,
    schema_version: version,
    created_at: toUtc(state.created_at),
    updated_at: toUtc(state.updated_at),
    producer_version: trimSpace(state.producer_version) || '0.0.0-dev',
    entries: (state.entries ?? [])
      .map(normalizeEntry)
      .toSorted((a, b) => compareUtf8(a.entry_id, b.entry_id)),
  };
}

function invalid(message: string): CodedError {
  return new CodedError('kill_switch_state_invalid', message);
}
