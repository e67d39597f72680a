import { defineCommand, type Outcome } from '../command.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { hookableRows, wantedRows } from '../hooks/hook-places.ts';
import { closedText, toolState, type ToolState } from '../hooks/hook-state.ts';
import type { Paint } from '../paint.ts';
import { isWarm } from '../warm/ask-warm-gate.ts';
import { warmPlace } from '../warm/warm-place.ts';

/** `hooks status`: which calls of which tools the gate sees. */
export const command = defineCommand({
  path: ['hooks', 'status'],
  explain: 'Shows which calls of AI coding tools the gate sees, which it does not, and since when.',
  flags: { harness: HOOK_FLAGS.harness, project: HOOK_FLAGS.project },
  example: 'gait hooks status',
  notes: ['Exit status 2 when a tool that is used here has calls that the gate does not see.'],
  async run(context, { flags }): Promise<Outcome> {
    const { names, project } = readScope(context, { ...flags, user: false });
    const used = new Set(wantedRows(context, names, project).map(({ id }) => id));
    const states = hookableRows()
      .map((row) => toolState(context, row, project))
      .filter(
        ({ row, files }) =>
          used.has(row.id) || (names.length === 0 && files.some(({ state }) => state !== 'absent')),
      );
    const place = warmPlace(context);
    const staying = place !== undefined && (await isWarm(place));
    const isWhole = states.every(({ kinds }) => kinds.every(({ state }) => state !== 'uncovered'));
    return {
      exit: isWhole ? 0 : 2,
      json: { ok: isWhole, project, gate_stays: staying, tools: states.map(stateAnswer) },
      text: (paint) =>
        states.length === 0
          ? ['no coding tool is used here; --harness NAME asks about one']
          : [
              ...states.flatMap((state) => stateText(paint, state)),
              gateText(place !== undefined, staying),
            ],
    };
  },
});

function stateAnswer({ row, files, kinds, coverage }: ToolState) {
  return {
    harness: row.id,
    title: row.title,
    confirmed: row.support === 'driven',
    installed_at: coverage.installedAt,
    files: files.map(({ path, state, findings }) => ({ path, state, findings })),
    calls: kinds,
    probes: coverage.probes,
    fail_closed: closedText(row),
    gaps: row.gaps,
  };
}

function stateText(paint: Paint, { row, files, kinds }: ToolState): readonly string[] {
  const stands = files.filter(({ state }) => state !== 'absent');
  return [
    paint.bold(row.title),
    ...paint.table(
      kinds.map(({ kind, state, since, why }) => [
        `  ${state === 'covered' ? paint.good('✓') : state === 'unknown' ? paint.warn('?') : paint.bad('✗')}`,
        kind,
        state,
        since === '' ? why : `${why}, ${since.slice(0, 16).replace('T', ' ')}`,
      ]),
    ),
    ...stands.map(
      ({ path, state, findings }) =>
        `  ${state}  ${path}${findings.length === 0 ? '' : `  (${findings.map(({ code }) => code.replaceAll('_', ' ')).join(', ')})`}`,
    ),
    ...paint.prose(`  when the hook fails: ${closedText(row)}`),
    ...row.gaps.flatMap((gap) => paint.prose(`  not covered: ${gap}`)),
    '',
  ];
}

function gateText(canStay: boolean, stays: boolean): string {
  if (stays) return 'A gate that stays answers the hooks; GAIT_WARM=off does without.';
  return canStay
    ? 'No gate stays yet: the next call starts one.'
    : 'Each hook decides by itself: no gate stays here.';
}
