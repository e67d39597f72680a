import {
  approvalNeeds,
  checkApprovals,
  delegationBindingDigest,
  type ApprovalsVerdict,
  type Outcome,
} from '@gait/gate';
import type { Call, GateSetup } from './gate-setup.ts';
import { because, blocked, type Ruling } from './ruling.ts';

/** What came of the demand for approvals. */
export interface ApprovalStage {
  readonly ruling: Ruling;
  /** Undefined when none was demanded. */
  readonly approvals: ApprovalsVerdict | undefined;
}

/**
 * Approvals, where the ruling so far demands them (gait-formats §4.7 step 10). Granted, the
 * verdict becomes `allow`; the tokens are not spent here, because a later stage may still block.
 */
export async function judgeApprovals(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<ApprovalStage> {
  if (ruling.verdict !== 'require_approval' || call.approvals === undefined) {
    return { ruling, approvals: undefined };
  }
  const { intent, intentDigest } = outcome.prepared;
  const needs = approvalNeeds(intent);
  const ledger = await setup.ledger();
  const denials = await setup.denials(intentDigest);
  const approvals = checkApprovals([...(await call.approvals(intentDigest)), ...denials], {
    profile: setup.profile,
    now,
    keys: await setup.approvalKeys(),
    intentDigest,
    policyDigest: setup.policy.digest,
    delegationBindingDigest: delegationBindingDigest(intent),
    scopes: needs.scopes,
    targetCount: needs.targetCount,
    opCount: needs.opCount,
    requesters: requestersOf(outcome),
    revoked: await setup.revoked(),
    spent: ledger?.used() ?? new Set(),
    required: outcome.minApprovals,
    distinct: outcome.requireDistinctApprovers,
  });
  const { reasonCodes, violations } = approvals;
  if (approvals.verdict === 'block') {
    return { ruling: blocked(ruling, reasonCodes, violations), approvals };
  }
  const judged = because(ruling, reasonCodes, violations);
  return { ruling: { ...judged, verdict: approvals.verdict }, approvals };
}

/** Everybody the call claims to act for. */
function requestersOf({ prepared }: Outcome): readonly string[] {
  const { context, delegation } = prepared.intent;
  return delegation === null
    ? [context.identity]
    : [context.identity, delegation.requester_identity];
}
