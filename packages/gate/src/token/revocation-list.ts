import {
  signatureRecord,
  checkSignatures,
  CodedError,
  decodeRecord,
  digest,
  encodeRecord,
  formatTime,
  isCodedError,
  isDigestHex,
  list,
  parseJson,
  ptr,
  record,
  signDigest,
  str,
  struct,
  time,
  trimSpace,
  type Infer,
  type KeySet,
  type SigningKey,
  type Where,
} from '@gait/canon';

const REVOCATION_SCHEMA_ID = 'gait.gate.token_revocations';

const revokedRecord = record('revocation', {
  token_id: str(),
  revoked_at: time(),
  reason: str().opt(),
});

/** The file of withdrawn approvals and delegations, schema `gait.gate.token_revocations` 1.0.0. */
export const revocationListRecord = record('revocation list', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  revoked: list(struct(revokedRecord)),
  signature: ptr(signatureRecord).opt(),
});

/** The file as it is written. */
export type RevocationFile = Infer<typeof revocationListRecord>;

/** Tokens that count no more, whatever their signature says. */
export interface RevocationList {
  readonly tokenIds: ReadonlySet<string>;
}

/** Whose signature a list needs. */
export interface RevocationTrust {
  /** Keys of the approvers; a signature that is there must be by one of them. */
  readonly keys: KeySet | undefined;
  /** True under `strict`: a list without signature is refused. */
  readonly required: boolean;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
}

/**
 * Reads a revocation list. Strict: a misspelt `token_id` must not leave a token valid.
 *
 * Errors: `revocation_list_invalid` (cannot be read), `revocation_list_signature` (unsigned where
 * a signature is required, or signed by nobody who may). Both block: without the list nobody
 * knows what was withdrawn.
 */
export function parseRevocationList(
  bytes: Uint8Array | string,
  trust: RevocationTrust,
  where: Where = {},
): RevocationList {
  const file = parseRevocationFile(bytes, where);
  checkSigner(file, trust, where);
  return { tokenIds: new Set((file.revoked ?? []).map(({ token_id }) => token_id)) };
}

/** Reads the file without judging its signature. Errors: `revocation_list_invalid`. */
export function parseRevocationFile(bytes: Uint8Array | string, where: Where = {}): RevocationFile {
  let file: RevocationFile;
  try {
    const value = parseJson(bytes, { where });
    file = decodeRecord(revocationListRecord, value, { unknown: 'refuse', where });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw invalid(error.message, error.where);
  }
  if (file.schema_id !== REVOCATION_SCHEMA_ID || file.schema_version !== '1.0.0')
    throw invalid(`the file is no ${REVOCATION_SCHEMA_ID} 1.0.0`, where);
  if (
    (file.revoked ?? []).some(({ token_id }) => trimSpace(token_id) !== token_id || token_id === '')
  )
    throw invalid('a revocation names no token', where);
  return file;
}

/** What to withdraw, when (nanoseconds since 1970) and why. */
export interface Revocation {
  readonly tokenIds: readonly string[];
  readonly reason: string;
  readonly now: bigint;
  readonly producerVersion: string;
}

/**
 * The list with more tokens withdrawn, signed anew when there is a key. What stands in it stays;
 * a withdrawn token never comes back.
 */
export function revokeTokens(
  before: RevocationFile | undefined,
  revocation: Revocation,
  key: SigningKey | undefined,
): RevocationFile {
  const at = formatTime(revocation.now);
  const kept = before?.revoked ?? [];
  const known = new Set(kept.map(({ token_id }) => token_id));
  const added = [...new Set(revocation.tokenIds.map(trimSpace))].filter(
    (id) => id !== '' && !known.has(id),
  );
  const file: RevocationFile = {
    schema_id: REVOCATION_SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: at,
    producer_version: revocation.producerVersion,
    revoked: [
      ...kept,
      ...added.map((id) => ({ token_id: id, revoked_at: at, reason: revocation.reason })),
    ],
    signature: null,
  };
  if (key === undefined) return file;
  const { alg, key_id, sig, signed_digest = '' } = signDigest(key, fileDigest(file));
  return { ...file, signature: { alg, key_id, sig, signed_digest } };
}

function checkSigner(file: RevocationFile, trust: RevocationTrust, where: Where): void {
  const { signature } = file;
  if (signature === null) {
    if (trust.required) throw unsigned('the revocation list carries no signature', file, where);
    return;
  }
  if (trust.keys === undefined && !trust.required) return;
  const check = checkSignatures(trust.keys, [signature], fileDigest(file), {
    role: 'approver',
    claimedTime: formatTime(trust.now),
  });
  if (check.status === 'verified') return;
  const message = 'the revocation list is not signed by a trusted approver';
  const fault = check.faults[0]?.fault ?? 'key_unknown';
  if (!STRANGER.has(fault)) throw unsigned(message, file, where);
  throw foreign(message, signature.key_id, where);
}

/** The list may be whole: what is wrong is that these keys are not those of its signer. */
const STRANGER: ReadonlySet<string> = new Set(['key_unknown', 'key_id_mismatch', 'key_role']);

function fileDigest(file: RevocationFile): string {
  return digest(encodeRecord(revocationListRecord, { ...file, signature: null }));
}

function invalid(message: string, where: Where): CodedError {
  return new CodedError('revocation_list_invalid', `revocation list: ${message}`, {
    hint: 'restore the list from a copy, or move it away and withdraw its tokens again with gait approve --revoke; until it can be read no approval counts',
    where,
  });
}

/**
 * One list serves every project of a user. Signed anew with a key of this project it would be
 * refused where it counted before, so the signer's key has to become known here.
 */
function foreign(message: string, keyId: string, where: Where): CodedError {
  const key = isDigestHex(keyId) ? `the key ${keyId}` : "its signer's key";
  return new CodedError('revocation_list_signature', message, {
    hint: `every project of a user has the same list: when ${key} is an approver's, add it to the trust file of this project (gate.approval_trust) in the role approver; to sign the list with another key takes it away from the projects that know only this one`,
    where,
  });
}

/** Withdrawing a token once more changes nothing but the signature. */
function unsigned(message: string, file: RevocationFile, where: Where): CodedError {
  const id = (file.revoked ?? []).find(({ token_id }) => /^[0-9a-f]{24}$/u.test(token_id));
  const path = where.file ?? '';
  const word = /^[\w./:@%+,=-]+$/u.test(path) ? path : 'LIST';
  return new CodedError('revocation_list_signature', message, {
    hint: `look at what it withdraws, then have an approver sign it anew: gait approve --revoke ${id?.token_id ?? 'ID'} --revocations ${word} --key-mode prod --private-key FILE`,
    where,
  });
}
