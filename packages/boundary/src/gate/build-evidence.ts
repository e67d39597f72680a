import { sha256Hex } from '@gait/canon';
import { buildDecisionDocument, buildTrace, decisionText, signTraceAsync } from '@gait/evidence';
import type { CredentialRecordFacts } from '@gait/gate';
import { describeDecision } from './describe-decision.ts';
import type { Call, Evidence, GateSetup } from './gate-setup.ts';
import type { CredentialStage } from './judge-credential.ts';
import type { Judged } from './judged.ts';
import type { Ruling } from './ruling.ts';
import { createdAtOf, traceFacts, type Decided } from './trace-facts.ts';

/** What is known of a decision, as its trace and its document take it. */
export function decidedOf(
  setup: GateSetup,
  call: Call,
  judged: Judged,
  ruling: Ruling,
  moment: { readonly observedAt: bigint; readonly latencyMs: number },
): Decided {
  const { policy } = setup.policy;
  return {
    prepared: judged.outcome.prepared,
    outcome: judged.outcome,
    ruling,
    policy: { id: policy.schema_id, version: policy.schema_version, digest: setup.policy.digest },
    ...moment,
    sessionId: judged.session.kind === 'known' ? judged.session.turn.sessionId : '',
    evaluatedAt: call.evaluationTime ?? moment.observedAt,
    producerVersion: setup.producerVersion,
    correlationId: call.correlationId,
    approvalRef: judged.approvals.approvals?.approvalRef || call.approvalRef,
    delegationRef: judged.delegation.chain?.delegationRef ?? '',
    receipt: judged.credential.issued?.receipt,
    mcpTrust: call.mcpTrust,
    preApproved: judged.preApproval,
    registryReason: judged.registryReason,
  };
}

/** The signed trace and all that names it or that it commits to. */
export async function evidenceOf(
  setup: GateSetup,
  judged: Judged,
  decided: Decided,
): Promise<Evidence> {
  const document =
    setup.profile === 'strict'
      ? buildDecisionDocument(describeDecision(setup, decided, judged))
      : undefined;
  const documentText = document === undefined ? '' : decisionText(document);
  const digest = document === undefined ? undefined : sha256Hex(documentText);
  const { trace, text: traceText } = await signTraceAsync(
    setup.signer,
    buildTrace(traceFacts(decided, digest)),
  );
  const { outcome, approvals, delegation, credential } = judged;
  const named = {
    createdAt: createdAtOf(outcome.prepared),
    producerVersion: setup.producerVersion,
    traceId: trace.trace_id,
    toolName: trace.tool_name,
    intentDigest: trace.intent_digest,
    policyDigest: trace.policy_digest,
  };
  const { approvals: answers } = approvals;
  const { chain } = delegation;
  const approvalsAsked = answers !== undefined || outcome.minApprovals > 0;
  const audits =
    approvalsAsked || chain !== undefined ? await import('./build-audits.ts') : undefined;
  return {
    trace,
    traceText,
    document,
    documentText,
    approvalAudit: approvalsAsked
      ? audits?.approvalAuditOf(named, answers, outcome.minApprovals, setup.profile)
      : undefined,
    delegationAudit: chain === undefined ? undefined : audits?.delegationAuditOf(named, chain),
    credential: credentialFacts(named, judged, credential),
    killSwitch: outcome.killSwitch?.status === 'active' ? outcome.killSwitch : null,
    context: outcome.prepared.intent.context,
  };
}

function credentialFacts(
  named: Pick<CredentialRecordFacts, 'createdAt' | 'producerVersion' | 'traceId' | 'toolName'>,
  { outcome }: Judged,
  { issued }: CredentialStage,
): CredentialRecordFacts | undefined {
  if (issued === undefined) return undefined;
  return {
    createdAt: named.createdAt,
    producerVersion: named.producerVersion,
    traceId: named.traceId,
    toolName: named.toolName,
    identity: outcome.prepared.intent.context.identity,
    reference: issued.request.reference,
    scope: issued.askedScope,
    receipt: issued.receipt,
  };
}
