import {
  CodedError,
  isZeroTime,
  sortUtf8,
  toLower,
  toUtc,
  trimSpace,
  ZERO_TIME,
} from '@gait/canon';
import { TARGET_KINDS } from '../intent/intent-words.ts';
import { goPathClean } from '../text/go-path.ts';
import type { KillSwitchEntry } from './kill-switch-state.ts';

/**
 * An entry in normal form (gait-formats §4.11).
 *
 * @throws CodedError `kill_switch_entry_invalid` (no creation time, unknown target kind),
 *   `kill_switch_selector_missing` (it names neither a selector nor itself).
 */
export function normalizeEntry(entry: KillSwitchEntry): KillSwitchEntry {
  const normal: KillSwitchEntry = {
    entry_id: trimSpace(entry.entry_id),
    enabled: entry.enabled,
    agent_id: trimSpace(entry.agent_id),
    identity: trimSpace(entry.identity),
    tool_name: toLower(trimSpace(entry.tool_name)),
    target_kind: toLower(trimSpace(entry.target_kind)),
    target_value: trimSpace(entry.target_value),
    environment: toLower(trimSpace(entry.environment)),
    path_prefixes: cleanPrefixes(entry.path_prefixes),
    workspace_prefixes: cleanPrefixes(entry.workspace_prefixes),
    reason: trimSpace(entry.reason),
    actor: trimSpace(entry.actor),
    created_at: entry.created_at,
    expires_at: isZeroTime(entry.expires_at) ? ZERO_TIME : toUtc(entry.expires_at),
  };
  if (isZeroTime(entry.created_at)) {
    throw new CodedError('kill_switch_entry_invalid', 'an entry has no created_at');
  }
  if (normal.target_kind !== '' && !TARGET_KINDS.has(normal.target_kind)) {
    throw new CodedError(
      'kill_switch_entry_invalid',
      `unknown target kind ${JSON.stringify(normal.target_kind)}`,
      { hint: `use one of ${[...TARGET_KINDS].join(', ')}` },
    );
  }
  if (normal.entry_id === '' && !hasSelectors(normal)) {
    throw new CodedError('kill_switch_selector_missing', 'the entry does not say what to stop', {
      hint: 'name an agent, identity, tool, target, environment or path; --all stops everything',
    });
  }
  return { ...normal, created_at: toUtc(entry.created_at) };
}

/** False for an entry that matches every call. */
export function hasSelectors(entry: KillSwitchEntry): boolean {
  const { agent_id, identity, tool_name, target_kind, target_value, environment } = entry;
  return (
    [agent_id, identity, tool_name, target_kind, target_value, environment].some(
      (selector) => selector !== '',
    ) ||
    (entry.path_prefixes ?? []).length > 0 ||
    (entry.workspace_prefixes ?? []).length > 0
  );
}

/** A prefix `.` or nothing would match by accident: dropped, as in the reference. */
function cleanPrefixes(prefixes: readonly string[] | null): string[] | null {
  if (prefixes === null || prefixes.length === 0) return null;
  const cleaned = prefixes.map((prefix) => goPathClean(trimSpace(prefix)));
  return sortUtf8([...new Set(cleaned)].filter((prefix) => prefix !== '.'));
}
