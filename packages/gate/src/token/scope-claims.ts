import { formatTime, parseTime, toLower } from '@gait/canon';

/**
 * What this product adds to an approval stands in its scope, the one list that the
 * reference signs and passes over where it does not know an entry (docs/adr/0009). Scope
 * entries are lower case, so the time is written in lower case too.
 */
const NONCE = 'nonce:';
const NOT_BEFORE = 'not_before:';

/** 16 random bytes or more: nobody meets a nonce twice by chance. */
const NONCE_HEX = /^[0-9a-f]{32,128}$/;
/** Fewest bytes of a nonce. */
export const NONCE_BYTES = 16;

/** What the scope of an approval says besides scopes. */
export interface ScopeClaims {
  /** Hex; `''` when the token may be used until it expires. */
  readonly nonce: string;
  /** Nanoseconds since 1970 before which the token does not count; undefined: at once. */
  readonly notBefore: bigint | undefined;
  /** An entry that has one of the two names and cannot be read; `''` when there is none. */
  readonly unreadable: string;
}

/** The scope entry of a nonce. */
export function nonceScope(nonce: Uint8Array): string {
  return NONCE + Buffer.from(nonce).toString('hex');
}

/** The scope entry of the time from which a token counts. */
export function notBeforeScope(epochNanos: bigint): string {
  return NOT_BEFORE + toLower(formatTime(epochNanos));
}

/** True for entries that only `mintApproval` may write. */
export function isClaimScope(entry: string): boolean {
  const name = toLower(entry).trimStart();
  return name.startsWith(NONCE) || name.startsWith(NOT_BEFORE);
}

/**
 * Reads the claims of a normalised scope. Two nonces or two times are unreadable: of two
 * answers to "was this used" neither may be chosen.
 */
export function readScopeClaims(scope: readonly string[]): ScopeClaims {
  let nonce = '';
  let notBefore: bigint | undefined;
  for (const entry of scope) {
    if (entry.startsWith(NONCE)) {
      const text = entry.slice(NONCE.length);
      if (nonce !== '' || !NONCE_HEX.test(text)) return unreadable(entry);
      nonce = text;
    } else if (entry.startsWith(NOT_BEFORE)) {
      const time = parseTime(entry.slice(NOT_BEFORE.length).toUpperCase());
      if (notBefore !== undefined || time === undefined) return unreadable(entry);
      notBefore = time.epochNanos;
    }
  }
  return { nonce, notBefore, unreadable: '' };
}

/** The entries that are scopes. */
export function plainScope(scope: readonly string[]): string[] {
  return scope.filter((entry) => !isClaimScope(entry));
}

function unreadable(entry: string): ScopeClaims {
  return { nonce: '', notBefore: undefined, unreadable: entry };
}
