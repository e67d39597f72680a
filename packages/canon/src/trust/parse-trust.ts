import { CodedError, isCodedError, type Where } from '../errors/coded-error.ts';
import type { Json } from '../json/json-value.ts';
import { parsePublicKey } from '../keys/read-key.ts';
import { decodeRecord } from '../record/decode-record.ts';
import { list, ptr, record, str, struct, type Infer } from '../record/field-kinds.ts';
import { trimSpace } from '../text/go-strings.ts';
import { parseTime } from '../text/go-time.ts';
import {
  KEY_ROLES,
  REVOCATION_REASONS,
  type KeyRole,
  type KeySet,
  type RevocationReason,
  type TrustedKey,
} from './key-set.ts';

const revocationRecord = record('revocation', { at: str(), reason: str() });

const trustedKeyRecord = record('trusted key', {
  key_id: str(),
  alg: str(),
  public_key: str(),
  roles: list(str()),
  label: str().opt(),
  identity: str().opt(),
  valid_from: str().opt(),
  valid_until: str().opt(),
  revoked: ptr(revocationRecord).opt(),
});

/** The trust file, schema `gait.trust` 1.0.0. */
const trustRecord = record('trust file', {
  schema_id: str(),
  schema_version: str(),
  keys: list(struct(trustedKeyRecord)),
});

/**
 * Reads a trust file: which keys are believed, in which roles, from when until when,
 * and which are withdrawn.
 *
 * ```json
 * {"schema_id":"gait.trust","schema_version":"1.0.0","keys":[
 *   {"key_id":"…","alg":"ed25519","public_key":"…","roles":["runpack","pack"],
 *    "valid_from":"2026-01-01T00:00:00Z","valid_until":"2027-01-01T00:00:00Z",
 *    "revoked":{"at":"2026-06-01T00:00:00Z","reason":"superseded"}}]}
 * ```
 *
 * `identity` names the person who holds the key. A key in the role `approver` or `delegator`
 * must have one: without it one holder could sign in the name of any number of people.
 *
 * Strict: an unknown field, role or reason is refused, because a misspelt
 * `valid_until` must not leave a key valid for ever. Errors: `trust_malformed`.
 */
export function parseTrust(value: Json, where: Where = {}): KeySet {
  const file = decode(value, where);
  if (file.schema_id !== 'gait.trust' || file.schema_version !== '1.0.0') {
    throw malformed('the file is not a gait.trust of version 1.0.0', where);
  }
  const keys = (file.keys ?? []).map((entry, i) =>
    readKey(entry, { ...where, field: `keys[${i}]` }),
  );
  const ids = new Set(keys.map(({ key }) => key.keyId));
  if (ids.size !== keys.length) throw malformed('a key stands twice in the file', where);
  return { keys };
}

function decode(value: Json, where: Where): Infer<typeof trustRecord> {
  try {
    return decodeRecord(trustRecord, value, { unknown: 'refuse', where });
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, error.where) : error;
  }
}

function readKey(entry: Infer<typeof trustedKeyRecord>, where: Where): TrustedKey {
  const key = readPublicKey(entry.public_key, where);
  if (entry.key_id !== key.keyId) throw malformed('key_id is not the id of public_key', where);
  if (entry.alg !== key.alg) throw malformed('alg is not the algorithm of public_key', where);
  const roles = (entry.roles ?? []).map((role) => readOneOf(role, KEY_ROLES, 'role', where));
  if (roles.length === 0) throw malformed('a key without roles is trusted for nothing', where);
  return {
    key,
    roles: roles satisfies readonly KeyRole[],
    identity: readIdentity(entry.identity, roles, where),
    validFrom: readTime(entry.valid_from, where),
    validUntil: readTime(entry.valid_until, where),
    revoked: readRevocation(entry.revoked, where),
  };
}

function readIdentity(text: string, roles: readonly KeyRole[], where: Where): string | undefined {
  const identity = trimSpace(text);
  if (identity !== '') return identity;
  if (roles.includes('approver') || roles.includes('delegator')) {
    throw malformed('a key of an approver or delegator must say whose it is in `identity`', where);
  }
  return undefined;
}

function readPublicKey(text: string, where: Where): TrustedKey['key'] {
  try {
    return parsePublicKey(text);
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, where) : error;
  }
}

function readRevocation(
  entry: Infer<typeof revocationRecord> | null,
  where: Where,
): TrustedKey['revoked'] {
  if (entry === null) return undefined;
  const at = readTime(entry.at, where);
  if (at === undefined) throw malformed('a revocation needs its time in `at`', where);
  const reason: RevocationReason = readOneOf(entry.reason, REVOCATION_REASONS, 'reason', where);
  return { at, reason };
}

function readTime(text: string, where: Where): bigint | undefined {
  if (text === '') return undefined;
  const parsed = parseTime(text);
  if (parsed === undefined)
    throw malformed(`${JSON.stringify(text)} is not an RFC 3339 time`, where);
  return parsed.epochNanos;
}

function readOneOf<T extends string>(
  text: string,
  allowed: readonly T[],
  what: string,
  where: Where,
): T {
  const found = allowed.find((item) => item === text);
  if (found !== undefined) return found;
  throw malformed(`unknown ${what} ${JSON.stringify(text)}; known: ${allowed.join(', ')}`, where);
}

function malformed(message: string, where: Where): CodedError {
  return new CodedError('trust_malformed', `trust file: ${message}`, {
    where,
    hint: 'see docs/guides/keys-and-trust.md for the form of a trust file',
  });
}
