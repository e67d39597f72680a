import { judgeVersion, type HookRow } from '@gait/harness';
import type { HookCoverage } from '@gait/local';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { gitText, inGit } from '../hooks/hook-in-git.ts';
import { hookableRows, placesOf, readSettings, wantedRows } from '../hooks/hook-places.ts';
import { closedText, toolState, type KindState, type ToolState } from '../hooks/hook-state.ts';
import type { Paint } from '../paint.ts';
import { shownTime } from '../shown-time.ts';
import { isWarm } from '../warm/ask-warm-gate.ts';
import { warmPlace } from '../warm/warm-place.ts';

/** `hooks status`: which calls of which tools the gate sees. */
export const command = defineCommand({
  path: ['hooks', 'status'],
  explain: 'Shows which calls of AI coding tools the gate sees, which it does not, and since when.',
  flags: {
    harness: HOOK_FLAGS.harness,
    project: HOOK_FLAGS.project,
    verbose: boolFlag({ help: 'also the files, what a failing hook comes to, and what none sees' }),
  },
  example: 'gait hooks status',
  notes: ['Exit status 2 when a tool that is used here has calls that the gate does not see.'],
  async run(context, { flags, given }): Promise<Outcome> {
    const { names, project } = readScope(context, { ...flags, user: false }, given);
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
      json: {
        ok: isWhole,
        project,
        gate_stays: staying,
        tools: states.map((state) => stateAnswer(context, project, state)),
      },
      text: (paint) =>
        states.length === 0
          ? ['no coding tool is used here; --harness NAME asks about one']
          : [
              ...overview(paint, states),
              '',
              ...states.flatMap((state) => reasons(context, paint, project, state)),
              ...(flags.verbose
                ? states.flatMap((state) => details(context, paint, state))
                : paint.prose('--verbose: the files, failing hooks, and what no hook sees.')),
              ...paint.prose(gateText(place !== undefined, staying)),
            ],
    };
  },
});

function stateAnswer(context: Context, project: string, state: ToolState) {
  const { row, files, switchedOff, kinds, coverage } = state;
  const inRepository = gitStates(context, project, state);
  return {
    harness: row.id,
    title: row.title,
    confirmed: row.support === 'driven',
    installed_at: coverage.installedAt,
    files: files.map(({ path, state: standing, findings, projects }) => ({
      path,
      state: standing,
      findings,
      projects,
      git: inRepository.get(path),
    })),
    switched_off: switchedOff,
    version: coverage.version || undefined,
    calls: kinds,
    probes: coverage.probes,
    fail_closed: closedText(row),
    gaps: row.gaps,
  };
}

function gitStates(context: Context, project: string, { row, files }: ToolState) {
  return new Map(
    placesOf(row, 'project', { project, home: context.home })
      .filter(({ path }) => files.some((file) => file.path === path && file.state !== 'absent'))
      .map((place) => [place.path, inGit(context, row, place, readSettings(place.path))] as const),
  );
}

const MARKS = { covered: '✓', unknown: '?', uncovered: '✗' } as const;

/** A line for each tool, a column for each kind of call. */
function overview(paint: Paint, states: readonly ToolState[]): readonly string[] {
  const cell = ({ state }: KindState): string => {
    const tone = { covered: paint.good, unknown: paint.warn, uncovered: paint.bad }[state];
    return tone(`${MARKS[state]} ${state}`);
  };
  return paint.table([
    ['', ...(states[0]?.kinds ?? []).map(({ kind }) => paint.dim(kind))],
    ...states.map(({ row, kinds }) => [paint.bold(row.title), ...kinds.map(cell)]),
  ]);
}

/** Why each tool is as it is: kinds with the same reason in one line. */
function reasons(
  context: Context,
  paint: Paint,
  project: string,
  state: ToolState,
): readonly string[] {
  const { row, kinds, switchedOff, coverage } = state;
  const said = kinds.map(({ kind, since, why }) => ({
    kind,
    text: since === '' ? why : `${why}, ${shownTime(since, context.io.outIsTerminal())}`,
  }));
  const texts = [...new Set(said.map(({ text }) => text))];
  const tracked = [...gitStates(context, project, state)].flatMap(([path, git]) => {
    const text = gitText(git);
    return text === undefined ? [] : [`${path}: ${text}`];
  });
  return [
    ...texts.map((text) => {
      const named = said.filter((one) => one.text === text).map(({ kind }) => kind);
      const which = named.length === kinds.length ? '' : ` (${named.join(', ')})`;
      return `${row.title}${which}: ${text}`;
    }),
    ...tracked,
    ...versionNotes(row, coverage),
    ...(switchedOff.length === 0 ? [] : ['A person set that; take it out there.']),
  ].flatMap((line) => paint.prose(line));
}

function versionNotes(row: HookRow, { version, probes }: HookCoverage): readonly string[] {
  const seen = [...new Set([version, probes['shell']?.version ?? ''])].filter((one) => one !== '');
  return seen.flatMap((one) => {
    const judgement = judgeVersion(row, one);
    if (judgement === 'newer') {
      return [`${row.title} ${one} is newer than what was run (${row.versions.join(', ')})`];
    }
    return judgement === 'unknown'
      ? [`${row.title} ${one} is of a version that the gate does not know: its calls are denied`]
      : [];
  });
}

const FINDINGS: Readonly<Record<string, string>> = {
  file_unreadable: 'the tool cannot read it',
  incomplete: 'a part of what belongs there is missing',
  other_own: 'a hook of gait of another version, project or folder',
  duplicate: 'a hook of gait stands twice',
  switched_off: 'hooks are switched off',
  other_hooks: 'hooks of others get the same calls',
};

function details(context: Context, paint: Paint, { row, files }: ToolState): readonly string[] {
  const gaps = row.gaps.filter(
    (gap) => context.platform === 'win32' || !gap.startsWith('On Windows'),
  );
  return [
    '',
    paint.bold(row.title),
    ...files
      .filter(({ state }) => state !== 'absent')
      .flatMap(({ path, state, findings }) => {
        const codes = [...new Set(findings.map(({ code }) => FINDINGS[code] ?? code))];
        return [`  ${state}  ${path}${codes.length === 0 ? '' : `  (${codes.join('; ')})`}`];
      }),
    ...paint.prose(`  when the hook fails: ${closedText(row)}`),
    ...gaps.flatMap((gap) => paint.prose(`  not covered: ${gap}`)),
  ];
}

function gateText(canStay: boolean, stays: boolean): string {
  if (stays) return 'A gate that stays answers the hooks; GAIT_WARM=off does without.';
  return canStay
    ? 'No gate stays yet: the next call starts one.'
    : 'Each hook decides by itself: no gate stays here.';
}
