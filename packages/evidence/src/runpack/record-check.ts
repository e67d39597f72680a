import {
  CodedError,
  decodeRecord,
  digest,
  isCodedError,
  trimSpace,
  type Json,
  type RecordType,
} from '@gait/canon';
import { envelopeFromRefs } from '../context/envelope-refs.ts';
import { requireContextFields } from '../context/normalize-refs.ts';
import type { Findings, RefusalPlace } from '../verdict/findings.ts';
import { readJudgedJson } from '../verdict/read-judged.ts';
import { callDigest, tracedIntentId } from './complete-digests.ts';
import { isReferenceMode } from './capture-mode.ts';
import type { RecordVisitor } from './record-visitor.ts';
import {
  intentRecord,
  receiptRecord,
  refsRecord,
  resultRecord,
  runRecord,
  timelineEventRecord,
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  type Intent,
  type Receipt,
  type Refs,
  type Result,
  type Run,
  type RunpackManifest,
} from './runpack-records.ts';
import { sameHex } from './same-hex.ts';

/** What was read of a runpack while its records were checked. */
export interface RunpackFacts {
  run: Run | undefined;
  /** Undefined for a document too large to be read as a whole. */
  refs: Refs | undefined;
  receipts: number;
  intents: number;
  results: number;
}

/**
 * Checks the records of one runpack against its manifest, a record at a time.
 *
 * The digests of the manifest prove that nobody changed a file after it was written; they
 * do not prove that its lines belong to this run. The reference never looks.
 * `refs` must be read before intents and results. Memory does not grow with the number
 * of lines. Every reader throws `runpack_record_malformed` for bytes that are no record.
 */
export class RecordCheck {
  /** What the records amount to. */
  readonly facts: RunpackFacts;
  private readonly manifest: RunpackManifest;
  private readonly findings: Findings;
  private readonly keepsPayloads: boolean;
  private readonly traced: Map<string, TracedCall>;
  private readonly visitor: RecordVisitor | undefined;

  constructor(
    manifest: RunpackManifest,
    findings: Findings,
    visitor?: RecordVisitor,
    traced = new Map<string, TracedCall>(),
    facts: RunpackFacts = { run: undefined, refs: undefined, receipts: 0, intents: 0, results: 0 },
  ) {
    this.facts = facts;
    this.manifest = manifest;
    this.findings = findings;
    this.visitor = visitor;
    this.traced = traced;
    this.keepsPayloads = !isReferenceMode(manifest.capture_mode);
  }

  /** The same check with its findings put elsewhere: for a file whose digest is not known yet. */
  reportingTo(findings: Findings): RecordCheck {
    return new RecordCheck(this.manifest, findings, this.visitor, this.traced, this.facts);
  }

  /** `run.json`. Absent ids contradict nothing: minimal producers leave them out. */
  run(bytes: Uint8Array): Run {
    const place = { entry: 'run.json' };
    const run = this.read(runRecord, bytes, place);
    this.facts.run = run;
    this.checkIdentity(run, RUNPACK_SCHEMAS.run, place, 'optional');
    return run;
  }

  /** `refs.json`; of a document that is read in parts the receipts come as elements. */
  refs(bytes: Uint8Array, how: 'whole' | 'in parts' = 'whole'): Refs {
    const place = { entry: 'refs.json' };
    const refs = this.read(refsRecord, bytes, place);
    if (how === 'whole') this.facts.refs = refs;
    this.facts.receipts += (refs.receipts ?? []).length;
    this.checkIdentity(refs, RUNPACK_SCHEMAS.refs, place, 'optional');
    this.checkContext(refs, place);
    if (this.findings.profile === 'strict' && refs.context_set_digest !== '') {
      if (how === 'whole') this.checkContextSet(refs, place);
      else
        this.findings.refuse(
          'runpack_document_size',
          'too many receipts to check context_set_digest',
          place,
        );
    }
    for (const receipt of refs.receipts ?? []) this.checkReceipt(receipt, place);
    return refs;
  }

  /** An element of a list of `run.json` or `refs.json`, where the document is read in parts. */
  element(entry: 'run.json' | 'refs.json', member: string, bytes: Uint8Array): void {
    const place = { entry };
    if (entry === 'run.json' && member === 'timeline') this.read(timelineEventRecord, bytes, place);
    else if (entry === 'refs.json' && member === 'receipts') {
      this.facts.receipts++;
      this.checkReceipt(this.read(receiptRecord, bytes, place), place);
    } else this.parse(bytes, place);
  }

  /** A line of `intents.jsonl`. */
  intent(bytes: Uint8Array, line: number): Intent {
    const place = { entry: 'intents.jsonl', line };
    this.facts.intents++;
    const intent = this.read(intentRecord, bytes, place);
    this.checkIdentity(intent, RUNPACK_SCHEMAS.intent, place, 'required');
    this.checkPayload('args', intent.args, intent.args_digest, place);
    const call = this.traced.get(intent.intent_id);
    if (call !== undefined) call.queryDigest = callDigest(intent);
    this.visitor?.intent(intent);
    return intent;
  }

  /** A line of `results.jsonl`. */
  result(bytes: Uint8Array, line: number): Result {
    const place = { entry: 'results.jsonl', line };
    this.facts.results++;
    const result = this.read(resultRecord, bytes, place);
    this.checkIdentity(result, RUNPACK_SCHEMAS.result, place, 'required');
    this.checkPayload('result', result.result, result.result_digest, place);
    const call = this.traced.get(result.intent_id);
    if (call !== undefined) call.contentDigest = result.result_digest;
    this.visitor?.result(result);
    return result;
  }

  /** After all records: receipts of gate traces must say what the records say. */
  finish(): void {
    for (const [intentId, { receipts, queryDigest, contentDigest }] of this.traced) {
      for (const receipt of receipts) {
        if (
          fitsCall(receipt.query_digest, queryDigest) &&
          fitsCall(receipt.content_digest, contentDigest)
        )
          continue;
        this.findings.refuse(
          'runpack_receipt_unlinked',
          `receipt ${receipt.ref_id} does not fit intent ${intentId} and its result`,
          { entry: 'refs.json' },
        );
      }
    }
  }

  private read<T>(type: RecordType<T>, bytes: Uint8Array, place: RefusalPlace): T {
    const json = this.parse(bytes, place);
    try {
      return decodeRecord(type, json, {
        fold: true,
        where: place,
        notice: (kind, path) => {
          if (kind !== 'folded') return;
          this.findings.refuse(
            'runpack_field_case',
            `the field name ${path} is written in another case`,
            place,
          );
        },
      });
    } catch (error) {
      throw malformed(error, place);
    }
  }

  private parse(bytes: Uint8Array, place: RefusalPlace): Json {
    try {
      return readJudgedJson(bytes, this.findings, place);
    } catch (error) {
      throw malformed(error, place);
    }
  }

  private checkIdentity(
    record: Pick<Run, 'run_id' | 'schema_id' | 'schema_version'>,
    schemaId: string,
    place: RefusalPlace,
    need: 'optional' | 'required',
  ): void {
    const absent = need === 'optional' ? '' : undefined;
    const { run_id, schema_id, schema_version } = record;
    if (run_id !== this.manifest.run_id && run_id !== absent) {
      this.findings.refuse(
        'runpack_run_id_mismatch',
        `the record is of run ${JSON.stringify(run_id)}, the manifest of ${JSON.stringify(this.manifest.run_id)}`,
        place,
      );
    }
    const fits =
      (schema_id === schemaId || schema_id === absent) &&
      (schema_version === RUNPACK_SCHEMA_VERSION || schema_version === absent);
    if (fits) return;
    this.findings.refuse(
      'runpack_record_schema',
      `the record is of schema ${schema_id} ${schema_version}`,
      place,
    );
  }

  /**
   * A digest beside another payload is legal: it may be that of the normalised payload,
   * which is not kept. Only `strict` asks that everything kept can be checked.
   */
  private checkPayload(
    name: 'args' | 'result',
    payload: Intent['args'],
    digestHex: string,
    place: RefusalPlace,
  ): void {
    if (digestHex === '')
      this.findings.refuse('runpack_digest_missing', `${name}_digest is missing`, place);
    if (payload === null) return;
    if (!this.keepsPayloads && Object.keys(payload).length > 0) {
      this.findings.refuse(
        'runpack_payload_kept',
        `the run was captured by reference and still carries ${name}`,
        place,
      );
    }
    if (this.findings.profile === 'strict' && !sameHex(trimSpace(digestHex), digest(payload))) {
      this.findings.refuse(
        'runpack_digest_mismatch',
        `${name}_digest is not that of the ${name} beside it`,
        place,
      );
    }
  }

  private checkContext(refs: Refs, place: RefusalPlace): void {
    try {
      requireContextFields(refs);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      this.findings.refuse('runpack_refs_invalid', error.message, place);
    }
  }

  /**
   * Only `strict` asks that the digest fits the receipts: a recorder may be given a digest of
   * more than it lists, and reducing drops receipts.
   */
  private checkContextSet(refs: Refs, place: RefusalPlace): void {
    try {
      envelopeFromRefs({ ...refs, run_id: this.manifest.run_id });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      this.findings.refuse('runpack_context_mismatch', error.message, place);
    }
  }

  private checkReceipt(receipt: Receipt, place: RefusalPlace): void {
    if (trimSpace(receipt.query_digest) === '' || trimSpace(receipt.content_digest) === '') {
      this.findings.refuse(
        'runpack_digest_missing',
        `receipt ${receipt.ref_id} lacks a digest`,
        place,
      );
    }
    const intentId = tracedIntentId(receipt);
    if (intentId === undefined) return;
    const call = this.traced.get(intentId);
    if (call === undefined && this.traced.size >= MAX_TRACED) {
      this.findings.refuse(
        'runpack_document_size',
        'too many receipts of traces to be compared with the records',
        place,
      );
    } else if (call === undefined) this.traced.set(intentId, { receipts: [receipt] });
    else call.receipts.push(receipt);
  }
}

/** Calls whose receipts are remembered until their records come by; bounds the memory. */
const MAX_TRACED = 200_000;

interface TracedCall {
  readonly receipts: Receipt[];
  queryDigest?: string;
  contentDigest?: string;
}

function malformed(error: unknown, place: RefusalPlace): unknown {
  if (!isCodedError(error)) return error;
  return new CodedError('runpack_record_malformed', `the record cannot be read: ${error.message}`, {
    where: { ...error.where, ...place },
    cause: error,
  });
}

/** A receipt writes the digest of its call in its own way; one without a call fits none. */
function fitsCall(claimed: string, actual: string | undefined): boolean {
  return actual !== undefined && sameHex(trimSpace(claimed), trimSpace(actual));
}
