import { isZeroTime, type JsonObject } from '@gait/canon';
import type { Verdict } from '@gait/gate';
import type { Decision } from '../gate/decide-call.ts';
import type { Fault } from '../gate/decide-or-block.ts';

/**
 * The verdict that a caller is told. A simulated call enforces nothing, counts nothing and spends
 * no token: its caller must not take the answer for a permission, whatever it would have been.
 */
export function toldVerdict({ ruling, simulated }: Decision): Verdict {
  return simulated === undefined ? ruling.verdict : 'dry_run';
}

/**
 * What a serving gate answers about a decision. Only `verdict` "allow" may run.
 *
 * @param withSecret the caller asked for the secret of the credential. It goes to him and nowhere
 *   else: a gate serves its owner's socket, this machine or TLS only.
 */
export function decideAnswer(decision: Decision, withSecret: boolean): JsonObject {
  const { ruling, simulated, outcome, trace, approvals, sessionSequence } = decision;
  const { approvals: answers } = approvals;
  return {
    ok: true,
    verdict: toldVerdict(decision),
    reason_codes: [...ruling.reasonCodes],
    violations: [...ruling.violations],
    matched_rule: outcome.matchedRule,
    trace_id: trace.trace_id,
    event_id: trace.event_id,
    intent_digest: trace.intent_digest,
    policy_digest: trace.policy_digest,
    ...(simulated === undefined
      ? {}
      : {
          simulated_verdict: simulated.verdict,
          simulated_reason_codes: [...simulated.reasonCodes],
        }),
    ...credentialOf(decision, withSecret),
    ...(sessionSequence === undefined ? {} : { session_sequence: sessionSequence }),
    ...(answers === undefined
      ? {}
      : { required_approvals: answers.required, valid_approvals: answers.valid }),
  };
}

/** Only for a call that may run: the credential of another one is taken back. */
function credentialOf(decision: Decision, withSecret: boolean): JsonObject {
  const receipt = decision.credential.issued?.receipt;
  if (receipt === undefined || toldVerdict(decision) !== 'allow') return {};
  const { secret } = decision;
  return {
    credential: {
      ref: receipt.credentialRef,
      ...(isZeroTime(receipt.expiresAt) ? {} : { expires_at: receipt.expiresAt }),
      ...(withSecret && secret !== undefined ? { secret: secret.reveal() } : {}),
    },
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
