import type { Json } from '@gait/canon';
import { firstMismatch } from '../trajectory/first-mismatch.ts';
import { toolSequence } from '../trajectory/tool-sequence.ts';
import { verdictSequence } from '../trajectory/verdict-sequence.ts';
import { failedCandidate, hasRun, type Grader } from './grader.ts';

/** The candidate calls the expected tools and gets the expected verdicts, in order. */
export const trajectory: Grader = {
  name: 'trajectory',
  deterministic: true,
  grade: ({ fixture, candidate }) => {
    const { run } = candidate;
    if (!hasRun(run)) return failedCandidate('trajectory', run);
    const tools = compare('tool', fixture.expectedTools, toolSequence(run.intents));
    const verdicts = compare('verdict', fixture.expectedVerdicts, verdictSequence(run.results));
    const reasons = [...tools.reasons, ...verdicts.reasons];
    const asked = fixture.expectedTools.length > 0 || fixture.expectedVerdicts.length > 0;
    const passed = asked ? 'trajectory_match' : 'trajectory_not_required';
    return {
      name: 'trajectory',
      status: reasons.length === 0 ? 'pass' : 'fail',
      reason_codes: reasons.length === 0 ? [passed] : reasons,
      details: { candidate_runpack: candidate.path, ...tools.details, ...verdicts.details },
    };
  },
};

/** An empty expectation asks for nothing. */
function compare(
  kind: 'tool' | 'verdict',
  expected: readonly string[],
  actual: readonly string[],
): { reasons: string[]; details: Record<string, Json> } {
  const details: Record<string, Json> = {
    [`expected_${kind}_sequence`]: expected,
    [`actual_${kind}_sequence`]: actual,
  };
  const mismatch = expected.length === 0 ? undefined : firstMismatch(expected, actual);
  if (mismatch === undefined) return { reasons: [], details };
  details[`${kind}_sequence_mismatch_index`] = mismatch.index;
  details[`${kind}_sequence_expected_at_mismatch`] = mismatch.expected;
  details[`${kind}_sequence_actual_at_mismatch`] = mismatch.actual;
  return { reasons: [`unexpected_${kind}_sequence`], details };
}
