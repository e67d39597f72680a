import { CodedError, encodeRecord, isZeroTime, parseTime, trimSpace } from '@gait/canon';
import {
  hasSelectors,
  killSwitchEntryRecord,
  killSwitchStateRecord,
  type KillSwitchChange,
  type KillSwitchEntry,
} from '@gait/gate';
import type { Outcome } from './command.ts';
import type { Context } from './context.ts';
import { textFlag } from './flag-spec.ts';

/** The flag that names the state file. */
export const STATE_FLAG = {
  state: textFlag({
    default: './.gait-out/kill_switch_state.json',
    value: 'FILE',
    help: 'state of the kill switch; its folder must exist',
  }),
} as const;

/** Absolute path of the state file. Errors: `flag_invalid`. */
export function statePath(context: Context, text: string): string {
  if (trimSpace(text) !== '') return context.resolve(trimSpace(text));
  throw new CodedError('flag_invalid', '--state is empty', {
    hint: 'name the state file of the gate',
    where: { field: '--state' },
  });
}

/** The name of the entry that is meant. Errors: `flag_invalid`. */
export function entryIdOf(text: string): string {
  if (trimSpace(text) !== '') return trimSpace(text);
  throw new CodedError('flag_invalid', '--entry-id is required', {
    hint: 'see the names with: gait kill-switch list',
    where: { field: '--entry-id' },
  });
}

/** An RFC 3339 time, or undefined for empty text. Errors: `flag_invalid`. */
export function expiryOf(text: string): string | undefined {
  if (trimSpace(text) === '') return undefined;
  const time = parseTime(trimSpace(text));
  if (time !== undefined) return time.text;
  throw new CodedError('flag_invalid', `invalid --expires-at: ${JSON.stringify(text)}`, {
    hint: 'write it as 2026-01-31T12:00:00Z',
    where: { field: '--expires-at' },
  });
}

/** What a command answers that changed the state. */
export function changeAnswer(action: string, { state, entry }: KillSwitchChange): Outcome {
  return {
    exit: 0,
    json: {
      ok: true,
      action,
      entry: encodeRecord(killSwitchEntryRecord, entry),
      state: encodeRecord(killSwitchStateRecord, state),
    },
    text: (paint) => [
      paint.verdict(true, `${action}: ${entry.entry_id}`),
      ...paint.pairs({ stops: whatStops(entry), until: untilWhen(entry) }),
    ],
  };
}

/** The selectors of an entry in one line. */
export function whatStops(entry: KillSwitchEntry): string {
  if (!hasSelectors(entry)) return 'every call';
  const parts: readonly (readonly [string, string])[] = [
    ['agent', entry.agent_id],
    ['identity', entry.identity],
    ['tool', entry.tool_name],
    ['target', [entry.target_kind, entry.target_value].filter((part) => part !== '').join(' ')],
    ['environment', entry.environment],
    ['paths', (entry.path_prefixes ?? []).join(', ')],
    ['workspaces', (entry.workspace_prefixes ?? []).join(', ')],
  ];
  return parts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** How long an entry stops calls. */
export function untilWhen(entry: KillSwitchEntry): string {
  if (!entry.enabled) return 'disabled';
  return isZeroTime(entry.expires_at) ? 'disabled by hand' : entry.expires_at;
}
