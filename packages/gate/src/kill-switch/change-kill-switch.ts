import { CodedError, emptyRecord, formatTime, sha256Hex, toUtc } from '@gait/canon';
import {
  KILL_SWITCH_STATE_SCHEMA_ID,
  killSwitchEntryRecord,
  type KillSwitchEntry,
  type KillSwitchState,
} from './kill-switch-state.ts';
import { hasSelectors, normalizeEntry } from './normalize-entry.ts';

/** What a new entry stops, and what is said about it. Text may be empty. */
export type NewEntry = Partial<
  Omit<KillSwitchEntry, 'enabled' | 'created_at' | 'path_prefixes' | 'workspace_prefixes'>
> & {
  readonly path_prefixes?: readonly string[];
  readonly workspace_prefixes?: readonly string[];
};

/** A changed state and the entry that was added or changed. */
export interface KillSwitchChange {
  readonly state: KillSwitchState;
  readonly entry: KillSwitchEntry;
}

/** A state that stops nothing. @param now nanoseconds since 1970. */
export function emptyKillSwitchState(now: bigint, producerVersion: string): KillSwitchState {
  return {
    schema_id: KILL_SWITCH_STATE_SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: formatTime(now),
    updated_at: formatTime(now),
    producer_version: producerVersion,
    entries: [],
  };
}

/**
 * Switches something off; the entry stands last until the state is printed. Without an
 * `entry_id` it gets one that follows from its content and time (gait-formats §4.11).
 *
 * @param options.all An entry without selectors is meant: it stops every call.
 * @throws CodedError `kill_switch_entry_invalid`, `kill_switch_selector_missing`.
 */
export function addEntry(
  state: KillSwitchState,
  given: NewEntry,
  now: bigint,
  options: { readonly all?: boolean } = {},
): KillSwitchChange {
  const all = options.all === true;
  const entry = normalizeEntry({
    ...emptyRecord(killSwitchEntryRecord),
    ...given,
    // A name of its own is what the reference takes for "everything is meant".
    entry_id: given.entry_id || (all ? 'all' : ''),
    path_prefixes: [...(given.path_prefixes ?? [])],
    workspace_prefixes: [...(given.workspace_prefixes ?? [])],
    enabled: true,
    created_at: formatTime(now),
  });
  if (all && hasSelectors(entry)) {
    throw new CodedError('kill_switch_entry_invalid', 'an entry for everything has no selectors', {
      hint: 'leave out either --all or the selectors',
    });
  }
  const named = entry.entry_id === '' ? { ...entry, entry_id: entryId(entry) } : entry;
  return { state: withEntries(state, [...(state.entries ?? []), named], now), entry: named };
}

/** Ends a switch for good. Errors: `kill_switch_entry_missing`. */
export function disableEntry(state: KillSwitchState, id: string, now: bigint): KillSwitchChange {
  return changeEntry(state, id, now, { enabled: false });
}

/** Sets when a switch ends by itself. Errors: `kill_switch_entry_missing`. @param expiresAt RFC 3339. */
export function expireEntry(
  state: KillSwitchState,
  id: string,
  expiresAt: string,
  now: bigint,
): KillSwitchChange {
  return changeEntry(state, id, now, { expires_at: toUtc(expiresAt) });
}

/**
 * Of several entries under one name the first that is still on is changed: the others go on
 * stopping calls until each is named once more.
 */
function changeEntry(
  state: KillSwitchState,
  id: string,
  now: bigint,
  change: Partial<KillSwitchEntry>,
): KillSwitchChange {
  const entries = [...(state.entries ?? [])];
  const on = entries.findIndex((entry) => entry.entry_id === id && entry.enabled);
  const at = on >= 0 ? on : entries.findIndex((entry) => entry.entry_id === id);
  const found = entries[at];
  if (found === undefined) {
    throw new CodedError('kill_switch_entry_missing', `no entry ${JSON.stringify(id)}`, {
      hint: 'see the names with: gait kill-switch list',
    });
  }
  const entry = { ...found, ...change };
  entries[at] = entry;
  return { state: withEntries(state, entries, now), entry };
}

function withEntries(
  state: KillSwitchState,
  entries: KillSwitchEntry[],
  now: bigint,
): KillSwitchState {
  return { ...state, entries, updated_at: formatTime(now) };
}

function entryId(entry: KillSwitchEntry): string {
  const parts = [
    entry.agent_id,
    entry.identity,
    entry.tool_name,
    entry.target_kind,
    entry.target_value,
    entry.environment,
    (entry.path_prefixes ?? []).join(','),
    (entry.workspace_prefixes ?? []).join(','),
    entry.reason,
    entry.created_at,
  ];
  return sha256Hex(parts.join('\0')).slice(0, 24);
}
