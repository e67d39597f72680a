import type { JsonObject } from '@gait/canon';
import type { Decision } from '../gate/decide-call.ts';
import type { Fault } from '../gate/decide-or-block.ts';

/** What a serving gate answers about a decision. Only `verdict` "allow" may run. */
export function decideAnswer({
  ruling,
  outcome,
  trace,
  approvals,
  sessionSequence,
}: Decision): JsonObject {
  const { approvals: answers } = approvals;
  return {
    ok: true,
    verdict: ruling.verdict,
    reason_codes: [...ruling.reasonCodes],
    violations: [...ruling.violations],
    matched_rule: outcome.matchedRule,
    trace_id: trace.trace_id,
    event_id: trace.event_id,
    intent_digest: trace.intent_digest,
    policy_digest: trace.policy_digest,
    ...(sessionSequence === undefined ? {} : { session_sequence: sessionSequence }),
    ...(answers === undefined
      ? {}
      : { required_approvals: answers.required, valid_approvals: answers.valid }),
  };
}

/** What it answers when there is no decision: a block, with the code and the repair. */
export function faultAnswer({ error, reasonCodes }: Fault): JsonObject {
  return {
    ok: false,
    verdict: 'block',
    reason_codes: [...reasonCodes],
    violations: [],
    error: error.message,
    error_code: error.code,
    hint: error.hint ?? '',
  };
}
