import type { Runpack } from '@gait/evidence';
import type { RegressConfig } from '../config/config-record.ts';
import type { Fixture } from '../fixture/fixture-record.ts';
import { makeFixture } from '../fixture/make-fixture.ts';
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
  readonly config: RegressConfig;
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
    const fixture = acceptOne(one);
    if (fixture === undefined) refused.push(name);
    else accepted.push(fixture);
  }
  const byName = new Map(accepted.map(({ fixture }) => [fixture.name, fixture]));
  const fixtures = run.config.fixtures.map((entry) => {
    const fixture = byName.get(entry.name);
    // An entry that names no run keeps naming none.
    return fixture === undefined || entry.run_id === ''
      ? entry
      : { ...entry, run_id: fixture.runId };
  });
  return { accepted, refused, config: { ...run.config, fixtures }, regraded: regrade(run, byName) };
}

function regrade(run: SuiteRun, accepted: ReadonlyMap<string, Fixture>): SuiteRun {
  const cases = run.cases.map((one): SuiteCase => {
    const fixture = accepted.get(one.loaded.fixture.name);
    const source = one.subject.candidate.run;
    if (fixture === undefined || !hasRun(source)) return one;
    return {
      ...one,
      loaded: { ...one.loaded, fixture, runpack: source, refusals: [] },
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

function acceptOne(one: SuiteCase): AcceptedFixture | undefined {
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
    changes: describeChanges(before, fixture, one.loaded.runpack, candidate.run),
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
  if (lines.length === 0) lines.push('records differ, the sequence of calls and verdicts does not');
  return lines;
}
