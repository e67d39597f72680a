import { parseVersion } from '@gait/agents';
import { CodedError, isCodedError } from '@gait/canon';
import {
  OCI_DOCUMENT_BYTES,
  OCI_TYPES,
  PACK_LIMITS,
  readPackImage,
  readSignatureImage,
  type OciAddress,
  type PackSource,
} from '@gait/registry';
import { openRegistry, type RegistryClient } from './registry-client.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

/** A pack in an OCI registry, by tag or by digest. */
export function ociSource(address: OciAddress, at: SourceSurroundings): PackSource {
  const origin = `oci://${address.host}/${address.repository}`;
  return {
    origin,
    async fetch(request) {
      const registry = openRegistry(address, at, 'pull', request?.signal);
      const reference = referenceOf(address, request?.version);
      const image = await registry.getManifest(reference);
      if (image === undefined) {
        throw new CodedError('pack_not_found', `${origin} has no ${reference}`, {
          hint: 'check repository, tag and digest',
        });
      }
      const { manifest, archive } = readPackImage(image.bytes);
      return {
        manifest: await registry.getBlob(manifest, PACK_LIMITS.manifestBytes),
        archive: await registry.getBlob(archive, PACK_LIMITS.archiveBytes),
        signatures: await fetchSignatures(registry, image.descriptor.digest),
        resolved: `${origin}@sha256:${image.descriptor.digest}`,
      };
    },
  };
}

function referenceOf(address: OciAddress, version: string | undefined): string {
  if (address.digest !== undefined) return `sha256:${address.digest}`;
  const tag = address.tag ?? version;
  // A version comes from locks and indexes: it must not lead to another place of the registry.
  if (tag !== undefined && (tag === address.tag || parseVersion(tag) !== undefined)) return tag;
  throw new CodedError('pack_address_invalid', 'the address names no version of the pack', {
    hint: `oci://${address.host}/${address.repository}:VERSION, or …@sha256:DIGEST`,
  });
}

/** Of a list that anybody may lengthen. */
const MOST_REFERRERS = 256;

/** Every file of signatures that refers to the image. What is none is left alone: anybody may refer to anything. */
async function fetchSignatures(
  registry: RegistryClient,
  subject: string,
): Promise<readonly Uint8Array[]> {
  const listed = (await registry.referrers(subject)).filter(
    // Lists of some registries leave the kind out; the image itself says it.
    ({ artifactType, size }) =>
      (artifactType === undefined || artifactType === OCI_TYPES.signatures) &&
      size <= OCI_DOCUMENT_BYTES,
  );
  // What says that it is a signature first; what is none takes no place of one.
  const likely = listed.toSorted(
    (a, b) => Number(a.artifactType === undefined) - Number(b.artifactType === undefined),
  );
  const found: Uint8Array[] = [];
  for (const { digest } of likely.slice(0, MOST_REFERRERS)) {
    if (found.length === PACK_LIMITS.signatureFiles) break;
    const image = await registry.getManifest(`sha256:${digest}`);
    const blob = image === undefined ? undefined : blobOf(image.bytes, subject);
    if (blob !== undefined)
      found.push(await registry.getBlob(blob, PACK_LIMITS.signatureFileBytes));
  }
  return found;
}

function blobOf(image: Uint8Array, subject: string): ReturnType<typeof readSignatureImage> {
  try {
    return readSignatureImage(image, subject);
  } catch (error) {
    if (isCodedError(error) && error.code === 'pack_source_answer') return undefined;
    throw error;
  }
}
