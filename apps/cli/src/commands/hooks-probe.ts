import type { HookRow } from '@gait/harness';
import type { HookProbe } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { wantedRows } from '../hooks/hook-places.ts';
import { probeTool } from '../probe/probe-tool.ts';

/** `hooks probe`: whether the gate is asked, shown and not believed. */
export const command = defineCommand({
  path: ['hooks', 'probe'],
  explain:
    'Sends a canary call through each coding tool’s own settings and says whether the gate was asked.',
  flags: { harness: HOOK_FLAGS.harness, project: HOOK_FLAGS.project },
  example: 'gait hooks probe --harness codex',
  notes: [
    'The tool runs once, without a terminal, against a model on this machine: no account is used and',
    'nothing leaves it. The canary would only make an empty file in the folder for temporary files.',
    'Exit status 2 when a canary call ran.',
  ],
  async run(context, { flags, given }): Promise<Outcome> {
    assertPerson(context);
    const { names, project } = readScope(context, { ...flags, user: false }, given);
    const rows = wantedRows(context, names, project);
    const found: { readonly row: HookRow; readonly probe: HookProbe }[] = [];
    for (const [at, row] of rows.entries()) {
      context.progress(`probing ${row.title}`, at, rows.length);
      found.push({ row, probe: await probeTool(context, row, project) });
    }
    const ran = found.some(({ probe }) => probe.result === 'uncovered');
    return {
      exit: ran ? 2 : 0,
      json: {
        ok: !ran,
        project,
        probes: found.map(({ row, probe }) => ({ harness: row.id, title: row.title, ...probe })),
      },
      text: (paint) => [
        ...(found.length === 0 ? ['no coding tool is used here; --harness NAME names one'] : []),
        ...found.flatMap(({ row, probe }) => [
          probe.result === 'unknown'
            ? paint.warn(`${row.title} ${probe.version}: not known`)
            : paint.verdict(
                probe.result === 'covered',
                `${row.title} ${probe.version}: ${probe.result}`,
              ),
          ...paint.prose(`  ${probe.detail}`),
        ]),
      ],
    };
  },
});
