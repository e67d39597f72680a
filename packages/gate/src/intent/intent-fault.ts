import { CodedError, type ErrorCode } from '@gait/canon';

/** Codes of an intent that cannot be judged. */
export type IntentCode = Extract<ErrorCode, `intent_${string}`>;

/** Ends the reading of an intent: it is refused, never repaired. */
export function refuse(code: IntentCode, field: string, message: string, hint?: string): never {
  throw new CodedError(code, `${field}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    where: { field },
  });
}

/** Text from an intent inside a message: short and quoted, so that it cannot pass for the message. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}

const SHA256_HEX = /^[a-f0-9]{64}$/;

/** Passes `''` and 64 lower-case hex digits; refuses anything else. */
export function checkHexDigest(code: IntentCode, field: string, digest: string): string {
  if (digest === '' || SHA256_HEX.test(digest)) return digest;
  return refuse(code, field, 'must be a SHA-256 digest', 'write 64 hex digits without a prefix');
}
