import type { JsonAnswer } from '../command.ts';
import { differencesOf } from './changed-calls.ts';
import { RUN_THE_AGENT } from './fixture-answer.ts';
import type { Regression } from './run-suite-files.ts';
import { updateAnswer } from './update-answer.ts';

/** Exit status of a suite with a failing grader. */
export const REGRESSED = 5;

/** The keys that `regress run` and `regress bootstrap` share (gait-cli). */
export function suiteAnswer(
  { run, output, junit, acceptance, unlisted, candidates }: Regression,
  config: string,
): JsonAnswer {
  const { result } = run;
  const passed = result.status === 'pass';
  return {
    ok: passed,
    status: result.status,
    failed: run.failedGraders === 0 ? undefined : run.failedGraders,
    top_failure_reason: topReason(run),
    next_command: passed ? undefined : nextCommand(config),
    artifact_paths: [output, junit].map((path) => path.trim()).filter((path) => path !== ''),
    output,
    junit: junit === '' ? undefined : junit,
    vacuous:
      run.vacuous.length === 0
        ? undefined
        : { count: run.vacuous.length, fixtures: run.vacuous, next_command: RUN_THE_AGENT },
    identical: unlessEmpty(identicalFixtures(run)),
    unlisted: unlessEmpty(unlisted),
    differences: unlessEmpty(differencesOf(run)),
    candidates: unlessEmpty(candidates),
    tolerated: unlessEmpty(run.tolerated),
    ...(acceptance === undefined ? {} : updateAnswer(acceptance)),
  };
}

/** Fixtures whose command wrote the recorded run itself: it may be deterministic, or a copy. */
export function identicalFixtures({ cases }: Regression['run']): readonly string[] {
  return cases
    .filter(({ subject }) => subject.exec?.identical === true)
    .map(({ loaded }) => loaded.fixture.name);
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function topReason({ result }: Regression['run']): string | undefined {
  const first = result.graders.find((grader) => grader.status === 'fail');
  return first === undefined ? undefined : (first.reason_codes[0] ?? 'grader_failed');
}

function nextCommand(config: string): string {
  const path = config.trim();
  return path === '' || path === 'gait.yaml'
    ? 'gait regress run --json'
    : `gait regress run --config ${path} --json`;
}
