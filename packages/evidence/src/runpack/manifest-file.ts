import { CodedError, decodeRecord, isJsonObject, type JsonObject } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { readJudgedJson } from '../verdict/read-judged.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import {
  manifestRecord,
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  type RunpackManifest,
} from './runpack-records.ts';

const MANIFEST = 'manifest.json';
const BACKSLASH = 0x5c;

/** A manifest names a handful of files; a larger one is an attack on memory. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** A manifest as it was read: decoded, and as the JSON that was signed. */
export interface ReadManifest {
  readonly manifest: RunpackManifest;
  /** Undefined when the JSON has no canonical form and nothing can be a signature over it. */
  readonly json: JsonObject | undefined;
}

/**
 * Reads `manifest.json` of a runpack.
 *
 * Throws what makes the container unreadable as a runpack: `runpack_manifest_missing`,
 * `runpack_manifest_invalid`, faults of JSON and of records. Oddities the reference reads
 * over become findings.
 */
export function readManifest(archive: ZipArchive, findings: Findings): ReadManifest {
  const entry = archive.find(MANIFEST);
  if (entry === undefined) {
    throw new CodedError('runpack_manifest_missing', 'the zip holds no manifest.json', {
      hint: 'this is not a runpack; packs are checked with `gait pack verify`',
      where: { entry: MANIFEST },
    });
  }
  const bytes = readEntry(archive, entry, MAX_MANIFEST_BYTES);
  const json = readJudgedJson(bytes, findings, { entry: MANIFEST });
  const manifest = decodeRecord(manifestRecord, json, {
    fold: true,
    where: { entry: MANIFEST },
    notice: (kind, path) => {
      if (kind !== 'folded') return;
      findings.refuse('runpack_field_case', `the field name ${path} is written in another case`, {
        entry: MANIFEST,
      });
    },
  });
  requireManifest(manifest);
  const signable = isJsonObject(json) && !hasLoneSurrogates(bytes, json);
  return { manifest, json: signable ? json : undefined };
}

function requireManifest(manifest: RunpackManifest): void {
  if (manifest.schema_id !== RUNPACK_SCHEMAS.manifest) {
    throw invalid(
      `schema_id is ${JSON.stringify(manifest.schema_id)}, not ${RUNPACK_SCHEMAS.manifest}`,
      'schema_id',
    );
  }
  if (manifest.schema_version !== RUNPACK_SCHEMA_VERSION) {
    throw invalid(`schema_version is ${JSON.stringify(manifest.schema_version)}`, 'schema_version');
  }
  if (manifest.run_id === '') throw invalid('run_id is missing', 'run_id');
}

function invalid(what: string, field: string): CodedError {
  return new CodedError('runpack_manifest_invalid', `manifest.json: ${what}`, {
    hint: 'the file is not a runpack that this version reads',
    where: { entry: MANIFEST, field },
  });
}

/** Half a surrogate pair can only be written as an escape; RFC 8785 has no form for it. */
function hasLoneSurrogates(bytes: Uint8Array, json: JsonObject): boolean {
  if (bytes.indexOf(BACKSLASH) < 0) return false;
  return /\\ud[89a-f]/i.test(JSON.stringify(json).replaceAll('\\\\', ''));
}
