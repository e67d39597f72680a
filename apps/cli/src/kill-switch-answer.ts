import {
  CodedError,
  encodeRecord,
  formatTime,
  isZeroTime,
  parseTime,
  trimSpace,
} from '@gait/canon';
import {
  hasSelectors,
  killSwitchEntryRecord,
  killSwitchStateRecord,
  type KillSwitchChange,
  type KillSwitchEntry,
  type KillSwitchState,
} from '@gait/gate';
import { parseDuration, PROJECT_CONFIG } from '@gait/local';
import type { Outcome } from './command.ts';
import type { Context } from './context.ts';
import { textFlag } from './flag-spec.ts';
import type { Paint } from './paint.ts';
import { placedConfig } from './gate/placed-config.ts';
import { fromHome } from './home-path.ts';
import { atProjectRoot } from './onboard/project-places.ts';

const DEFAULT_STATE = './.gait-out/kill_switch_state.json';

/** The flag that names the state file. */
export const STATE_FLAG = {
  state: textFlag({
    default: DEFAULT_STATE,
    value: 'FILE',
    help: 'state of the kill switch; default: that of the project; its folder must exist',
  }),
} as const;

/**
 * Absolute path of the state file. Without a name it is the one that the gate of this project
 * looks at: a switch that is thrown elsewhere stops nothing.
 *
 * @throws CodedError `flag_invalid`, those of `placedConfig`
 */
export async function statePath(context: Context, text: string): Promise<string> {
  const named = trimSpace(text);
  if (named === DEFAULT_STATE) {
    const { defaults } = await placedConfig(context, PROJECT_CONFIG);
    const own = trimSpace(defaults.kill_switch_state);
    return own === ''
      ? atProjectRoot(context).resolve(named)
      : context.resolve(fromHome(own, context.home));
  }
  if (named !== '') return context.resolve(named);
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

/**
 * When an entry ends: an RFC 3339 time, or a duration from now like `5m`; undefined for empty
 * text. Errors: `flag_invalid`.
 *
 * @param now nanoseconds since 1970
 */
export function expiryOf(text: string, now: bigint): string | undefined {
  const given = trimSpace(text);
  if (given === '') return undefined;
  const time = parseTime(given);
  if (time !== undefined) return time.text;
  const milliseconds = parseDuration(given);
  if (milliseconds !== undefined && milliseconds > 0)
    return formatTime(now + BigInt(Math.round(milliseconds * 1e6)));
  throw new CodedError('flag_invalid', `invalid --expires-at: ${JSON.stringify(text)}`, {
    hint: 'write it as 2026-01-31T12:00:00Z, or from now on as 30m',
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
      ...paint.pairs({
        stops: whatStops(entry),
        until: entry.enabled ? untilWhen(entry) : 'disabled',
      }),
      ...stillOn(paint, state, entry),
    ],
  };
}

/** Entries of the same name that go on: whoever ended one should not think that all is over. */
function stillOn(paint: Paint, { entries }: KillSwitchState, changed: KillSwitchEntry): string[] {
  if (changed.enabled) return [];
  const others = (entries ?? []).filter(
    (entry) => entry.entry_id === changed.entry_id && entry.enabled,
  ).length;
  if (others === 0) return [];
  const say = others === 1 ? 'one more entry' : `${others} more entries`;
  return [paint.warn(`${say} of this name still on: disable ${changed.entry_id} once more`)];
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

/** Whether an entry stops calls now. */
export type EntryStatus = 'active' | 'expired' | 'disabled';

/** As the gate sees it: a time that cannot be read ends nothing. @param now nanoseconds since 1970 */
export function statusOf(entry: KillSwitchEntry, now: bigint): EntryStatus {
  if (!entry.enabled) return 'disabled';
  if (isZeroTime(entry.expires_at)) return 'active';
  const ends = parseTime(entry.expires_at);
  return ends !== undefined && ends.epochNanos <= now ? 'expired' : 'active';
}

/** When an entry ends by itself. */
export function untilWhen(entry: KillSwitchEntry): string {
  return isZeroTime(entry.expires_at) ? 'no end' : entry.expires_at;
}
