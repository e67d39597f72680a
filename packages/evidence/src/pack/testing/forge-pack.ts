import {
  canonicalize,
  compareUtf8,
  decodeRecord,
  sha256Hex,
  signValue,
  type Json,
  type SigningKey,
} from '@gait/canon';
import { buildProofRecords } from '../../proof/build-proof-records.ts';
import { PROOF_RECORDS_FILE } from '../../proof/proof-record.ts';
import { TEST_KEY } from '../../runpack/testing/sample-run.ts';
import { bytesSource } from '../../zip/byte-source.ts';
import { openZip } from '../../zip/open-zip.ts';
import { readEntry } from '../../zip/read-entry.ts';
import { writeZip } from '../../zip/write-zip.ts';
import {
  computePackId,
  PACK_MANIFEST_FILE,
  packEntryType,
  packManifestRecord,
  signablePackManifest,
} from '../pack-manifest.ts';

/** The files of a container while it is being altered. */
export type Files = Map<string, Uint8Array>;

/** A JSON object that a test may write to. */
export type Loose = Record<string, unknown>;

/** How a pack is made anew after it was altered. */
export interface Remake {
  /** Write proof records for the altered files; default true. */
  readonly proofs?: boolean;
  /** Undefined for none. */
  readonly key?: SigningKey | undefined;
  /** Alters the manifest before its id and signature are made. */
  readonly manifest?: (manifest: Loose) => void;
}

/** The entries of a container. */
export function unpackFiles(bytes: Uint8Array): Files {
  const archive = openZip(bytesSource(bytes));
  return new Map(
    archive.entries.map((entry) => [entry.name, Uint8Array.from(readEntry(archive, entry))]),
  );
}

/** A container of these entries. */
export function packFiles(files: Files): Uint8Array {
  return writeZip([...files].map(([path, data]) => ({ path, data })));
}

/** Alters entries and leaves everything else: what somebody without the key can do. */
export function tamper(bytes: Uint8Array, alter: (files: Files) => void): Uint8Array {
  const files = unpackFiles(bytes);
  alter(files);
  return packFiles(files);
}

/** Alters entries and makes proof records, digests, id and signature anew: what the key's holder can do. */
export function remake(
  bytes: Uint8Array,
  alter: (files: Files) => void,
  options: Remake = { key: TEST_KEY },
): Uint8Array {
  const files = unpackFiles(bytes);
  alter(files);
  const manifest = readJson(files, PACK_MANIFEST_FILE);
  const listed = (): [string, Uint8Array][] =>
    [...files]
      .filter(([path]) => path !== PACK_MANIFEST_FILE)
      .sort(([a], [b]) => compareUtf8(a, b));
  if (options.proofs !== false && files.has(PROOF_RECORDS_FILE)) {
    const entries = listed().map(([path, data]) => ({ path, data, type: packEntryType(path) }));
    const subject = {
      packType: text(manifest, 'pack_type'),
      sourceRef: text(manifest, 'source_ref'),
      producerVersion: '1.0.0',
    };
    files.set(PROOF_RECORDS_FILE, Buffer.from(buildProofRecords(entries, subject, options.key)));
  }
  manifest['contents'] = listed().map(([path, data]) => ({
    path,
    sha256: sha256Hex(data),
    type: packEntryType(path),
  }));
  delete manifest['signatures'];
  options.manifest?.(manifest);
  const draft = decodeRecord(packManifestRecord, manifest as Json, { fold: true });
  const named = { ...draft, pack_id: computePackId(draft) };
  manifest['pack_id'] = named.pack_id;
  if (options.key !== undefined)
    manifest['signatures'] = [signValue(options.key, signablePackManifest(named))];
  writeJson(files, PACK_MANIFEST_FILE, manifest);
  return packFiles(files);
}

/** An entry as a JSON object. */
export function readJson(files: Files, name: string): Loose {
  return JSON.parse(Buffer.from(files.get(name) ?? new Uint8Array()).toString('utf8')) as Loose;
}

/** Puts a JSON value into an entry, canonically. */
export function writeJson(files: Files, name: string, value: unknown): void {
  files.set(name, Buffer.from(canonicalize(value as Json), 'utf8'));
}

/** Sets members of an entry that is a JSON object; undefined removes one. */
export function alterJson(name: string, members: Loose): (files: Files) => void {
  return (files) => {
    const value = { ...readJson(files, name), ...members };
    for (const [key, member] of Object.entries(value)) if (member === undefined) delete value[key];
    writeJson(files, name, value);
  };
}

/** Alters the lines of an entry. */
export function alterLines(
  name: string,
  alter: (lines: string[]) => string[],
): (files: Files) => void {
  return (files) => {
    const lines = Buffer.from(files.get(name) ?? new Uint8Array())
      .toString('utf8')
      .split('\n');
    files.set(name, Buffer.from(alter(lines).join('\n'), 'utf8'));
  };
}

function text(object: Loose, member: string): string {
  const value = object[member];
  return typeof value === 'string' ? value : '';
}
