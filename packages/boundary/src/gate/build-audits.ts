import {
  buildApprovalAudit,
  buildDelegationAudit,
  type ApprovalAudit,
  type ApprovalAuditFacts,
  type ApprovalsVerdict,
  type ChainVerdict,
  type DelegationAudit,
  type Profile,
} from '@gait/gate';

/** The decision that an audit belongs to. */
export type AuditedDecision = Omit<ApprovalAuditFacts, 'required' | 'entries' | 'approved'>;

/**
 * The record of who approved. Only under `strict` it says whether the approvals sufficed; elsewhere
 * it counts as the reference does, which passes over the demand for distinct approvers.
 */
export function approvalAuditOf(
  decision: AuditedDecision,
  answers: ApprovalsVerdict | undefined,
  required: number,
  profile: Profile,
): ApprovalAudit {
  const judged = profile === 'strict' && answers !== undefined;
  return buildApprovalAudit({
    ...decision,
    required: answers?.required ?? required,
    entries: answers?.entries ?? [],
    ...(judged ? { approved: answers.verdict === 'allow' } : {}),
  });
}

/** The record of who acted for whom. */
export function delegationAuditOf(decision: AuditedDecision, chain: ChainVerdict): DelegationAudit {
  return buildDelegationAudit({
    ...decision,
    required: true,
    delegationRef: chain.complete ? chain.delegationRef : '',
    entries: chain.entries,
  });
}
