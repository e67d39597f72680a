import { AUDIT_FILE, isUnresolved, TAKE_OURS } from '@gait/agents';
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
  readonly action:
    | 'install'
    | 'update'
    | 'uninstall'
    | 'migrate'
    | 'rollback'
    | 'accept'
    | 'remove';
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
    if (isUnresolved(bytes)) throw conflicted();
    throw damaged(refusal.message, refusal.line);
  } catch (error) {
    if (!isCodedError(error) || error.code === 'agent_audit_damaged') throw error;
    if (isUnresolved(bytes)) throw conflicted();
    throw damaged(error.message, error.where.line);
  }
}

/** Where an audit does not tell everything that happened to a lock. */
export interface AuditGap {
  /** Counted from 1; 0 is the audit as a whole. */
  readonly line: number;
  readonly fault: string;
  /** It lies between records: what stands there now is told by the last. */
  readonly isPast: boolean;
}

/**
 * What a chain alone does not show: an audit that was begun anew, one that lost its end, and locks
 * that came from elsewhere. Each record tells of the set before it.
 *
 * @param lines what `readAudit` gave
 * @param setDigest that of the lock; empty where there is none
 */
export function findAuditGaps(lines: readonly ProofLine[], setDigest: string): readonly AuditGap[] {
  const told = (line: ProofLine | undefined, field: string): string =>
    String(line?.record.event?.[field] ?? '');
  const gaps = lines.flatMap((one, index): readonly AuditGap[] => {
    const before = told(one, 'previous_set_digest');
    // Where the lock was lost the record says so itself: it tells of nothing before it.
    if (before === '' || before === told(lines[index - 1], 'set_digest')) return [];
    const fault =
      index === 0
        ? 'the first record tells of a set before it: the audit was begun anew'
        : 'it tells of another set before it than the record before it';
    return [{ line: one.line, fault, isPast: true }];
  });
  const last = told(lines.at(-1), 'set_digest');
  if (last === setDigest) return gaps;
  const fault =
    lines.length === 0
      ? 'there is a lock and no record of it'
      : 'the last record is about another set of files than the lock';
  return [...gaps, { line: lines.at(-1)?.line ?? 0, fault, isPast: false }];
}

function lastHash(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  // A process was killed inside a line, or an editor took its end off.
  if (bytes.at(-1) !== NEWLINE) throw damaged('its last line does not end', undefined);
  const line = bytes.subarray(bytes.lastIndexOf(NEWLINE, -2) + 1);
  // What is chained to one side of a conflict would be lost with the other.
  if (isUnresolved(bytes)) throw conflicted();
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

/** Each branch chained its own records: both cannot be in one chain. */
function conflicted(): CodedError {
  return new CodedError(
    'agent_audit_damaged',
    `${AGENT_AUDIT}: two branches changed it, and the markers of their merge stand in it`,
    {
      hint: `take one side: ${TAKE_OURS}; then krci-ai install goes on from there`,
      where: { file: AGENT_AUDIT },
    },
  );
}

function damaged(message: string, line: number | undefined): CodedError {
  return new CodedError('agent_audit_damaged', `${AGENT_AUDIT}: ${message}`, {
    hint: 'take it from version control again, or move it away: a new audit begins then, and the gap shows',
    where: { file: AGENT_AUDIT, ...(line === undefined ? {} : { line }) },
  });
}
