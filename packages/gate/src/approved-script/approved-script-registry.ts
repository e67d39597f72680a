import {
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  isCodedError,
  isJsonObject,
  parseJsonLoose,
  prettyJson,
  trimSpace,
  type Json,
  type Where,
} from '@gait/canon';
import { nanosOf } from '../text/nanos-of.ts';
import {
  approvedScriptRecord,
  normalizeApprovedScript,
  type ApprovedScript,
} from './approved-script-record.ts';

const LONGEST_REGISTRY = 64 * 1024 * 1024;

/**
 * Reads a registry: `{"entries":[…]}` or a bare array; an empty file is an empty registry
 * (gait-formats §4.16). One entry that cannot be read spoils all: half a registry is not what
 * somebody approved. Errors: `approved_script_registry`, `approved_script_invalid`.
 *
 * @returns normalised entries in the order of the file; no signature was looked at
 */
export function parseApprovedScripts(
  bytes: Uint8Array | string,
  where: Where = {},
): ApprovedScript[] {
  if (trimSpace(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)) === '')
    return [];
  const entries = entriesOf(parse(bytes, where), where);
  return entries.map((item, index) => {
    const at = { ...where, field: `entries[${index}]` };
    return normalizeApprovedScript(decode(item, at), at);
  });
}

/** The registry as text, entries by pattern, then by age. */
export function formatApprovedScripts(entries: readonly ApprovedScript[]): string {
  const sorted = entries
    .map((entry) => normalizeApprovedScript(entry))
    .sort((a, b) => compareUtf8(a.pattern_id, b.pattern_id) || compareAge(a, b));
  return prettyJson({ entries: sorted.map((entry) => encodeRecord(approvedScriptRecord, entry)) });
}

/** The entries with one more; one of the same pattern is replaced where it stands. */
export function putApprovedScript(
  entries: readonly ApprovedScript[],
  added: ApprovedScript,
): ApprovedScript[] {
  if (!entries.some(({ pattern_id }) => pattern_id === added.pattern_id))
    return [...entries, added];
  return entries.map((entry) => (entry.pattern_id === added.pattern_id ? added : entry));
}

function compareAge(a: ApprovedScript, b: ApprovedScript): number {
  const difference = nanosOf(a.created_at) - nanosOf(b.created_at);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function parse(bytes: Uint8Array | string, where: Where): Json {
  try {
    return parseJsonLoose(bytes, { where, maxBytes: LONGEST_REGISTRY });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw unreadable(error.message, error.where);
  }
}

function entriesOf(value: Json, where: Where): readonly Json[] {
  if (value === null) return [];
  const entries = isJsonObject(value) ? value['entries'] : value;
  if (Array.isArray(entries)) return entries as readonly Json[];
  throw unreadable('it has no list of entries', where);
}

function decode(item: Json, where: Where): ApprovedScript {
  try {
    return decodeRecord(approvedScriptRecord, item ?? {}, { fold: true, where });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw unreadable(error.message, error.where);
  }
}

function unreadable(message: string, where: Where): CodedError {
  return new CodedError('approved_script_registry', `approved scripts: ${message}`, {
    hint: 'restore the registry, or approve its scripts again with gait approve-script',
    where,
  });
}
