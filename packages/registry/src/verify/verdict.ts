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
  /** `verified`: by a publisher who may provide this pack. `unsigned`: nobody known vouches for it. */
  readonly status: 'verified' | 'unsigned';
  /** `key:ID` and `sigstore:SUBJECT`. */
  readonly signers: readonly string[];
}

export function refuse(code: ErrorCode, detail: string, hint: string): Refusal {
  return { ok: false, code, detail, hint };
}
