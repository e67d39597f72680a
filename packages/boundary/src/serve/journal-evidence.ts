import {
  approvalAuditRecord,
  credentialEvidenceRecord,
  encodeRecord,
  type RecordType,
} from '@gait/canon';
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
  const { traceText, documentText, approvalAudit, delegationAudit, credential } = evidence;
  let line = `${LINE_START},"trace":${traceText}`;
  const add = (name: string, text: string): void => void (line += `,"${name}":${text}`);
  if (documentText !== '') add('decision', documentText);
  if (approvalAudit !== undefined) {
    add('approval_audit', textOf(approvalAuditRecord, approvalAudit));
  }
  if (delegationAudit !== undefined) {
    add('delegation_audit', textOf(delegationAuditRecord, delegationAudit));
  }
  if (credential !== undefined) {
    add('credential', textOf(credentialEvidenceRecord, buildCredentialRecord(credential)));
  }
  return `${line}}`;
}

const LINE_START = JSON.stringify(JOURNAL_SCHEMA).slice(0, -1);

function textOf<T>(type: RecordType<T>, value: T): string {
  return JSON.stringify(encodeRecord(type, value));
}
