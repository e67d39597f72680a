import {
  CodedError,
  digest,
  isJsonObject,
  toLower,
  trimSpace,
  type Json,
  type JsonObject,
} from '@gait/canon';
import type { Intent, Receipt, Refs, Result } from './runpack-records.ts';

/** Payloads to digest in place of the recorded ones, by intent id: normalised, or redacted. */
export interface DigestNormalization {
  readonly intent_args: JsonObject | null;
  readonly result_payloads: JsonObject | null;
}

/** The records that carry digests. */
export interface DigestBearing {
  readonly intents: readonly Intent[];
  readonly results: readonly Result[];
  readonly refs: Refs;
}

/**
 * Fills in missing digests of arguments, results and trace receipts, and compares those
 * that are given with what they stand for (gait-formats §2.5).
 *
 * A digest given beside a payload without a normalised one is kept as it is: the payload
 * may be an excerpt. Errors: `run_digest_missing`, `run_digest_mismatch`,
 * `run_normalization_invalid`, `run_receipt_unlinked`.
 */
export function completeDigests(
  records: DigestBearing,
  normalization: DigestNormalization,
): DigestBearing {
  const intents = records.intents.map((intent, i) => ({
    ...intent,
    args_digest: completeDigest({
      given: intent.args_digest,
      payload: intent.args,
      name: 'args',
      normalized: own(normalization.intent_args, intent.intent_id),
      field: `intents[${i}].args_digest`,
    }),
  }));
  const results = records.results.map((result, i) => ({
    ...result,
    result_digest: completeDigest({
      given: result.result_digest,
      payload: result.result,
      name: 'result',
      normalized: own(normalization.result_payloads, result.intent_id),
      field: `results[${i}].result_digest`,
    }),
  }));
  const link = linker(intents, results);
  const receipts = (records.refs.receipts ?? []).map((receipt, i) =>
    completeReceipt(receipt, link, `refs.receipts[${i}]`),
  );
  return { intents, results, refs: { ...records.refs, receipts } };
}

interface DigestClaim {
  readonly given: string;
  readonly payload: JsonObject | null;
  readonly name: 'args' | 'result';
  readonly normalized: Json | undefined;
  readonly field: string;
}

function completeDigest({ given, payload, name, normalized, field }: DigestClaim): string {
  if (normalized !== undefined)
    return compareDigest(given, normalizedDigest(normalized, field), field);
  if (given !== '') return given;
  if (payload !== null) return digest(payload);
  throw new CodedError(
    'run_digest_missing',
    `${field.slice(0, field.lastIndexOf('.'))} has neither ${name} nor ${name}_digest`,
    {
      hint: `give ${name} as an object, {} when it is empty; null is the same as leaving it out`,
      where: { field },
    },
  );
}

function normalizedDigest(value: Json, field: string): string {
  if (value === null || isJsonObject(value)) return digest(value);
  throw new CodedError(
    'run_normalization_invalid',
    `the normalised payload for ${field} is not an object`,
    {
      where: { field },
    },
  );
}

function compareDigest(given: string, expected: string, field: string): string {
  if (given === '') return expected;
  if (toLower(given) === toLower(expected)) return given;
  throw new CodedError('run_digest_mismatch', `${field} is not the digest of what it stands for`, {
    hint: 'leave the digest out to have it computed',
    where: { field },
  });
}

function own(payloads: JsonObject | null, id: string): Json | undefined {
  return payloads !== null && Object.hasOwn(payloads, id) ? payloads[id] : undefined;
}

/** What the receipt of a traced call must say: its query and its content. */
export interface TraceLink {
  readonly queryDigest: string;
  readonly contentDigest: string;
}

/** The intent a receipt of a gate trace stands for; undefined for receipts of anything else. */
export function tracedIntentId(receipt: Receipt): string | undefined {
  const refId = trimSpace(receipt.ref_id);
  if (toLower(trimSpace(receipt.source_type)) !== 'gait.trace') return undefined;
  return refId.startsWith('trace_') ? refId.slice('trace_'.length) : undefined;
}

/** Digest of a call, as the receipt of its trace names it. */
export function callDigest(intent: Pick<Intent, 'tool_name' | 'args_digest'>): string {
  return digest({ tool_name: intent.tool_name, args_digest: intent.args_digest });
}

/** Of several records with one intent id the last one counts. */
function linker(
  intents: readonly Intent[],
  results: readonly Result[],
): (intentId: string) => Partial<TraceLink> {
  const calls = new Map(intents.map((intent) => [intent.intent_id, intent]));
  const contents = new Map(results.map((result) => [result.intent_id, result.result_digest]));
  return (intentId) => {
    const call = calls.get(intentId);
    const contentDigest = contents.get(intentId);
    return {
      ...(call === undefined ? {} : { queryDigest: callDigest(call) }),
      ...(contentDigest === undefined ? {} : { contentDigest }),
    };
  };
}

function completeReceipt(
  receipt: Receipt,
  link: (intentId: string) => Partial<TraceLink>,
  field: string,
): Receipt {
  const intentId = tracedIntentId(receipt);
  if (intentId === undefined) {
    requireDigest(receipt.query_digest, `${field}.query_digest`);
    requireDigest(receipt.content_digest, `${field}.content_digest`);
    return receipt;
  }
  const { queryDigest, contentDigest } = link(intentId);
  if (queryDigest === undefined) throw unlinked('intent', intentId, field);
  const query = compareDigest(receipt.query_digest, queryDigest, `${field}.query_digest`);
  if (contentDigest === undefined) throw unlinked('result', intentId, field);
  const content = compareDigest(receipt.content_digest, contentDigest, `${field}.content_digest`);
  return { ...receipt, query_digest: query, content_digest: content };
}

function requireDigest(text: string, field: string): void {
  if (text !== '') return;
  throw new CodedError('run_digest_missing', `${field} is missing`, {
    hint: 'only receipts of gate traces have their digests filled in',
    where: { field },
  });
}

function unlinked(what: string, intentId: string, field: string): CodedError {
  return new CodedError(
    'run_receipt_unlinked',
    `${field} is the receipt of a trace without ${what} ${JSON.stringify(intentId)}`,
    {
      hint: 'record the intent and its result, or drop the receipt',
      where: { field },
    },
  );
}
