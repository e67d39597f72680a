import { isCodedError, normalizeList } from '@gait/canon';
import {
  brokerRequest,
  checkReceipt,
  targetBindingDigest,
  type BrokerReceipt,
  type BrokerRequest,
  type Outcome,
  type PolicyRule,
} from '@gait/gate';
import type { Issued, SealedSecret } from '@gait/local';
import type { Call, GateSetup } from './gate-setup.ts';
import { because, blocked, type Ruling } from './ruling.ts';

/** What came of the demand for a credential. */
export interface CredentialStage {
  readonly ruling: Ruling;
  /** Undefined when none was issued. */
  readonly issued:
    | {
        readonly receipt: BrokerReceipt;
        readonly request: BrokerRequest;
        /** The scopes as they were asked for: a request has them in lower case. */
        readonly askedScope: readonly string[];
        /** Undefined: the caller has the secret already, or fetches it by reference. */
        readonly secret: SealedSecret | undefined;
        /** Takes it back, where the broker can. */
        readonly revoke: (() => Promise<void>) | undefined;
      }
    | undefined;
}

/**
 * A credential from the broker, where the call is allowed so far and a rule that matched demands
 * one (gait-formats §4.7 step 11). A broker that fails, hangs or answers for another request
 * blocks; what it printed is never repeated.
 */
export async function judgeCredential(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<CredentialStage> {
  if (!outcome.requireBrokerCredential || ruling.verdict !== 'allow') {
    return { ruling, issued: undefined };
  }
  if (setup.broker === undefined) {
    return refused(ruling, ['broker_credential_required']);
  }
  const askedScope = normalizeList([...outcome.brokerScopes, ...call.credential.scopes]);
  const request = requestFor(call, outcome, askedScope);
  let issued: Issued;
  try {
    issued = await setup.broker.issue(request);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return refused(ruling, ['broker_credential_missing']);
  }
  const { receipt, secret, revoke } = issued;
  const codes = checkReceipt(rulesOf(setup, outcome), receipt, {
    profile: setup.profile,
    request,
    askedScope,
    expectedRef: outcome.prepared.intent.context.credential_ref,
    now,
  });
  const kept = { receipt, request, askedScope, secret, revoke };
  if (codes.length > 0) {
    // The receipt is recorded, the secret is not handed on.
    return { ruling: blocked(ruling, codes, codes), issued: { ...kept, secret: undefined } };
  }
  return { ruling: because(ruling, ['broker_credential_present']), issued: kept };
}

function refused(ruling: Ruling, reasons: readonly string[]): CredentialStage {
  return { ruling: blocked(ruling, reasons, ['broker_credential_missing']), issued: undefined };
}

function requestFor(
  call: Call,
  { prepared, brokerReference }: Outcome,
  scope: readonly string[],
): BrokerRequest {
  const { intent } = prepared;
  const { context } = intent;
  return brokerRequest({
    toolName: intent.tool_name,
    identity: context.identity,
    workspace: context.workspace,
    sessionId: context.session_id,
    requestId: context.request_id,
    runId: context.run_id,
    jobId: context.job_id,
    reference: call.credential.reference || brokerReference,
    scope,
    targetBinding: targetBindingDigest(intent.targets ?? []),
  });
}

/**
 * The rules that matched: their demands on credentials count, and those of the policies that
 * count besides. Under `strict` also those of a script's steps, and of a rule with a comma in its
 * name: in the reference both demand nothing.
 */
function rulesOf(setup: GateSetup, outcome: Outcome): readonly PolicyRule[] {
  return [...ownRules(setup, outcome), ...(outcome.furtherRules ?? [])];
}

function ownRules({ policy, profile }: GateSetup, { matchedRule, script }: Outcome) {
  if (profile !== 'strict') {
    const names = new Set(matchedRule.split(','));
    return policy.policy.rules.filter(({ name }) => names.has(name));
  }
  const steps = script?.stepVerdicts ?? [];
  const matched = [matchedRule, ...steps.map((step) => step.matched_rule)]
    .map((names) => `,${names},`)
    .join('');
  return policy.policy.rules.filter(({ name }) => matched.includes(`,${name},`));
}
