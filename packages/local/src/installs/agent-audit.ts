import { AUDIT_FILE } from '@gait/agents';
import {
  canonicalize,
  CodedError,
  isCodedError,
  isJsonObject,
  parseJson,
  type JsonObject,
  type SigningKey,
} from '@gait/canon';
import {
  chainProofRecord,
  collectFindings,
  encodeProofRecord,
  verifyProofRecords,
  type ProofLine,
} from '@gait/evidence';

/** Where a project keeps who installed what, from where and when. */
export const AGENT_AUDIT = AUDIT_FILE;

const NEWLINE = 10;

/** What a record of the audit tells. */
export interface AuditEvent extends JsonObject {
  readonly action: 'install' | 'update' | 'uninstall' | 'migrate' | 'rollback';
}

/**
 * The line that comes next in an audit: a proof record, chained to the last one (gait-formats
 * §1.6). Only the last line of what is there is looked at; `readAudit` checks all.
 *
 * @param bytes the audit as it is; empty where there is none
 * @param at RFC 3339
 * @param key signs the record; without one it is chained only
 * @returns the line with its end
 * @throws CodedError `agent_audit_damaged`: what is chained to it would prove nothing
 */
export function nextAuditRecord(
  bytes: Uint8Array,
  event: AuditEvent,
  at: string,
  key: SigningKey | undefined,
): string {
  const draft = {
    timestamp: at,
    source: 'krci-ai',
    sourceProduct: 'krci-ai',
    agentId: '',
    recordType: 'deployment',
    event,
    metadata: { artifact_kind: 'krci-ai.audit' },
  };
  const record = chainProofRecord(draft, lastHash(bytes), key);
  return `${canonicalize(encodeProofRecord(record))}\n`;
}

/**
 * The records of an audit, each checked: form, hash, and link to the one before.
 *
 * @throws CodedError `agent_audit_damaged`, with the line
 */
export function readAudit(bytes: Uint8Array): readonly ProofLine[] {
  const findings = collectFindings('standard');
  try {
    const lines = verifyProofRecords(bytes, findings);
    const [refusal] = findings.refusals;
    if (refusal === undefined) return lines;
    throw damaged(refusal.message, refusal.line);
  } catch (error) {
    if (!isCodedError(error) || error.code === 'agent_audit_damaged') throw error;
    throw damaged(error.message, error.where.line);
  }
}

function lastHash(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  // A process was killed inside a line, or an editor took its end off.
  if (bytes.at(-1) !== NEWLINE) throw damaged('its last line does not end', undefined);
  const line = bytes.subarray(bytes.lastIndexOf(NEWLINE, -2) + 1);
  try {
    const findings = collectFindings('standard');
    const [last] = verifyProofRecords(line, findings, linkOf(line));
    if (last !== undefined && findings.refusals.length === 0)
      return last.record.integrity.record_hash;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw damaged(`its last line: ${error.message}`, undefined);
  }
  throw damaged('its last line is no record', undefined);
}

/** What a line says about the one before it, which is not looked at. */
function linkOf(line: Uint8Array): string {
  const record = parseJson(line);
  const integrity = isJsonObject(record) ? (record['integrity'] ?? null) : null;
  const link = isJsonObject(integrity) ? integrity['previous_record_hash'] : undefined;
  return typeof link === 'string' ? link : '';
}

function damaged(message: string, line: number | undefined): CodedError {
  return new CodedError('agent_audit_damaged', `${AGENT_AUDIT}: ${message}`, {
    hint: 'take it from version control again, or move it away: a new audit begins then, and the gap shows',
    where: { file: AGENT_AUDIT, ...(line === undefined ? {} : { line }) },
  });
}
