import {
  any,
  bool,
  checkSignatures,
  CodedError,
  decodeRecord,
  list,
  parseJson,
  ptr,
  record,
  sha256Hex,
  signatureRecord,
  str,
  time,
  type Infer,
  type KeySet,
  type SigningKey,
  type Where,
} from '@gait/canon';
import { signToken, tokenDigest } from './sign-token.ts';

/** A call that waits for a person. It permits nothing: the approval that answers it does. */
export const WAITING_CALL_SCHEMA_ID = 'gait.gate.waiting_call';
export const WAITING_CALL_SCHEMA_VERSION = '1.0.0';

/**
 * What a request says. The gate that asks signs it with the key of its traces, so that a person reads
 * what that gate saw; the approver's gate digests the intent anew besides.
 */
export const waitingCallRecord = record('waiting call', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  request_id: str(),
  intent_digest: str(),
  policy_digest: str(),
  /** Absolute folder of the project whose gate asks, and its policy as that gate found it. */
  project: str(),
  policy_path: str(),
  profile: str(),
  harness: str(),
  session_id: str().opt(),
  /** By the coding tool's own name. */
  tool: str(),
  rules: list(str()),
  reason_codes: list(str()),
  /** Effects of the command, one line each, for a person. */
  effects: list(str()),
  /** What of it the gate does not let through by itself, and why; one line each, for a person. */
  held: list(str()).opt(),
  /** After this moment nobody waits any more; an approval still counts when the tool tries again. */
  waits_until: time(),
  intent: any(),
  /** Secrets of a known shape were taken out of the intent: it has another digest now. */
  redacted: bool().opt(),
  signature: ptr(signatureRecord).opt(),
});

/** A call that waits for a person. */
export type WaitingCall = Infer<typeof waitingCallRecord>;

/** The name of a request: the same call under the same policy is one request. */
export function waitingCallId(intentDigest: string, policyDigest: string): string {
  return sha256Hex(`${intentDigest}:${policyDigest}`).slice(0, 12);
}

/** The request with the signature of the gate that asks. */
export function signWaitingCall(
  call: Omit<WaitingCall, 'signature'>,
  key: SigningKey,
): WaitingCall {
  return signToken(waitingCallRecord, { ...call, signature: null }, key);
}

/**
 * Whether one of these keys signed the request as it stands.
 *
 * @param keys of the gate of the call's project
 */
export function isSignedWaitingCall(call: WaitingCall, keys: KeySet): boolean {
  if (call.signature === null) return false;
  const digest = tokenDigest(waitingCallRecord, call);
  const question = { role: 'trace', claimedTime: call.created_at } as const;
  return checkSignatures(keys, [call.signature], digest, question).signers.length > 0;
}

/**
 * Reads a request that a gate left on this machine.
 *
 * @throws CodedError `waiting_call_invalid`
 */
export function readWaitingCall(bytes: Uint8Array, where: Where): WaitingCall {
  try {
    const read = decodeRecord(waitingCallRecord, parseJson(bytes, { where }), { where });
    const { schema_id: id, schema_version: version } = read;
    const wanted = waitingCallId(read.intent_digest, read.policy_digest);
    if (
      id === WAITING_CALL_SCHEMA_ID &&
      version === WAITING_CALL_SCHEMA_VERSION &&
      read.request_id === wanted
    ) {
      return read;
    }
  } catch (cause) {
    throw invalid(where, cause);
  }
  throw invalid(where);
}

function invalid(where: Where, cause?: unknown): CodedError {
  return new CodedError('waiting_call_invalid', 'this is no call that waits for a person', {
    hint: 'remove the file; the tool asks again when it tries again',
    where,
    cause,
  });
}
