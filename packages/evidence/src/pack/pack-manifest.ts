import {
  signatureRecord,
  CodedError,
  digest,
  encodeRecord,
  isZeroTime,
  list,
  record,
  str,
  struct,
  time,
  trimSpace,
  type Infer,
  type JsonObject,
} from '@gait/canon';

/** The manifest of a pack, `pack_manifest.json` (gait-formats §3.1). */
export const PACK_MANIFEST_FILE = 'pack_manifest.json';

/** Schema of the manifest. */
export const PACK_MANIFEST_SCHEMA_ID = 'gait.pack.manifest';

/** What a pack may be about. */
export const PACK_TYPES = ['run', 'job', 'call', 'authorization'] as const;

/** One of the pack types. */
export type PackType = (typeof PACK_TYPES)[number];

/** One declared file. */
export const packEntryRecord = record('pack entry', { path: str(), sha256: str(), type: str() });

export const packManifestRecord = record('pack manifest', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  pack_id: str(),
  pack_type: str(),
  source_ref: str(),
  contents: list(struct(packEntryRecord)),
  signatures: list(struct(signatureRecord)).opt(),
});

export type PackEntry = Infer<typeof packEntryRecord>;
export type PackManifest = Infer<typeof packManifestRecord>;

/** The id of a pack: digest of its manifest without id and signatures. */
export function computePackId(manifest: PackManifest): string {
  return digest(encodeRecord(packManifestRecord, { ...manifest, pack_id: '', signatures: null }));
}

/** What a pack's signature covers: the manifest without signatures, the id included. */
export function signablePackManifest(manifest: PackManifest): JsonObject {
  return encodeRecord(packManifestRecord, { ...manifest, signatures: null });
}

/** The type of a file by its name. */
export function packEntryType(path: string): string {
  const lower = path.toLowerCase();
  if (lower.endsWith('.json')) return 'json';
  if (lower.endsWith('.jsonl')) return 'jsonl';
  return lower.endsWith('.zip') ? 'zip' : 'blob';
}

/** Checks the fields of a manifest as §3.5 step 3 says. Errors: `pack_manifest_invalid` with the field. */
export function checkPackManifest(manifest: PackManifest): PackType {
  if (manifest.schema_id !== PACK_MANIFEST_SCHEMA_ID)
    throw invalid('schema_id', 'is not gait.pack.manifest');
  if (manifest.schema_version !== '1.0.0') throw invalid('schema_version', 'is not 1.0.0');
  const type = PACK_TYPES.find((known) => known === manifest.pack_type);
  if (type === undefined) throw invalid('pack_type', `is not one of ${PACK_TYPES.join(', ')}`);
  if (trimSpace(manifest.source_ref) === '') throw invalid('source_ref', 'is empty');
  if (isZeroTime(manifest.created_at)) throw invalid('created_at', 'is not set');
  if (trimSpace(manifest.producer_version) === '') throw invalid('producer_version', 'is empty');
  if (!isSha256Hex(manifest.pack_id)) throw invalid('pack_id', 'is not a sha256 hex digest');
  if (manifest.contents === null) throw invalid('contents', 'is missing');
  for (const [i, entry] of manifest.contents.entries()) {
    if (trimSpace(entry.path) === '') throw invalid(`contents[${i}].path`, 'is empty');
    if (!isSha256Hex(entry.sha256))
      throw invalid(`contents[${i}].sha256`, 'is not a sha256 hex digest');
    if (trimSpace(entry.type) === '') throw invalid(`contents[${i}].type`, 'is empty');
  }
  for (const [i, { alg, key_id, sig, signed_digest }] of (manifest.signatures ?? []).entries()) {
    if ([alg, key_id, sig].some((text) => trimSpace(text) === '')) {
      throw invalid(`signatures[${i}]`, 'lacks alg, key_id or sig');
    }
    if (trimSpace(signed_digest) !== '' && !isSha256Hex(signed_digest)) {
      throw invalid(`signatures[${i}].signed_digest`, 'is not a sha256 hex digest');
    }
  }
  return type;
}

/** 64 hex digits in any case, white space around them allowed. */
export function isSha256Hex(text: string): boolean {
  return /^[0-9a-fA-F]{64}$/.test(trimSpace(text));
}

function invalid(field: string, what: string): CodedError {
  return new CodedError('pack_manifest_invalid', `${PACK_MANIFEST_FILE}: ${field} ${what}`, {
    hint: 'the file is not a pack of version 1.0.0; get it from its producer again',
    where: { entry: PACK_MANIFEST_FILE, field },
  });
}
