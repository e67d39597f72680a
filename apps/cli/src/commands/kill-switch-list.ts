import { existsSync } from 'node:fs';
import { encodeRecord } from '@gait/canon';
import { killSwitchEntryRecord, killSwitchStateRecord, type KillSwitchEntry } from '@gait/gate';
import { readOrNewKillSwitch } from '@gait/local';
import { defineCommand } from '../command.ts';
import {
  STATE_FLAG,
  statePath,
  statusOf,
  untilWhen,
  whatStops,
  type EntryStatus,
} from '../kill-switch-answer.ts';
import type { Paint } from '../paint.ts';

/** What stops calls now stands first. */
const ORDER: readonly EntryStatus[] = ['active', 'expired', 'disabled'];

/** `kill-switch list`: what is stopped. Without a state file nothing is. */
export const command = defineCommand({
  path: ['kill-switch', 'list'],
  explain: 'Shows the entries of the kill switch, also those that are disabled or have ended.',
  flags: { ...STATE_FLAG },
  example: 'gait kill-switch list',
  async run(context, { flags }) {
    const path = await statePath(context, flags.state);
    const now = context.now();
    const state = readOrNewKillSwitch(path, { now, producerVersion: context.version });
    const missing = !existsSync(path);
    const entries = state.entries ?? [];
    return {
      exit: 0,
      json: {
        ok: true,
        action: 'list',
        state: encodeRecord(killSwitchStateRecord, state),
        entries:
          entries.length === 0
            ? undefined
            : entries.map((entry) => encodeRecord(killSwitchEntryRecord, entry)),
        state_missing: missing ? true : undefined,
      },
      text: (paint) => (missing ? absent(paint, path) : table(paint, entries, now)),
    };
  },
});

/** Nothing is stopped; perhaps somebody looks in the wrong place. */
function absent(paint: Paint, path: string): string[] {
  return [
    paint.warn(`there is no state file at ${path}: no switch of it stops a call`),
    paint.dim('in another folder name it with --state FILE; gait kill-switch add makes one'),
  ];
}

function table(paint: Paint, entries: readonly KillSwitchEntry[], now: bigint): string[] {
  const rows = entries.map((entry) => ({ entry, status: statusOf(entry, now) }));
  const sorted = ORDER.flatMap((wanted) => rows.filter(({ status }) => status === wanted));
  const counts = ORDER.map((wanted) => [
    rows.filter(({ status }) => status === wanted).length,
    wanted,
  ]);
  const said = counts.filter(([count]) => count !== 0).map((parts) => parts.join(' '));
  if (rows.length === 0) return [paint.verdict(true, 'list: 0 entries')];
  return [
    paint.verdict(
      true,
      `list: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} (${said.join(', ')})`,
    ),
    ...paint.table([
      ['ENTRY', 'STATUS', 'STOPS', 'UNTIL', 'REASON'].map(paint.dim),
      ...sorted.map(({ entry, status }) => [
        entry.entry_id,
        status,
        whatStops(entry),
        untilWhen(entry),
        entry.reason,
      ]),
    ]),
  ];
}
