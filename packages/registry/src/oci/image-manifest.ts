import { canonicalize, sha256Hex, type Json, type JsonObject } from '@gait/canon';
import {
  badAnswer,
  descriptorJson,
  OCI_TYPES,
  readDescriptor,
  readDocument,
  type Descriptor,
} from './descriptor.ts';

/** A document of a registry with the digest that names it. */
export interface OciDocument {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
}

/** The config of an artifact that has none: `{}`. OCI image specification 1.1, guidance for an empty descriptor. */
export const EMPTY_CONFIG = new TextEncoder().encode('{}');

/** What of a pack a registry is told beside its digests. */
export interface PackImageFacts {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly description: string;
}

/**
 * The image manifest of a pack: the pack's manifest is the config, its zip the one layer. Canonical
 * JSON without times: the same pack has the same digest in every registry.
 */
export function encodePackImage(
  facts: PackImageFacts,
  manifest: Uint8Array,
  archive: Uint8Array,
): OciDocument {
  return document(
    {
      schemaVersion: 2,
      mediaType: OCI_TYPES.manifest,
      artifactType: OCI_TYPES.pack,
      config: descriptorJson(describe(OCI_TYPES.packManifest, manifest)),
      layers: [descriptorJson(describe(OCI_TYPES.packArchive, archive))],
      annotations: {
        'org.opencontainers.image.title': facts.name,
        'org.opencontainers.image.version': facts.version,
        'org.opencontainers.image.vendor': facts.publisher,
        'org.opencontainers.image.description': facts.description,
      },
    },
    OCI_TYPES.manifest,
    OCI_TYPES.pack,
  );
}

/** The image manifest of a file of signatures, which refers to the pack that is signed. */
export function encodeSignatureImage(subject: Descriptor, signatures: Uint8Array): OciDocument {
  const { mediaType, digest, size } = subject;
  return document(
    {
      schemaVersion: 2,
      mediaType: OCI_TYPES.manifest,
      artifactType: OCI_TYPES.signatures,
      config: descriptorJson(describe(OCI_TYPES.empty, EMPTY_CONFIG)),
      layers: [descriptorJson(describe(OCI_TYPES.signatures, signatures))],
      subject: descriptorJson({ mediaType, digest, size }),
    },
    OCI_TYPES.manifest,
    OCI_TYPES.signatures,
  );
}

/** The list of what refers to something, for registries that keep none of their own. */
export function encodeReferrers(descriptors: readonly Descriptor[]): OciDocument {
  return document(
    {
      schemaVersion: 2,
      mediaType: OCI_TYPES.index,
      manifests: descriptors.map((descriptor) => descriptorJson(descriptor)),
    },
    OCI_TYPES.index,
  );
}

/** The two blobs of a pack. Throws `pack_source_answer` when the image is no pack. */
export function readPackImage(bytes: Uint8Array): {
  readonly manifest: Descriptor;
  readonly archive: Descriptor;
} {
  const image = readDocument(bytes, 'the image manifest');
  if (image['artifactType'] !== OCI_TYPES.pack) throw badAnswer('it is an image of another kind');
  const manifest = readDescriptor(image['config'], 'the config');
  const archive = onlyLayer(image);
  if (
    manifest.mediaType !== OCI_TYPES.packManifest ||
    archive.mediaType !== OCI_TYPES.packArchive
  ) {
    throw badAnswer('its blobs are not those of a pack');
  }
  return { manifest, archive };
}

/** The blob of a file of signatures, if the image is one that refers to `subject`. */
export function readSignatureImage(bytes: Uint8Array, subject: string): Descriptor | undefined {
  const image = readDocument(bytes, 'the image manifest of a signature');
  if (image['artifactType'] !== OCI_TYPES.signatures) return undefined;
  // A list may point anywhere: what does not say itself that it is about this pack is not.
  if (readDescriptor(image['subject'], 'the subject').digest !== subject) return undefined;
  const layer = onlyLayer(image);
  return layer.mediaType === OCI_TYPES.signatures ? layer : undefined;
}

/** Descriptors of an index. Throws `pack_source_answer`. */
export function readReferrers(bytes: Uint8Array): readonly Descriptor[] {
  const manifests = readDocument(bytes, 'the list of referrers')['manifests'];
  if (!Array.isArray(manifests)) throw badAnswer('the list of referrers has no manifests');
  return (manifests as readonly Json[]).map((item, i) => readDescriptor(item, `referrer ${i + 1}`));
}

/** Tag under which referrers of a digest are listed where the registry has no list: `sha256-…`. */
export function referrersTag(digest: string): string {
  return `sha256-${digest}`;
}

export function describe(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: sha256Hex(bytes), size: bytes.length };
}

function onlyLayer(image: JsonObject): Descriptor {
  const layers = image['layers'];
  if (!Array.isArray(layers) || layers.length !== 1)
    throw badAnswer('it has not exactly one layer');
  return readDescriptor((layers as readonly Json[])[0], 'the layer');
}

function document(value: JsonObject, mediaType: string, artifactType?: string): OciDocument {
  const bytes = new TextEncoder().encode(canonicalize(value));
  const described = describe(mediaType, bytes);
  return {
    bytes,
    descriptor: artifactType === undefined ? described : { ...described, artifactType },
  };
}
