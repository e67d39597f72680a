import { failed, type Grader } from './grader.ts';

const NAME = 'candidate_present';

/** There is another run to compare with: without one every comparison is of a run with itself. */
export const candidatePresent: Grader = {
  name: NAME,
  deterministic: true,
  grade: ({ candidate }) =>
    candidate.origin === 'self'
      ? failed(NAME, 'vacuous', {
          error: 'the fixture has no candidate but its own run, and no command was given',
        })
      : {
          name: NAME,
          status: 'pass',
          reason_codes: [],
          details: { candidate_runpack: candidate.path },
        },
};
