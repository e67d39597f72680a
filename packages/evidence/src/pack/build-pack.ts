import {
  canonicalize,
  compareUtf8,
  encodeRecord,
  sha256Hex,
  signValue,
  trimSpace,
  ZIP_EPOCH,
  type RecordType,
  type SigningKey,
} from '@gait/canon';
import { buildProofRecords } from '../proof/build-proof-records.ts';
import { PROOF_RECORDS_FILE } from '../proof/proof-record.ts';
import { writeZip } from '../zip/write-zip.ts';
import {
  computePackId,
  PACK_MANIFEST_FILE,
  PACK_MANIFEST_SCHEMA_ID,
  packEntryType,
  packManifestRecord,
  signablePackManifest,
  type PackManifest,
  type PackType,
} from './pack-manifest.ts';

/** One file of a pack. */
export interface PackFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/** What a pack says about itself. */
export interface PackSubject {
  readonly type: PackType;
  readonly sourceRef: string;
  /** Version of the producer; it enters every digest. */
  readonly producerVersion: string;
  /** Signs the manifest and each proof record; undefined for an unsigned pack. */
  readonly key: SigningKey | undefined;
}

/** A pack as bytes. */
export interface BuiltPack {
  readonly bytes: Uint8Array;
  readonly manifest: PackManifest;
}

/**
 * Puts files into a pack: proof records, manifest, id, signature, container (gait-formats
 * §3.1, §3.2). The same input gives the same bytes; the time inside is always 1980-01-01.
 */
export function buildPack(given: readonly PackFile[], subject: PackSubject): BuiltPack {
  const producerVersion = trimSpace(subject.producerVersion) || '0.0.0-dev';
  const sourceRef = trimSpace(subject.sourceRef);
  const proofs = buildProofRecords(
    given.map(({ path, data }) => ({ path, data, type: packEntryType(path) })),
    { packType: subject.type, sourceRef, producerVersion },
    subject.key,
  );
  const files = [...given, { path: PROOF_RECORDS_FILE, data: encodeText(proofs) }];
  const draft: PackManifest = {
    schema_id: PACK_MANIFEST_SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: ZIP_EPOCH,
    producer_version: producerVersion,
    pack_id: '',
    pack_type: subject.type,
    source_ref: sourceRef,
    contents: files
      .map(({ path, data }) => ({ path, sha256: sha256Hex(data), type: packEntryType(path) }))
      .sort((left, right) => compareUtf8(left.path, right.path)),
    signatures: null,
  };
  const manifest = signManifest({ ...draft, pack_id: computePackId(draft) }, subject.key);
  const manifestFile = {
    path: PACK_MANIFEST_FILE,
    data: encodeDocument(packManifestRecord, manifest),
  };
  return { bytes: writeZip([...files, manifestFile]), manifest };
}

function signManifest(manifest: PackManifest, key: SigningKey | undefined): PackManifest {
  if (key === undefined) return manifest;
  const { alg, key_id, sig, signed_digest } = signValue(key, signablePackManifest(manifest));
  return { ...manifest, signatures: [{ alg, key_id, sig, signed_digest: signed_digest ?? '' }] };
}

/** Canonical bytes of a record: a JSON document inside a container. */
export function encodeDocument<T>(type: RecordType<T>, value: T): Uint8Array {
  return encodeText(canonicalize(encodeRecord(type, value)));
}

/** Canonical lines, each with LF; none for an empty list. */
export function encodeLines<T>(type: RecordType<T>, values: readonly T[]): Uint8Array {
  return encodeText(values.map((value) => `${canonicalize(encodeRecord(type, value))}\n`).join(''));
}

/** UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
