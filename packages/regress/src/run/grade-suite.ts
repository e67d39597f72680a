import { compareUtf8, normalizeList } from '@gait/canon';
import { candidateExec } from '../graders/candidate-exec.ts';
import { candidatePresent } from '../graders/candidate-present.ts';
import { contextConformance, wantsContextConformance } from '../graders/context-conformance.ts';
import { diff } from '../graders/diff.ts';
import { expectedExitCode } from '../graders/expected-exit-code.ts';
import type { GradeOptions, Grader, GraderResult, Subject } from '../graders/grader.ts';
import { schemaValidation } from '../graders/schema-validation.ts';
import { trajectory } from '../graders/trajectory.ts';
import { makeResult, type RegressResult } from '../result/regress-result.ts';

/** A graded suite. */
export interface GradedSuite {
  readonly result: RegressResult;
  readonly failedGraders: number;
  /** Names of fixtures that were compared with themselves only: they say nothing about an agent. */
  readonly vacuous: readonly string[];
}

/** What a suite is graded by. */
export interface SuiteOptions extends GradeOptions {
  readonly fixtureSet: string;
  readonly producerVersion: string;
  /** Candidates come from a command. */
  readonly exec: boolean;
}

/** Results on which a comparison of a run with itself has no bearing. */
const INDEPENDENT: ReadonlySet<string> = new Set([
  'schema_validation',
  'expected_exit_code',
  'candidate_present',
]);

/**
 * Puts every fixture, in the order given, before every grader (gait-formats §5.3).
 * `subjects` must not be empty.
 */
export function gradeSuite(subjects: readonly Subject[], options: SuiteOptions): GradedSuite {
  const graders = chooseGraders(subjects, options);
  const results: GraderResult[] = [];
  for (const subject of subjects)
    for (const grader of graders) results.push(gradeOne(grader, subject, options));
  results.sort((a, b) => compareUtf8(a.name, b.name));
  return {
    result: makeResult(results, {
      recordedAt: subjects[0]?.source.run.created_at ?? '',
      producerVersion: options.producerVersion,
      fixtureSet: options.fixtureSet,
    }),
    failedGraders: results.filter((result) => result.status === 'fail').length,
    vacuous: subjects.filter(isVacuous).map((subject) => subject.fixture.name),
  };
}

function chooseGraders(subjects: readonly Subject[], options: SuiteOptions): Grader[] {
  const fixtures = subjects.map((subject) => subject.fixture);
  return [
    ...(options.exec ? [candidateExec] : []),
    ...(options.failVacuous && !options.exec ? [candidatePresent] : []),
    schemaValidation,
    expectedExitCode,
    trajectory,
    diff,
    ...(wantsContextConformance(fixtures, options) ? [contextConformance] : []),
  ];
}

function gradeOne(grader: Grader, subject: Subject, options: SuiteOptions): GraderResult {
  const result = grader.grade(subject, options);
  const { name, runId } = subject.fixture;
  // Without the flag the result is byte for byte what the reference writes.
  const vacuous = options.failVacuous && isVacuous(subject) && !INDEPENDENT.has(grader.name);
  return {
    ...result,
    name: `${name}/${result.name}`,
    reason_codes: normalizeList(result.reason_codes),
    details: {
      ...result.details,
      fixture: name,
      run_id: runId,
      ...(vacuous ? { vacuous: true } : {}),
    },
  };
}

function isVacuous({ candidate }: Subject): boolean {
  return candidate.origin === 'self';
}
