import { hasRun, type GraderResult, type SuiteCase } from '@gait/regress';
import type { Paint } from '../paint.ts';
import { failureLines } from './failure-text.ts';
import { RUN_THE_AGENT } from './fixture-answer.ts';
import type { Regression } from './run-suite-files.ts';
import { identicalFixtures } from './suite-answer.ts';
import { updateLines } from './update-answer.ts';

/** Columns of the table, in the order in which a person asks. */
const COLUMNS: readonly (readonly [grader: string, title: string])[] = [
  ['candidate_exec', 'command'],
  ['candidate_present', 'candidate'],
  ['schema_validation', 'schema'],
  ['expected_exit_code', 'replay'],
  ['trajectory', 'calls'],
  ['diff', 'diff'],
  ['context_conformance', 'context'],
];
const COMPARISONS = new Set(['trajectory', 'diff', 'context_conformance']);

/** A suite's result for a person: a table, then what is wrong, then where it is written. */
export function suiteText(regression: Regression, paint: Paint): string[] {
  const { run, output, junit, acceptance } = regression;
  return [
    headline(regression, paint),
    ...table(regression, paint),
    ...run.cases.flatMap((one) => caseFailures(one, regression, paint)),
    ...identicalLines(regression, paint),
    ...vacuousLines(regression, paint),
    ...run.tolerated.map((found) =>
      paint.warn(`tolerated: ${found.code} ${found.file}: ${found.message}`),
    ),
    ...unlistedLines(regression, paint),
    ...paint.pairs({ result: output, junit }),
    ...candidateLines(regression, paint),
    ...(acceptance === undefined ? [] : updateLines(acceptance, paint)),
    ...(canUpdate(regression)
      ? [paint.dim('if the new runs are right, accept them with --update')]
      : []),
  ];
}

function headline({ run }: Regression, paint: Paint): string {
  const fixtures = plural(run.cases.length, 'fixture');
  const set = `set ${run.result.fixture_set}`;
  if (run.result.status === 'fail') {
    const failing = run.cases.filter((one) =>
      resultsOf(one, run.result.graders).some(({ status }) => status === 'fail'),
    );
    return paint.verdict(
      false,
      `${failing.length} of ${fixtures} failed, ${run.failedGraders} of ${plural(run.result.graders.length, 'grader')} (${set})`,
    );
  }
  const tested = run.cases.length - run.vacuous.length;
  if (tested === 0)
    return `${paint.warn('!')} nothing was tested: ${plural(run.cases.length, 'vacuous fixture')} (${set})`;
  const rest = run.vacuous.length === 0 ? '' : `, ${run.vacuous.length} vacuous`;
  return paint.verdict(true, `${plural(tested, 'fixture')} passed${rest} (${set})`);
}

function table({ run }: Regression, paint: Paint): string[] {
  const { graders } = run.result;
  const columns = COLUMNS.filter(([name]) =>
    graders.some((grader) => grader.name.endsWith(`/${name}`)),
  );
  return paint.table([
    ['', ...columns.map(([, title]) => paint.dim(title))],
    ...run.cases.map((one) => {
      const results = resultsOf(one, graders);
      return [
        one.loaded.fixture.name,
        ...columns.map(([name]) =>
          cell(
            one,
            results.find((result) => result.name.endsWith(`/${name}`)),
            paint,
          ),
        ),
      ];
    }),
  ]);
}

function cell(one: SuiteCase, result: GraderResult | undefined, paint: Paint): string {
  if (result === undefined) return '';
  if (result.reason_codes.includes('candidate_unavailable')) return paint.dim('–');
  if (result.status === 'fail') return paint.bad('✗');
  const name = result.name.slice(result.name.lastIndexOf('/') + 1);
  const vacuous = one.subject.candidate.origin === 'self' && COMPARISONS.has(name);
  return vacuous ? paint.warn('vacuous') : paint.good('✓');
}

function caseFailures(one: SuiteCase, regression: Regression, paint: Paint): string[] {
  const failures = resultsOf(one, regression.run.result.graders).filter(
    (result) => result.status === 'fail' && !result.reason_codes.includes('candidate_unavailable'),
  );
  if (failures.length === 0) return [];
  return ['', ...failures.flatMap((result) => failureLines(one, result, regression.tails, paint))];
}

/** An agent that is deterministic to the last byte, or a command that copied the recording. */
function identicalLines({ run }: Regression, paint: Paint): string[] {
  const names = identicalFixtures(run);
  if (names.length === 0) return [];
  return [
    paint.dim(`the command wrote the recorded run itself, byte for byte: ${names.join(', ')}`),
  ];
}

function canUpdate({ run, acceptance }: Regression): boolean {
  if (acceptance !== undefined) return false;
  return run.cases.some(
    (one) =>
      one.subject.candidate.origin !== 'self' &&
      hasRun(one.subject.candidate.run) &&
      resultsOf(one, run.result.graders).some(({ status }) => status === 'fail'),
  );
}

function vacuousLines({ run }: Regression, paint: Paint): string[] {
  if (run.vacuous.length === 0) return [''];
  const names = run.vacuous.slice(0, 10).join(', ');
  const more = run.vacuous.length > 10 ? ` and ${run.vacuous.length - 10} more` : '';
  return [
    '',
    paint.warn(
      `vacuous: ${names}${more}: compared with their own recording or a copy of it, which says nothing about the agent`,
    ),
    'to make it a test, let your agent run again; its command leaves the new run at "$GAIT_RUNPACK_OUT":',
    `  ${RUN_THE_AGENT}`,
    paint.dim('or name candidate_runpack in fixture.json'),
  ];
}

/** A test that was lost from the list fails for nobody. */
function unlistedLines({ unlisted }: Regression, paint: Paint): string[] {
  if (unlisted.length === 0) return [];
  const more = unlisted.length > 10 ? ` and ${unlisted.length - 10} more` : '';
  return [
    paint.warn(`not run, gait.yaml does not list: ${unlisted.slice(0, 10).join(', ')}${more}`),
    paint.dim(
      'every gait regress add lists the fixtures that are there; remove a folder that is not wanted',
    ),
  ];
}

/** Where the runs that failed can be looked at, and how. */
function candidateLines({ run, candidates }: Regression, paint: Paint): string[] {
  return candidates.slice(0, 10).flatMap(({ fixture, path }) => {
    const recorded = run.cases.find((one) => one.loaded.fixture.name === fixture)?.loaded
      .runpackPath;
    return [
      ...paint.pairs({ 'new run': path }),
      paint.dim(`  look at it: gait run diff ${recorded ?? ''} ${path}`),
    ];
  });
}

function resultsOf(one: SuiteCase, graders: readonly GraderResult[]): GraderResult[] {
  return graders.filter((grader) => grader.details['fixture'] === one.loaded.fixture.name);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
