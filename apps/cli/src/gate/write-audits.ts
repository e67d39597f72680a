import { approvalAuditRecord, encodeRecord, prettyJson } from '@gait/canon';
import type { Evidence, EvidencePlaces } from '@gait/boundary';
import { buildCredentialRecord, delegationAuditRecord, printCredentialRecord } from '@gait/gate';
import type { EvidenceWriter } from './evidence-files.ts';
import type { GateSettings } from './gate-settings.ts';

/** Writes who approved, who delegated and which credential was issued, as far as somebody was asked. */
export function writeAudits(
  { flags }: GateSettings,
  { approvalAudit, delegationAudit, credential }: Evidence,
  { put }: EvidenceWriter,
): Pick<EvidencePlaces, 'approvalAudit' | 'delegationAudit' | 'credential'> {
  return {
    approvalAudit:
      approvalAudit === undefined
        ? ''
        : put(
            flags['approval-audit-out'],
            'approval_audit',
            prettyJson(encodeRecord(approvalAuditRecord, approvalAudit)),
          ),
    credential:
      credential === undefined
        ? ''
        : put(
            flags['credential-evidence-out'],
            'credential_evidence',
            printCredentialRecord(buildCredentialRecord(credential)),
          ),
    delegationAudit:
      delegationAudit === undefined
        ? ''
        : put(
            flags['delegation-audit-out'],
            'delegation_audit',
            prettyJson(encodeRecord(delegationAuditRecord, delegationAudit)),
          ),
  };
}
