import type { JsonAnswer } from '../command.ts';
import type { Regression } from './run-suite-files.ts';
import { updateAnswer } from './update-answer.ts';

/** Exit status of a suite with a failing grader. */
export const REGRESSED = 5;

/** The keys that `regress run` and `regress bootstrap` share (gait-cli). */
export function suiteAnswer(
  { run, output, junit, acceptance }: Regression,
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
      run.vacuous.length === 0 ? undefined : { count: run.vacuous.length, fixtures: run.vacuous },
    tolerated: run.tolerated.length === 0 ? undefined : run.tolerated,
    ...(acceptance === undefined ? {} : updateAnswer(acceptance)),
  };
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
