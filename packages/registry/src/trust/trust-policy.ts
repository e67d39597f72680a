import {
  CodedError,
  decodeRecord,
  isCodedError,
  isDigestHex,
  list,
  parsePublicKey,
  parseJson,
  parseTime,
  ptr,
  record,
  REVOCATION_REASONS,
  str,
  struct,
  type Infer,
  type RevocationReason,
  type TrustedKey,
  type Where,
} from '@gait/canon';
import { isNamePattern, isPublisherName } from '../pack/pack-name.ts';

const SCHEMA = 'krci.pack_trust';
const SCHEMA_VERSION = '1.0.0';
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_PUBLISHERS = 1000;

const revocationRecord = record('revocation', { at: str(), reason: str() });
const spanFields = {
  valid_from: str().opt(),
  valid_until: str().opt(),
  revoked: ptr(revocationRecord).opt(),
} as const;
const keyRecord = record('key of a publisher', {
  key_id: str(),
  public_key: str(),
  ...spanFields,
});
const identityRecord = record('identity of a publisher', {
  issuer: str(),
  subject: str(),
  ...spanFields,
});
const publisherRecord = record('publisher', {
  name: str(),
  packs: list(str()),
  indexes: list(str()),
  keys: list(struct(keyRecord)),
  identities: list(struct(identityRecord)),
});
const revokedPackRecord = record('revoked pack', { manifest_digest: str(), reason: str() });

/** Schema `krci.pack_trust` 1.0.0. */
const policyRecord = record('pack trust policy', {
  schema_id: str(),
  schema_version: str(),
  publishers: list(struct(publisherRecord)),
  revoked: list(struct(revokedPackRecord)),
});

/** Which publishers may provide which packs, and how they are known. */
export interface PackTrust {
  readonly publishers: readonly TrustedPublisher[];
  /** Digests of manifests that are not installed any more, with why. */
  readonly revoked: ReadonlyMap<string, string>;
}

export interface TrustedPublisher {
  readonly name: string;
  /** Names of packs, or beginnings of them (`acme/*`), that it may provide. */
  readonly packs: readonly string[];
  /** Names of indexes that it may sign. */
  readonly indexes: readonly string[];
  readonly keys: readonly PublisherKey[];
  readonly identities: readonly PublisherIdentity[];
}

/** From when until when somebody is believed. Nanoseconds since 1970. */
export type TrustSpan = Pick<TrustedKey, 'validFrom' | 'validUntil' | 'revoked'>;

export interface PublisherKey extends TrustSpan {
  readonly key: TrustedKey['key'];
}

/** A sigstore identity: both texts are compared as they are, no patterns. */
export interface PublisherIdentity extends TrustSpan {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Reads a pack trust policy.
 *
 * ```json
 * {"schema_id":"krci.pack_trust","schema_version":"1.0.0",
 *  "publishers":[{"name":"acme","packs":["acme/*"],"indexes":["acme"],
 *    "keys":[{"key_id":"…","public_key":"…","valid_until":"2027-01-01T00:00:00Z"}],
 *    "identities":[{"issuer":"https://…","subject":"release@acme.example"}]}],
 *  "revoked":[{"manifest_digest":"…","reason":"leaks a token"}]}
 * ```
 *
 * Strict: an unknown field is refused, because a misspelt `revoked` must not leave a key valid; one
 * key stands for one publisher. Throws `pack_trust_malformed`.
 */
export function parsePackTrust(bytes: Uint8Array, where: Where = {}): PackTrust {
  const fields = decode(bytes, where);
  if (fields.schema_id !== SCHEMA || fields.schema_version !== SCHEMA_VERSION) {
    throw malformed(`it is no ${SCHEMA} of version ${SCHEMA_VERSION}`, where);
  }
  const given = fields.publishers ?? [];
  if (given.length > MOST_PUBLISHERS) throw malformed('there are too many publishers', where);
  const publishers = given.map((publisher, i) =>
    readPublisher(publisher, { ...where, field: `publishers[${i}]` }),
  );
  refuseTwice(
    publishers.map(({ name }) => name),
    'a publisher stands twice',
    where,
  );
  const keys = publishers.flatMap((publisher) => publisher.keys.map(({ key }) => key.keyId));
  refuseTwice(keys, 'a key stands twice: it would sign for two publishers', where);
  const identities = publishers.flatMap((publisher) =>
    publisher.identities.map(({ issuer, subject }) => JSON.stringify([issuer, subject])),
  );
  refuseTwice(identities, 'an identity stands twice: it would sign for two publishers', where);
  const revoked = (fields.revoked ?? []).map(({ manifest_digest: digest, reason }, i) => {
    if (isDigestHex(digest) && reason !== '') return [digest, reason] as const;
    throw malformed('a revoked pack has its manifest digest and a reason', {
      ...where,
      field: `revoked[${i}]`,
    });
  });
  return { publishers, revoked: new Map(revoked) };
}

function decode(bytes: Uint8Array, where: Where): Infer<typeof policyRecord> {
  try {
    const value = parseJson(bytes, { where, maxBytes: MAX_BYTES, maxDepth: 16 });
    return decodeRecord(policyRecord, value, { unknown: 'refuse', where });
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, error.where) : error;
  }
}

function readPublisher(fields: Infer<typeof publisherRecord>, where: Where): TrustedPublisher {
  if (!isPublisherName(fields.name)) throw malformed('the name is none of a publisher', where);
  const packs = fields.packs ?? [];
  const indexes = fields.indexes ?? [];
  if (![...packs, ...indexes].every(isNamePattern)) {
    throw malformed('packs and indexes are names, or beginnings of names with * at the end', where);
  }
  if (packs.length + indexes.length === 0) {
    throw malformed('a publisher without packs and indexes is trusted for nothing', where);
  }
  const keys = (fields.keys ?? []).map((key) => readKey(key, where));
  const identities = (fields.identities ?? []).map((identity) => readIdentity(identity, where));
  if (keys.length + identities.length === 0) {
    throw malformed('a publisher without keys and identities can sign nothing', where);
  }
  return { name: fields.name, packs, indexes, keys, identities };
}

function readKey(fields: Infer<typeof keyRecord>, where: Where): PublisherKey {
  const key = ((): TrustedKey['key'] => {
    try {
      return parsePublicKey(fields.public_key);
    } catch (error) {
      throw isCodedError(error) ? malformed(error.message, where) : error;
    }
  })();
  if (fields.key_id !== key.keyId) throw malformed('key_id is not the id of public_key', where);
  return { key, ...readSpan(fields, where) };
}

function readIdentity(fields: Infer<typeof identityRecord>, where: Where): PublisherIdentity {
  const { issuer, subject } = fields;
  if (!issuer.startsWith('https://') || subject === '') {
    throw malformed('an identity has the https address of its issuer, and a subject', where);
  }
  return { issuer, subject, ...readSpan(fields, where) };
}

interface SpanFields {
  readonly valid_from: string;
  readonly valid_until: string;
  readonly revoked: Infer<typeof revocationRecord> | null;
}

function readSpan(fields: SpanFields, where: Where): TrustSpan {
  const validFrom = readTime(fields.valid_from, where);
  const validUntil = readTime(fields.valid_until, where);
  if (validFrom !== undefined && validUntil !== undefined && validFrom >= validUntil) {
    throw malformed('valid_until is not after valid_from', where);
  }
  return { validFrom, validUntil, revoked: readRevocation(fields.revoked, where) };
}

function readRevocation(
  fields: Infer<typeof revocationRecord> | null,
  where: Where,
): TrustSpan['revoked'] {
  if (fields === null) return undefined;
  const at = readTime(fields.at, where);
  if (at === undefined) throw malformed('a revocation has its time in `at`', where);
  const reason = REVOCATION_REASONS.find((known: RevocationReason) => known === fields.reason);
  if (reason === undefined) {
    throw malformed(`the reason is one of ${REVOCATION_REASONS.join(', ')}`, where);
  }
  return { at, reason };
}

function readTime(text: string, where: Where): bigint | undefined {
  if (text === '') return undefined;
  const parsed = parseTime(text);
  if (parsed !== undefined) return parsed.epochNanos;
  throw malformed(`${JSON.stringify(text.slice(0, 64))} is no RFC 3339 time`, where);
}

function refuseTwice(values: readonly string[], message: string, where: Where): void {
  if (new Set(values).size !== values.length) throw malformed(message, where);
}

function malformed(message: string, where: Where): CodedError {
  return new CodedError('pack_trust_malformed', `pack trust policy: ${message}`, {
    hint: 'see docs/guides/packs.md for the form of a pack trust policy',
    where,
  });
}
