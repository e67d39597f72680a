import type { PreparedIntent } from '../intent/intent-record.ts';
import { bareVerdict } from './call-verdict.ts';
import { codeList, NO_CODES } from './code-list.ts';
import { compositeRiskOf } from './evaluate-script.ts';
import type { Outcome } from './outcome.ts';
import { NONE_BROKEN } from './pass.ts';

/**
 * The outcome of a script that was approved before (gait-formats §4.7 step 5): every step is
 * allowed for the same reason, and no rule was asked.
 */
export function preApprovedOutcome(prepared: PreparedIntent, reason: string): Outcome {
  const { matchedRule, ...verdict } = bareVerdict('allow', codeList([reason]));
  const steps = prepared.intent.script?.steps ?? null;
  return {
    ...verdict,
    matchedRule,
    prepared,
    broken: NONE_BROKEN,
    script:
      steps === null
        ? null
        : {
            stepCount: steps.length,
            compositeRiskClass: compositeRiskOf(steps),
            stepVerdicts: steps.map(({ tool_name }, index) => ({
              index,
              tool_name,
              verdict: 'allow',
              reason_codes: codeList([reason]),
              violations: NO_CODES,
              matched_rule: '',
            })),
          },
    contextSource: '',
    killSwitch: null,
  };
}
