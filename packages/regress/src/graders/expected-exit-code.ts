import { CodedError } from '@gait/canon';
import { replayRunpack, type Runpack } from '@gait/evidence';
import { failed, hasRun, type Grader, type GraderResult, type Subject } from './grader.ts';

const NAME = 'expected_exit_code';
/** Status of a replay that lacks results. */
const MISSING_RESULTS = 2;

/**
 * A replay of the recorded run, with stubs, ends with the expected status. A run that
 * a command has just made is replayed too: a call without result there is a regression.
 */
export const expectedExitCode: Grader = {
  name: NAME,
  deterministic: true,
  grade: (subject) => {
    try {
      return compare(subject);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return failed(NAME, 'replay_error', { error: error.message });
    }
  },
};

function compare({ fixture, source, candidate }: Subject): GraderResult {
  const expected = fixture.expectedReplayExitCode;
  const own = replay(source);
  const made =
    candidate.origin === 'exec' && hasRun(candidate.run) ? replay(candidate.run) : undefined;
  const right = own.exitCode === expected && (made === undefined || made.exitCode === expected);
  return {
    name: NAME,
    status: right ? 'pass' : 'fail',
    reason_codes: right ? [] : ['unexpected_exit_code'],
    details: {
      expected_exit_code: expected,
      actual_exit_code: own.exitCode,
      missing_results: own.missing,
      ...(made === undefined
        ? {}
        : { candidate_exit_code: made.exitCode, candidate_missing_results: made.missing }),
    },
  };
}

function replay(runpack: Runpack): { exitCode: number; missing: readonly string[] } {
  const missing = replayRunpack(runpack).missingResults;
  return { exitCode: missing.length > 0 ? MISSING_RESULTS : 0, missing };
}
