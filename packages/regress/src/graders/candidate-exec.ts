import { execDetails } from '../exec/exec-outcome.ts';
import { failed, type Grader } from './grader.ts';

const NAME = 'candidate_exec';

/** The command ended well and wrote a run that verifies. */
export const candidateExec: Grader = {
  name: NAME,
  // The grader is; the agent it ran need not be.
  deterministic: true,
  grade: ({ exec }) => {
    if (exec === undefined)
      return failed(NAME, 'exec_start_failed', { error: 'the command was not run' });
    const passed = exec.reason === 'candidate_recorded';
    return {
      name: NAME,
      status: passed ? 'pass' : 'fail',
      reason_codes: [exec.reason],
      details: { ...execDetails(exec), ...(passed ? {} : { error: exec.message }) },
    };
  },
};
