import {
  canonicalize,
  compareUtf8,
  encodeRecord,
  sha256Hex,
  ZIP_EPOCH,
  type JsonObject,
  type SigningKey,
} from '@gait/canon';
import { chainProofRecord } from './chain-proof-record.ts';
import { encodeControls } from './proof-hash.ts';
import {
  packEventRecord,
  PROOF_RECORDS_FILE,
  proofRecord,
  type ProofRecord,
} from './proof-record.ts';

/** What all records of a pack share. */
export interface ProofSubject {
  readonly packType: string;
  readonly sourceRef: string;
  readonly producerVersion: string;
}

/** One file of the pack. */
export interface ProofEntry {
  readonly path: string;
  readonly type: string;
  readonly data: Uint8Array;
}

/** Decimal of 0644: every entry of a pack is written with it. */
export const ENTRY_PERMISSIONS = 0o644;

/**
 * `proof_records.jsonl` for the files of a pack: one record each in path order, chained,
 * signed when a key is given. Lines are joined by LF, without one at the end (§3.2).
 */
export function buildProofRecords(
  entries: readonly ProofEntry[],
  subject: ProofSubject,
  key: SigningKey | undefined,
): string {
  const files = entries
    .filter(({ path }) => path !== PROOF_RECORDS_FILE)
    .sort((left, right) => compareUtf8(left.path, right.path));
  let previous = '';
  return files
    .map((entry) => {
      const record = chainRecord(entry, subject, previous, key);
      previous = record.integrity.record_hash;
      return canonicalize(encodeProofRecord(record));
    })
    .join('\n');
}

/** The record as its line holds it. */
export function encodeProofRecord(record: ProofRecord): JsonObject {
  return { ...encodeRecord(proofRecord, record), controls: encodeControls(record.controls ?? {}) };
}

function chainRecord(
  entry: ProofEntry,
  subject: ProofSubject,
  previous: string,
  key: SigningKey | undefined,
): ProofRecord {
  const draft = {
    timestamp: ZIP_EPOCH,
    source: 'gait.pack',
    sourceProduct: 'gait',
    agentId: 'gait',
    recordType: 'tool_invocation',
    event: encodeRecord(packEventRecord, {
      pack_type: subject.packType,
      source_ref: subject.sourceRef,
      producer_version: subject.producerVersion,
      entry_path: entry.path,
      entry_type: entry.type,
      entry_sha256: sha256Hex(entry.data),
      entry_size_bytes: entry.data.length,
      entry_permissions: ENTRY_PERMISSIONS,
    }),
    metadata: { artifact_kind: 'gait.pack.entry' },
  };
  return chainProofRecord(draft, previous, key);
}
