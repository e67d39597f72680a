import { cleanLower } from '../text/clean-text.ts';

/**
 * Tells raw credentials from references to them (gait-formats §4.2.3). An intent is digested,
 * recorded and shown to approvers: a secret must not be in it.
 */

const SECRET_NAME = /token|secret|api[_-]?key|access[_-]?key|password|credential/iu;
/** Names that say "about a credential", not "a credential". */
const ABOUT = /_(?:refs?|digests?|hash|issuer|source|type|ttl|ttl_seconds|ids?|names?|scopes?)$/;
const REFERENCE = /^(?:env|stub|cmd|ref|sha256):|^[a-fA-F0-9]{64}$/i;
const KNOWN_PREFIX = /^(?:ghp_|gho_|github_pat_|sk-|AKIA|ASIA)/;
const MIN_BYTES = 16;
/** 16 bytes take at least six UTF-16 units, three bytes at most each. */
const MIN_UNITS = 6;

/** True when a member of this name is expected to hold a secret. */
export function isSecretName(name: string): boolean {
  const lower = cleanLower(name);
  return SECRET_NAME.test(lower) && !ABOUT.test(lower);
}

/** A first look: false only for text that `isSecretText` would say no to. */
export function mayBeSecret(text: string): boolean {
  if (text.length >= MIN_UNITS) return true;
  const first = text.trimStart().charCodeAt(0);
  return first === 0x67 || first === 0x73 || first === 0x41;
}

/** True when trimmed text looks like a secret rather than like a reference to one. */
export function isSecretText(text: string): boolean {
  if (REFERENCE.test(text)) return false;
  if (KNOWN_PREFIX.test(text)) return true;
  if (byteLength(text) < MIN_BYTES || /[ \t\r\n]/.test(text)) return false;
  return /[A-Za-z]/.test(text) && /[0-9]/.test(text);
}

/** Of UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

/** True when text begins as the secrets of well-known issuers do. */
export function hasSecretPrefix(text: string): boolean {
  return KNOWN_PREFIX.test(text.trim());
}
