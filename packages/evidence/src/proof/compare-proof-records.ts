import { compareUtf8, decodeRecord, isCodedError, trimSpace } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import type { ProofSubject } from './build-proof-records.ts';
import { proofRecordId } from './proof-hash.ts';
import { packEventRecord, PROOF_RECORDS_FILE, type PackEvent } from './proof-record.ts';
import type { ProofLine } from './verify-proof-records.ts';

/** One file as the manifest declares it; the size where the file is there and its hash agrees. */
export interface DeclaredEntry {
  readonly path: string;
  readonly type: string;
  readonly sha256: string;
  readonly size: number | undefined;
}

/**
 * Compares proof records with the files the manifest declares: one record for each file
 * but the records themselves, in path order, saying of it what the manifest says.
 *
 * The reference verifies the chain of the records and never looks at what they say: it
 * accepts a chain cut at its end, or the records of another pack. Refusals:
 * `proof_record_missing`, `_surplus`, `_duplicate`, `_order`, `_event`, `_id`.
 */
export function compareProofRecords(
  lines: readonly ProofLine[],
  subject: ProofSubject,
  declared: readonly DeclaredEntry[],
  findings: Findings,
): void {
  const entries = new Map(declared.map((entry) => [entry.path, entry]));
  entries.delete(PROOF_RECORDS_FILE);
  const seen = new Set<string>();
  let last = '';
  for (const proof of lines) {
    const place = { entry: PROOF_RECORDS_FILE, line: proof.line };
    if (proof.record.record_id !== proofRecordId(proof.record)) {
      findings.refuse(
        'proof_record_id',
        'record_id does not follow from what the record says',
        place,
      );
    }
    const event = readEvent(proof, findings);
    if (event === undefined) continue;
    const path = event.entry_path;
    const entry = entries.get(path);
    if (seen.has(path)) {
      findings.refuse('proof_record_duplicate', `a second record is about ${path}`, place);
    } else if (entry === undefined) {
      findings.refuse(
        'proof_record_surplus',
        `the record is about ${path}, which the manifest does not declare`,
        place,
      );
    } else {
      const fault = contradiction(event, entry, subject);
      if (fault !== undefined) findings.refuse('proof_record_event', fault, place);
      if (compareUtf8(path, last) < 0) {
        findings.refuse(
          'proof_record_order',
          `the record about ${path} stands after that about ${last}`,
          place,
        );
      }
      last = path;
    }
    seen.add(path);
  }
  for (const path of entries.keys()) {
    if (!seen.has(path)) {
      findings.refuse('proof_record_missing', `no record is about ${path}`, {
        entry: PROOF_RECORDS_FILE,
      });
    }
  }
}

function readEvent({ record, line }: ProofLine, findings: Findings): PackEvent | undefined {
  const place = { entry: PROOF_RECORDS_FILE, line };
  if (record.source !== 'gait.pack' || record.record_type !== 'tool_invocation') {
    findings.refuse('proof_record_event', 'the record is not about an entry of a pack', place);
    return undefined;
  }
  try {
    return decodeRecord(packEventRecord, record.event ?? {});
  } catch (error) {
    if (!isCodedError(error)) throw error;
    findings.refuse('proof_record_event', error.message, place);
    return undefined;
  }
}

/** The first field in which the event says something else than the manifest. */
function contradiction(
  event: PackEvent,
  entry: DeclaredEntry,
  subject: ProofSubject,
): string | undefined {
  const pairs: readonly (readonly [string, string | number, string | number])[] = [
    ['entry_sha256', event.entry_sha256.toLowerCase(), entry.sha256.toLowerCase()],
    ['entry_size_bytes', event.entry_size_bytes, entry.size ?? event.entry_size_bytes],
    ['entry_type', event.entry_type, entry.type],
    ['pack_type', event.pack_type, subject.packType],
    ['source_ref', event.source_ref, trimSpace(subject.sourceRef)],
    ['producer_version', event.producer_version, trimSpace(subject.producerVersion)],
  ];
  const wrong = pairs.find(([, said, declared]) => said !== declared);
  if (wrong === undefined) return undefined;
  const [field, said, declared] = wrong;
  return `${entry.path}: ${field} is ${JSON.stringify(said)}, the manifest says ${JSON.stringify(declared)}`;
}
