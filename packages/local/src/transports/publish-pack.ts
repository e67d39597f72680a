import { CodedError } from '@gait/canon';
import {
  describe,
  EMPTY_CONFIG,
  encodePackImage,
  encodeReferrers,
  encodeSignatureImage,
  OCI_TYPES,
  readReferrers,
  referrersTag,
  type Descriptor,
  type OciAddress,
  type OciDocument,
  type VerifiedPack,
} from '@gait/registry';
import { openRegistry, type RegistryClient } from './registry-client.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

/** What goes to a registry. */
export interface Publication {
  readonly pack: VerifiedPack;
  readonly archive: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  /** Move a tag that stands on another pack. Default false. */
  readonly moveTag?: boolean;
}

/** What a registry holds, or would hold, afterwards. */
export interface Published {
  readonly tag: string;
  /** Digest of the image manifest: pin it. */
  readonly digest: string;
  readonly blobs: readonly Descriptor[];
  readonly signatures: readonly Descriptor[];
}

/** What publishing would send; asks nobody. */
export function planPublication(address: OciAddress, publication: Publication): Published {
  const { image, blobs, signed } = documentsOf(publication);
  return {
    tag: address.tag ?? publication.pack.manifest.version,
    digest: image.descriptor.digest,
    blobs: blobs.map(({ descriptor }) => descriptor),
    signatures: signed.map(({ descriptor }) => descriptor),
  };
}

/**
 * Sends a pack and its signatures to a registry: blobs, then the image under its digest, then the
 * signatures that refer to it, and the tag last, so that nobody who asks for the tag finds half of it.
 *
 * @throws CodedError `pack_exists` (the tag stands on another pack), and those of a registry
 */
export async function publishPack(
  address: OciAddress,
  publication: Publication,
  at: SourceSurroundings,
): Promise<Published> {
  const planned = planPublication(address, publication);
  const { image, blobs, signed } = documentsOf(publication);
  const registry = openRegistry(address, at, 'pull,push');
  await registry.ping();
  const there = await registry.getManifest(planned.tag);
  if (
    there !== undefined &&
    there.descriptor.digest !== planned.digest &&
    publication.moveTag !== true
  ) {
    throw new CodedError('pack_exists', `${planned.tag} is published, with other content`, {
      hint: 'raise the version: who pinned the old content would be refused; --force moves the tag',
    });
  }
  for (const { bytes, descriptor } of blobs) {
    if (!(await registry.hasBlob(descriptor.digest))) await registry.putBlob(bytes);
  }
  await registry.putManifest(`sha256:${planned.digest}`, image);
  for (const document of signed) {
    const { keepsReferrers } = await registry.putManifest(
      `sha256:${document.descriptor.digest}`,
      document,
    );
    if (!keepsReferrers) await listReferrer(registry, planned.digest, document.descriptor);
  }
  await registry.putManifest(planned.tag, image);
  return planned;
}

/** For registries without a list of their own: distribution specification 1.1, referrers tag schema. */
async function listReferrer(
  registry: RegistryClient,
  subject: string,
  referrer: Descriptor,
): Promise<void> {
  const tag = referrersTag(subject);
  const listed = await registry.getManifest(tag);
  const known = listed === undefined ? [] : readReferrers(listed.bytes);
  if (known.some(({ digest }) => digest === referrer.digest)) return;
  await registry.putManifest(tag, encodeReferrers([...known, referrer]));
}

function documentsOf({ pack, archive, signatures }: Publication): {
  readonly image: OciDocument;
  readonly blobs: readonly OciDocument[];
  readonly signed: readonly OciDocument[];
} {
  const blob = (mediaType: string, bytes: Uint8Array): OciDocument => ({
    bytes,
    descriptor: describe(mediaType, bytes),
  });
  const image = encodePackImage(pack.manifest, pack.manifestBytes, archive);
  const files = signatures.map((bytes) => blob(OCI_TYPES.signatures, bytes));
  return {
    image,
    signed: signatures.map((bytes) => encodeSignatureImage(image.descriptor, bytes)),
    blobs: [
      blob(OCI_TYPES.packManifest, pack.manifestBytes),
      blob(OCI_TYPES.packArchive, archive),
      ...files,
      ...(files.length > 0 ? [blob(OCI_TYPES.empty, EMPTY_CONFIG)] : []),
    ],
  };
}
