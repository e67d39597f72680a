import type { Runpack } from '@gait/evidence';
import type { RegressConfig } from '../config/config-record.ts';
import type { Fixture } from '../fixture/fixture-record.ts';
import { makeFixture } from '../fixture/make-fixture.ts';
import { CALL_FILES, callChanges, describeCallChange } from '../graders/call-changes.ts';
import { hasRun } from '../graders/grader.ts';
import { firstMismatch } from '../trajectory/first-mismatch.ts';
import { gradeSuite } from './grade-suite.ts';
import type { SuiteCase, SuiteRun } from './run-suite.ts';

/** A fixture that takes its candidate for the recorded run from now on. */
export interface AcceptedFixture {
  readonly from: SuiteCase;
  readonly fixture: Fixture;
  /** What is different, one line each. */
  readonly changes: readonly string[];
}

/** New expectations, and why some candidates were not accepted. */
export interface Acceptance {
  readonly accepted: readonly AcceptedFixture[];
  /** The same candidates graded by the new expectations. */
  readonly regraded: SuiteRun;
  /** Names of failing fixtures without a trustworthy candidate. */
  readonly refused: readonly string[];
}

/**
 * Turns the candidates of failing fixtures into their recorded runs. Only whole runs
 * of commands that ended well are taken; the owner's settings of a fixture stay.
 */
export function acceptCandidates(run: SuiteRun): Acceptance {
  const accepted: AcceptedFixture[] = [];
  const refused: string[] = [];
  for (const one of run.cases) {
    const { name } = one.loaded.fixture;
    if (!fails(run, name)) continue;
    const fixture = acceptOne(one, changedFiles(run, name));
    if (fixture === undefined) refused.push(name);
    else accepted.push(fixture);
  }
  const byName = new Map(accepted.map(({ fixture }) => [fixture.name, fixture]));
  return { accepted, refused, regraded: regrade(run, byName) };
}

/** The configuration with the run ids of accepted fixtures; the same object when none is another. */
export function acceptedConfig(
  config: RegressConfig,
  accepted: readonly AcceptedFixture[],
): RegressConfig {
  const runIds = new Map(accepted.map(({ fixture }) => [fixture.name, fixture.runId]));
  const fixtures = config.fixtures.map((entry) => ({
    ...entry,
    // An entry that names no run keeps naming none.
    run_id: entry.run_id === '' ? '' : (runIds.get(entry.name) ?? entry.run_id),
  }));
  const changed = fixtures.some(({ run_id }, index) => run_id !== config.fixtures[index]?.run_id);
  return changed ? { ...config, fixtures } : config;
}

function regrade(run: SuiteRun, accepted: ReadonlyMap<string, Fixture>): SuiteRun {
  const cases = run.cases.map((one): SuiteCase => {
    const fixture = accepted.get(one.loaded.fixture.name);
    const source = one.subject.candidate.run;
    if (fixture === undefined || !hasRun(source)) return one;
    const { bytes: _, ...loaded } = one.loaded;
    return {
      ...one,
      loaded: { ...loaded, fixture, runpack: source, refusals: [] },
      subject: { ...one.subject, fixture, source, refusals: [] },
    };
  });
  const subjects = cases.map((one) => one.subject);
  return { ...run, ...gradeSuite(subjects, run.options), cases };
}

function fails(run: SuiteRun, name: string): boolean {
  return run.result.graders.some(
    (grader) => grader.status === 'fail' && grader.details['fixture'] === name,
  );
}

/** Files of the runpack that the comparison found different. */
function changedFiles(run: SuiteRun, name: string): readonly string[] {
  const found = run.result.graders.find((grader) => grader.name === `${name}/diff`);
  const files = found?.details['changed_files'];
  return Array.isArray(files) ? files.map(String) : [];
}

function acceptOne(one: SuiteCase, files: readonly string[]): AcceptedFixture | undefined {
  const { candidate, exec } = one.subject;
  const before = one.loaded.fixture;
  if (candidate.origin === 'self' || !hasRun(candidate.run)) return undefined;
  if (exec !== undefined && exec.reason !== 'candidate_recorded') return undefined;
  const made = makeFixture({
    name: before.name,
    runpack: candidate.run,
    sessionChain: '',
    checkpointIndex: 0,
    previous: before,
  });
  // A fixture whose replay lacks results may be so on purpose; what it expects is its owner's word.
  const fixture = {
    ...made,
    runpack: before.runpack,
    expectedReplayExitCode: before.expectedReplayExitCode,
  };
  return {
    from: one,
    fixture,
    changes: [
      ...describeChanges(before, fixture, one.loaded.runpack, candidate.run),
      ...otherFiles(files),
    ],
  };
}

function describeChanges(before: Fixture, after: Fixture, was: Runpack, is: Runpack): string[] {
  const lines: string[] = [];
  const compare = (what: string, left: string, right: string): void => {
    if (left !== right) lines.push(`${what}: ${left || 'none'} → ${right || 'none'}`);
  };
  compare('run', before.runId, after.runId);
  const tools = firstMismatch(before.expectedTools, after.expectedTools);
  if (tools !== undefined)
    lines.push(`tool call ${tools.index + 1}: ${tools.expected} → ${tools.actual}`);
  const verdicts = firstMismatch(before.expectedVerdicts, after.expectedVerdicts);
  if (verdicts !== undefined)
    lines.push(`verdict ${verdicts.index + 1}: ${verdicts.expected} → ${verdicts.actual}`);
  compare('context', before.expectedContextSetDigest, after.expectedContextSetDigest);
  compare('intents', String(was.intents.length), String(is.intents.length));
  compare('results', String(was.results.length), String(is.results.length));
  return [...lines, ...callLines(was, is)];
}

const TOLD_BY_CALL: ReadonlySet<string> = new Set(Object.values(CALL_FILES));

function otherFiles(files: readonly string[]): string[] {
  const others = files.filter((file) => !TOLD_BY_CALL.has(file));
  return others.length === 0 ? [] : [`also different: ${others.join(', ')}`];
}

/** Of calls that were changed, named for a person to review. */
const MOST_CALLS = 20;

function callLines(was: Runpack, is: Runpack): string[] {
  const calls = callChanges(was, is, Object.values(CALL_FILES)).filter(
    // The sequence of tools tells that already.
    ({ fields }) => fields.length !== 1 || fields[0]?.field !== 'tool_name',
  );
  const more = calls.length - MOST_CALLS;
  return [
    ...calls.slice(0, MOST_CALLS).map(describeCallChange),
    ...(more > 0 ? [`and ${more} more calls`] : []),
  ];
}
