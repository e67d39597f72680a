import type { ErrorCode } from '@gait/canon';

/** Why something is not believed. */
export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  /** What is wrong, a sentence. */
  readonly detail: string;
  /** What to do next. */
  readonly hint: string;
}

/** Something that the reader of a "verified" must know. */
export interface PackNote {
  readonly code: 'pack_unsigned_accepted' | 'pack_signature_ignored' | 'pack_name_near';
  readonly detail: string;
}

/** What the signatures of an accepted pack are worth. */
export interface PackSignature {
  /**
   * `verified`: by a publisher who may provide this pack. `unknown`: signed, by nobody whom the trust
   * policy knows. `unsigned`: by nobody at all.
   */
  readonly status: 'verified' | 'unknown' | 'unsigned';
  /** `key:ID` and `sigstore:SUBJECT`. */
  readonly signers: readonly string[];
  /** The same, of signatures that do not count: what they call themselves, unproved. */
  readonly strangers: readonly string[];
}

export function refuse(code: ErrorCode, detail: string, hint: string): Refusal {
  return { ok: false, code, detail, hint };
}
