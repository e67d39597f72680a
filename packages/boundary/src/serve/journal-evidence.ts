import { approvalAuditRecord, credentialEvidenceRecord, encodeRecord } from '@gait/canon';
import { decisionRecord, traceRecord } from '@gait/evidence';
import { buildCredentialRecord, delegationAuditRecord } from '@gait/gate';
import type { TraceJournal } from '@gait/local';
import type { Evidence, EvidencePlaces } from '../gate/gate-setup.ts';

/** What a line of a journal is; it stands in every line. */
export const JOURNAL_SCHEMA = { schema_id: 'gait.gate.evidence', schema_version: '1.0.0' } as const;

/**
 * Writes the evidence of each decision as one line of a journal: `{schema_id, schema_version,
 * trace, decision?, approval_audit?, delegation_audit?, credential?}`. One line, so that a decision is there
 * wholly or not at all; many lines share one fsync.
 */
export function journalEvidence(
  journal: TraceJournal,
): (evidence: Evidence) => Promise<EvidencePlaces> {
  return async (evidence) => {
    const { path } = journal;
    await journal.append(evidenceLine(evidence));
    return {
      trace: path,
      document: evidence.document === undefined ? '' : path,
      approvalAudit: evidence.approvalAudit === undefined ? '' : path,
      delegationAudit: evidence.delegationAudit === undefined ? '' : path,
      credential: evidence.credential === undefined ? '' : path,
    };
  };
}

/** The line, without its end. */
export function evidenceLine(evidence: Evidence): string {
  const { trace, document, approvalAudit, delegationAudit, credential } = evidence;
  return JSON.stringify({
    ...JOURNAL_SCHEMA,
    trace: encodeRecord(traceRecord, trace),
    ...(document === undefined ? {} : { decision: encodeRecord(decisionRecord, document) }),
    ...(approvalAudit === undefined
      ? {}
      : { approval_audit: encodeRecord(approvalAuditRecord, approvalAudit) }),
    ...(delegationAudit === undefined
      ? {}
      : { delegation_audit: encodeRecord(delegationAuditRecord, delegationAudit) }),
    ...(credential === undefined
      ? {}
      : { credential: encodeRecord(credentialEvidenceRecord, buildCredentialRecord(credential)) }),
  });
}
