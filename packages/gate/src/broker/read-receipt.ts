import {
  checkSignatures,
  CodedError,
  decodeRecord,
  digest,
  formatTime,
  isJsonObject,
  parseJson,
  record,
  str,
  type JsonObject,
  type KeySet,
} from '@gait/canon';
import {
  normalizeReceipt,
  receiptRecord,
  type BrokerReceipt,
  type RawReceipt,
} from './broker-receipt.ts';
import { normalizeProviderReceipt, refuseSecrets, resolveProvider } from './provider-receipt.ts';

/** What reading a broker's answer depends on. */
export interface ReceiptReading {
  /** Of the broker that answered, for what it left unsaid. */
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** Trusted keys; those in the role `broker` may sign receipts. */
  readonly keys?: KeySet | undefined;
}

/** A receipt, and the secret when it came along. */
export interface ReadReceipt {
  readonly receipt: BrokerReceipt;
  /** Member `secret` of the answer: to be sealed by the reader at once. */
  readonly secret: string | undefined;
}

const signatureRecord = record('signature of a receipt', {
  alg: str(),
  key_id: str(),
  sig: str(),
  signed_digest: str(),
});

/**
 * Reads what a broker answered: one JSON object, of a known provider (gait-formats §7.11) or
 * free. A free one is signed when its member `signature` is a signature by a trusted key in the
 * role `broker` over the digest of the object without `signature` and `secret`.
 *
 * No message repeats any part of the answer: it may hold the secret.
 *
 * @throws CodedError `broker_receipt_invalid`, `broker_reference_invalid`,
 *   `broker_receipt_secret` when the secret, or what looks like one, stands where references do.
 */
export function readReceipt(text: Uint8Array | string, reading: ReceiptReading): ReadReceipt {
  const answer = parseAnswer(text);
  const { raw, secret } = decodeAnswer(answer);
  refuseSecrets(raw);
  const signed = isSigned(answer, reading);
  const { name, now } = reading;
  const receipt =
    normalizeProviderReceipt(raw, { signed, now }) ??
    normalizeReceipt(raw, { name, provider: '', proof: signed ? 'signed' : 'none', now });
  if (secret !== undefined) refuseLeak(receipt, secret);
  return { receipt, secret };
}

/**
 * Refuses a receipt that carries the secret itself: receipts are written down.
 *
 * @throws CodedError `broker_receipt_secret`.
 */
export function refuseLeak(receipt: BrokerReceipt, secret: string): void {
  const said = Object.values(receipt).flat();
  if (!said.some((value) => typeof value === 'string' && value.includes(secret))) return;
  throw new CodedError('broker_receipt_secret', 'the receipt repeats the secret it is about', {
    hint: 'let the broker answer references only, and revoke the secret',
  });
}

function parseAnswer(text: Uint8Array | string): JsonObject {
  try {
    const answer = parseJson(text);
    if (isJsonObject(answer)) return answer;
  } catch {
    // Reported below, without the parser's excerpt.
  }
  throw unreadable();
}

function decodeAnswer(answer: JsonObject): { raw: RawReceipt; secret: string | undefined } {
  const { secret } = answer;
  if (secret !== undefined && (typeof secret !== 'string' || secret === '')) throw unreadable();
  try {
    return { raw: decodeRecord(receiptRecord, blankTimes(answer), { fold: true }), secret };
  } catch {
    throw unreadable();
  }
}

/** Providers write an unset time as an empty text; elsewhere that is no time. */
function blankTimes(answer: JsonObject): JsonObject {
  const { provider } = answer;
  if (typeof provider !== 'string' || resolveProvider(provider) === undefined) return answer;
  const set = Object.entries(answer).filter(
    ([name, given]) => !(name.endsWith('_at') && given === ''),
  );
  return Object.fromEntries(set);
}

function isSigned(answer: JsonObject, { keys, now }: ReceiptReading): boolean {
  const { signature, secret: _, ...claims } = answer;
  if (signature === undefined || keys === undefined) return false;
  try {
    const given = decodeRecord(signatureRecord, signature);
    // A receipt is a live permission: its key must count now, whatever time it claims.
    const question = { role: 'broker', claimedTime: formatTime(now) } as const;
    return checkSignatures(keys, [given], digest(claims), question).status === 'verified';
  } catch {
    return false;
  }
}

function unreadable(): CodedError {
  return new CodedError('broker_receipt_invalid', 'the broker answered no readable receipt', {
    hint: 'a broker prints one JSON object with credential_ref; see the guide on brokers',
  });
}
