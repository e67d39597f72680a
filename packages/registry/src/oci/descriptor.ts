import {
  CodedError,
  isCodedError,
  isDigestHex,
  isJsonObject,
  parseJson,
  type Json,
  type JsonObject,
} from '@gait/canon';

/** Kinds of documents and blobs that a pack is made of in a registry. */
export const OCI_TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
  pack: 'application/vnd.krci.pack.v1',
  packManifest: 'application/vnd.krci.pack.manifest.v1+json',
  packArchive: 'application/vnd.krci.pack.archive.v1+zip',
  signatures: 'application/vnd.krci.pack.signatures.v1+json',
} as const;

/** Bytes of a manifest or index of a registry; registries themselves accept 4 MiB. */
export const OCI_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** A blob or manifest by its digest. OCI image specification 1.1, descriptor. */
export interface Descriptor {
  readonly mediaType: string;
  /** SHA-256, 64 hex digits. */
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
}

/** Reads a JSON document of a registry. Throws `pack_source_answer`. */
export function readDocument(bytes: Uint8Array, what: string): JsonObject {
  try {
    const value = parseJson(bytes, { maxBytes: OCI_DOCUMENT_BYTES, maxDepth: 32 });
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw badAnswer(`${what} cannot be read: ${error.message}`);
  }
  throw badAnswer(`${what} is no object`);
}

/** Reads a descriptor; other digests than SHA-256 are refused. Throws `pack_source_answer`. */
export function readDescriptor(value: Json | undefined, what: string): Descriptor {
  if (!isJsonObject(value)) throw badAnswer(`${what} is missing`);
  const { mediaType, digest, size, artifactType } = value;
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || typeof size !== 'number') {
    throw badAnswer(`${what} has no media type, digest or size`);
  }
  const hex = digest.startsWith('sha256:') ? digest.slice('sha256:'.length) : '';
  if (!isDigestHex(hex)) throw badAnswer(`${what} has no SHA-256 digest`);
  if (!Number.isSafeInteger(size) || size < 0) throw badAnswer(`${what} has no size`);
  return {
    mediaType,
    digest: hex,
    size,
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
  };
}

/** The tags of one page of a repository's list. Throws `pack_source_answer`. */
export function readTags(bytes: Uint8Array): readonly string[] {
  // A repository without tags has null there in some registries.
  const { tags } = readDocument(bytes, 'the list of tags');
  if (tags === null || tags === undefined) return [];
  if (!Array.isArray(tags)) throw badAnswer('the list of tags is none');
  return (tags as readonly Json[]).filter((tag) => typeof tag === 'string');
}

/** A descriptor as documents of a registry hold it. */
export function descriptorJson({ mediaType, digest, size, artifactType }: Descriptor): JsonObject {
  return {
    mediaType,
    digest: `sha256:${digest}`,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

export function badAnswer(message: string): CodedError {
  return new CodedError('pack_source_answer', `the registry's answer: ${message}`, {
    hint: 'check that the address is one of a pack; ask who runs the registry',
  });
}
