import {
  any,
  CodedError,
  decodeRecord,
  encodeRecord,
  isCodedError,
  isDigestHex,
  isJsonObject,
  list,
  MAX_SIGNATURES,
  parseJson,
  record,
  signatureRecord,
  signDigest,
  sortedJson,
  str,
  struct,
  type Infer,
  type Json,
  type JsonObject,
  type Signature,
  type SigningKey,
} from '@gait/canon';
import { PACK_LIMITS } from '../pack/pack-limits.ts';

/** What stands behind the name of a pack's zip, or of an index, for the file of its signatures. */
export const SIGNATURE_SUFFIX = '.sig.json';
/** The file of signatures in an unpacked pack. */
export const SIGNATURE_FILE = 'krci-pack.sig.json';

const SCHEMA = 'krci.signatures';
const SCHEMA_VERSION = '1.0.0';
const MOST_BUNDLES = 8;

/** Schema `krci.signatures` 1.0.0. */
const signatureFileRecord = record('signature file', {
  schema_id: str(),
  schema_version: str(),
  digest: str(),
  signatures: list(struct(signatureRecord)),
  sigstore: list(any()),
});

/**
 * Signatures of one thing: of the manifest of a pack, or of an index. The file stands beside what it
 * signs, so that signing changes no byte of it.
 */
export interface SignatureFile {
  /** SHA-256 of what is signed, 64 hex digits; the signatures are over these 32 bytes. */
  readonly digest: string;
  readonly signatures: readonly Signature[];
  /** Sigstore bundles over the bytes themselves, as `cosign sign-blob --bundle` writes them. */
  readonly sigstore: readonly JsonObject[];
}

/** The bytes of a signature file. */
export function encodeSignatureFile(file: SignatureFile): Uint8Array {
  const value = encodeRecord(signatureFileRecord, {
    schema_id: SCHEMA,
    schema_version: SCHEMA_VERSION,
    digest: file.digest,
    signatures: file.signatures.map((signature) => ({ signed_digest: '', ...signature })),
    sigstore: file.sigstore,
  });
  return new TextEncoder().encode(`${sortedJson(value)}\n`);
}

/** Reads a signature file. What it says is a claim until a key has checked it. Throws `pack_signatures_malformed`. */
export function parseSignatureFile(bytes: Uint8Array): SignatureFile {
  const fields = decode(bytes);
  if (fields.schema_id !== SCHEMA || fields.schema_version !== SCHEMA_VERSION) {
    throw malformed(`it is no ${SCHEMA} of version ${SCHEMA_VERSION}`);
  }
  if (!isDigestHex(fields.digest)) throw malformed('digest has 64 small hex digits');
  const signatures = fields.signatures ?? [];
  if (signatures.length > MAX_SIGNATURES) throw malformed('there are too many signatures');
  const bundles = fields.sigstore ?? [];
  if (bundles.length > MOST_BUNDLES) throw malformed('there are too many sigstore bundles');
  return { digest: fields.digest, signatures, sigstore: bundles.map(objectOf) };
}

/** The file with one more signature; one of the same key takes the place of the older. */
export function addSignature(
  file: SignatureFile | undefined,
  digestHex: string,
  key: SigningKey,
): SignatureFile {
  const kept = sameSubject(file, digestHex);
  const others = kept.signatures.filter(({ key_id: id }) => id !== key.keyId);
  return { ...kept, signatures: [...others, signDigest(key, digestHex)] };
}

/** The file with one more sigstore bundle. */
export function addBundle(
  file: SignatureFile | undefined,
  digestHex: string,
  bundle: JsonObject,
): SignatureFile {
  const kept = sameSubject(file, digestHex);
  return { ...kept, sigstore: [...kept.sigstore, bundle] };
}

/** Signatures of what was there before say nothing about what is there now. */
function sameSubject(file: SignatureFile | undefined, digestHex: string): SignatureFile {
  return file?.digest === digestHex ? file : { digest: digestHex, signatures: [], sigstore: [] };
}

function decode(bytes: Uint8Array): Infer<typeof signatureFileRecord> {
  try {
    const value = parseJson(bytes, { maxBytes: PACK_LIMITS.signatureFileBytes, maxDepth: 32 });
    return decodeRecord(signatureFileRecord, value, { unknown: 'refuse' });
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, error) : error;
  }
}

function objectOf(value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed('a sigstore bundle is an object');
}

function malformed(why: string, cause?: unknown): CodedError {
  return new CodedError('pack_signatures_malformed', `signature file: ${why}`, {
    hint: 'sign again with krci-ai pack sign',
    cause,
  });
}
