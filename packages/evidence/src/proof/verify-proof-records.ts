import {
  checkBytesSignature,
  CodedError,
  isCodedError,
  isZeroTime,
  trimSpace,
  type Json,
  type KeySet,
} from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { decodeJudged, readJudgedJson } from '../verdict/read-judged.ts';
import { signatureMessage } from '../verdict/signature-message.ts';
import { textLines } from '../verdict/text-lines.ts';
import { proofRecordHash } from './proof-hash.ts';
import {
  controlsRecord,
  PROOF_RECORDS_FILE,
  proofRecord,
  type ProofRecord,
} from './proof-record.ts';
import { checkProofSchema } from './proof-schema.ts';

/** A record and the line it stands on. */
export interface ProofLine {
  readonly line: number;
  readonly record: ProofRecord;
}

/**
 * Reads the records of `proof_records.jsonl` and checks, in the order of §1.6: required
 * texts, schema, recomputed hash, link to the record before.
 *
 * Throws `proof_record_invalid`, `proof_record_hash`, `proof_record_linkage`, each with the
 * line. Refusals: `record_unknown_field` (a field outside the hash) and the JSON
 * faults that the reference reads over.
 *
 * @param before hash of the record before the first one; `''` where it begins the chain
 */
export function verifyProofRecords(
  bytes: Uint8Array,
  findings: Findings,
  before: string = '',
): ProofLine[] {
  const lines: ProofLine[] = [];
  let previous = before;
  for (const { line, bytes: text } of textLines(bytes)) {
    const record = readRecord(text, line, findings);
    checkHash(record, line);
    checkLink(record, line, previous);
    previous = record.integrity.record_hash;
    lines.push({ line, record });
  }
  return lines;
}

function readRecord(text: Uint8Array, line: number, findings: Findings): ProofRecord {
  const place = { entry: PROOF_RECORDS_FILE, line };
  try {
    const json = readJudgedJson(text, findings, place);
    const record = decodeJudged(proofRecord, json, findings, place);
    requireTexts(record);
    const fault = checkProofSchema(json);
    if (fault !== undefined) throw new CodedError('proof_record_invalid', fault);
    decodeJudged(controlsRecord, withoutScope(record.controls ?? {}), findings, place);
    return record;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw lineError('proof_record_invalid', error.message, line);
  }
}

/** `within_scope` is a known field that the record type cannot express. */
function withoutScope(controls: Readonly<Record<string, Json>>): Json {
  const { within_scope: _, ...rest } = controls;
  return rest;
}

function requireTexts(record: ProofRecord): void {
  const required = [
    record.record_version,
    record.source,
    record.source_product,
    record.record_type,
  ];
  if (required.some((value) => trimSpace(value) === '') || isZeroTime(record.timestamp)) {
    throw new CodedError(
      'proof_record_invalid',
      'record_version, timestamp, source, source_product and record_type are required',
    );
  }
  if (record.event === null) throw new CodedError('proof_record_invalid', 'event is required');
}

function checkHash(record: ProofRecord, line: number): void {
  let expected: string;
  try {
    expected = proofRecordHash(record);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw lineError('proof_record_invalid', error.message, line);
  }
  if (expected === record.integrity.record_hash) return;
  throw lineError(
    'proof_record_hash',
    `record hash mismatch: expected ${expected}, found ${record.integrity.record_hash}`,
    line,
  );
}

function checkLink(record: ProofRecord, line: number, previous: string): void {
  const found = record.integrity.previous_record_hash;
  if (found === previous) return;
  const message =
    previous === ''
      ? 'the first record names a record before it: the head of the chain was cut off'
      : `previous_record_hash mismatch: expected ${previous}, found ${found}`;
  throw lineError('proof_record_linkage', message, line);
}

function lineError(
  code: 'proof_record_invalid' | 'proof_record_hash' | 'proof_record_linkage',
  message: string,
  line: number,
): CodedError {
  return new CodedError(code, `${PROOF_RECORDS_FILE} line ${line}: ${message}`, {
    hint: 'get the artifact from its producer again; its proof records were changed after they were written',
    where: { entry: PROOF_RECORDS_FILE, line },
  });
}

/** What is wrong with the signature of one record; undefined when it counts. */
export async function judgeProofSignature(
  record: ProofRecord,
  keys: KeySet,
): Promise<string | undefined> {
  const { signature, signing_key_id, record_hash } = record.integrity;
  const value = trimSpace(signature);
  if (value === '') return 'missing signature';
  if (trimSpace(signing_key_id) === '') return 'missing signing_key_id';
  if (!value.startsWith('base64:')) return 'unsupported signature prefix';
  const fault = await checkBytesSignature(
    keys,
    { key_id: signing_key_id, sig: value.slice('base64:'.length) },
    new TextEncoder().encode(record_hash),
    { role: 'pack', claimedTime: record.timestamp },
  );
  return fault === undefined ? undefined : signatureMessage(fault);
}
