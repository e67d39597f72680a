import { findCollisions, isRange, type Level, LEVEL_OF, parseVersion } from '@gait/agents';
import {
  bool,
  canonicalize,
  CodedError,
  compareUtf8,
  decodeRecord,
  digest,
  encodeRecord,
  int,
  isCodedError,
  isDigestHex,
  list,
  parseJson,
  record,
  sha256Hex,
  str,
  struct,
  type Infer,
  type Json,
} from '@gait/canon';
import { judgePackPath, mayExecute } from './judge-content.ts';
import { PACK_LIMITS } from './pack-limits.ts';
import { isPackName, isPublisherName } from './pack-name.ts';

/** The manifest's name in the zip and in an unpacked pack. */
export const PACK_MANIFEST = 'krci-pack.json';
const SCHEMA = 'krci.pack_manifest';
const SCHEMA_VERSION = '1.0.0';

const fileRecord = record('file of a pack', {
  path: str(),
  sha256: str(),
  size: int(),
  executable: bool().opt(),
});
const levelRecord = record('levels of a pack', { min: int(), max: int() });
const requirementRecord = record('requirement of a pack', { name: str(), version: str() });

/** Schema `krci.pack_manifest` 1.0.0. */
export const packManifestRecord = record('pack manifest', {
  schema_id: str(),
  schema_version: str(),
  name: str(),
  version: str(),
  publisher: str(),
  description: str(),
  levels: struct(levelRecord),
  files: list(struct(fileRecord)),
  set_digest: str(),
  requires: list(struct(requirementRecord)),
});

/** What a pack says about itself. */
export interface PackManifest {
  readonly name: string;
  /** SemVer 2.0 without build metadata. */
  readonly version: string;
  readonly publisher: string;
  readonly description: string;
  /** Levels of installation at which the pack brings something new. */
  readonly levels: { readonly min: Level; readonly max: Level };
  /** Sorted by path in UTF-8 bytes. */
  readonly files: readonly PackFile[];
  /** SHA-256 over the canonical JSON of the array of `{path, sha256}` of all files. */
  readonly setDigest: string;
  /** `krci-ai` itself, or other packs, with the versions that fit. */
  readonly requires: readonly PackRequirement[];
}

export interface PackFile {
  /** Below the pack: `tasks/finance/prove-a-change.md`. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly executable: boolean;
}

export interface PackRequirement {
  readonly name: string;
  /** `>=1.2.0 <2.0.0`, `*`. */
  readonly version: string;
}

const LONGEST_DESCRIPTION = 300;
const MOST_REQUIREMENTS = 32;

/** The bytes of a manifest: canonical JSON, so that one pack has one digest. */
export function encodeManifest(manifest: PackManifest): Uint8Array {
  const value = encodeRecord(packManifestRecord, {
    schema_id: SCHEMA,
    schema_version: SCHEMA_VERSION,
    name: manifest.name,
    version: manifest.version,
    publisher: manifest.publisher,
    description: manifest.description,
    levels: manifest.levels,
    files: manifest.files,
    set_digest: manifest.setDigest,
    requires: manifest.requires,
  });
  return new TextEncoder().encode(canonicalize(value));
}

/** D of the files of a pack. */
export function setDigestOf(files: readonly { path: string; sha256: string }[]): string {
  return digest(files.map(({ path, sha256 }): Json => ({ path, sha256 })));
}

/** What the manifest of a pack is known by: pins, locks and signatures name it. */
export function manifestDigestOf(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}

/** From which level on a file is installed. */
export function levelOfPath(path: string): Level {
  if (path.startsWith('agents/')) return LEVEL_OF.agent;
  if (path.startsWith('tasks/')) return LEVEL_OF.task;
  if (path.startsWith('templates/')) return LEVEL_OF.template;
  if (mayExecute(path)) return LEVEL_OF.data;
  return path.startsWith('skills/') ? LEVEL_OF.skill : LEVEL_OF.data;
}

/** The levels that files span. */
export function levelsOf(paths: readonly string[]): PackManifest['levels'] {
  const levels = paths.map(levelOfPath).toSorted((a, b) => a - b);
  return { min: levels[0] ?? 1, max: levels.at(-1) ?? 1 };
}

/**
 * Reads a manifest and refuses whatever a careful builder would not have written: unknown fields,
 * paths outside the folders of a pack, two files that are one on some system, an order or a set
 * digest that is not the one of its files, and bytes that are not canonical.
 *
 * Throws `pack_manifest_invalid`, `pack_path_refused`.
 */
export function parseManifest(bytes: Uint8Array): PackManifest {
  const fields = decode(bytes);
  if (fields.schema_id !== SCHEMA || fields.schema_version !== SCHEMA_VERSION) {
    throw invalid(`it is no ${SCHEMA} of version ${SCHEMA_VERSION}`, 'schema_id');
  }
  if (!isPackName(fields.name)) throw invalid('the name is not one of a pack', 'name');
  if (parseVersion(fields.version) === undefined) throw invalid('not SemVer 2.0', 'version');
  if (!isPublisherName(fields.publisher)) {
    throw invalid('the publisher is not a name of small letters', 'publisher');
  }
  if (!isDescription(fields.description)) {
    throw invalid(`it has 1 to ${LONGEST_DESCRIPTION} printable characters`, 'description');
  }
  const files = (fields.files ?? []).map(readFile);
  checkFiles(files);
  if (fields.set_digest !== setDigestOf(files)) {
    throw invalid('the set digest is not the one of the files', 'set_digest');
  }
  const levels = levelsOf(files.map(({ path }) => path));
  if (fields.levels.min !== levels.min || fields.levels.max !== levels.max) {
    throw invalid(`the files span the levels ${levels.min} to ${levels.max}`, 'levels');
  }
  const manifest: PackManifest = {
    name: fields.name,
    version: fields.version,
    publisher: fields.publisher,
    description: fields.description,
    levels,
    files,
    setDigest: fields.set_digest,
    requires: readRequirements(fields.requires ?? []),
  };
  // Two spellings of one pack would have two digests, and a revocation names one.
  if (Buffer.compare(encodeManifest(manifest), bytes) !== 0) {
    throw invalid('the manifest is not canonical JSON', '');
  }
  return manifest;
}

/** Text for a line on a terminal: no control characters, nothing that turns its direction. */
export function isDescription(text: string): boolean {
  const { length } = Array.from(text);
  if (length === 0 || length > LONGEST_DESCRIPTION) return false;
  return !/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/u.test(
    text,
  );
}

function decode(bytes: Uint8Array): Infer<typeof packManifestRecord> {
  try {
    const value = parseJson(bytes, { maxBytes: PACK_LIMITS.manifestBytes, maxDepth: 8 });
    return decodeRecord(packManifestRecord, value, { unknown: 'refuse' });
  } catch (error) {
    throw isCodedError(error) ? invalid(error.message, error.where.field ?? '', error) : error;
  }
}

function readFile(file: Infer<typeof fileRecord>, index: number): PackFile {
  const field = `files[${index}]`;
  const fault = judgePackPath(file.path);
  if (fault !== undefined) {
    throw new CodedError(
      fault.code,
      `a pack may not hold ${JSON.stringify(file.path)}: ${fault.why}`,
      {
        hint: 'do not install this pack; ask its publisher',
        where: { entry: file.path, field },
      },
    );
  }
  if (!isDigestHex(file.sha256)) throw invalid('sha256 has 64 small hex digits', field);
  if (file.size < 0 || file.size > PACK_LIMITS.fileBytes) {
    throw invalid(`a file has at most ${PACK_LIMITS.fileBytes} bytes`, field);
  }
  if (file.executable && !mayExecute(file.path)) {
    throw new CodedError('pack_content_refused', `${file.path} may not be a program`, {
      hint: 'programs stand below skills/NAME/scripts',
      where: { entry: file.path, field },
    });
  }
  return file;
}

function checkFiles(files: readonly PackFile[]): void {
  if (files.length === 0) throw invalid('a pack has at least one file', 'files');
  if (files.length > PACK_LIMITS.files) throw invalid('too many files', 'files');
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > PACK_LIMITS.totalBytes) throw invalid('too many bytes', 'files');
  for (const [i, { path }] of files.entries()) {
    const before = files[i - 1];
    if (before !== undefined && compareUtf8(before.path, path) >= 0) {
      throw invalid('the files are not sorted by path, each once', `files[${i}]`);
    }
  }
  const [collision] = findCollisions(files.map(({ path }) => path));
  if (collision === undefined) return;
  const { path, other } = collision;
  throw new CodedError('pack_path_refused', `${path} and ${other} are one file on some systems`, {
    hint: 'do not install this pack; ask its publisher',
    where: { entry: path },
  });
}

function readRequirements(
  requires: readonly Infer<typeof requirementRecord>[],
): readonly PackRequirement[] {
  if (requires.length > MOST_REQUIREMENTS) throw invalid('too many requirements', 'requires');
  for (const [i, { name, version }] of requires.entries()) {
    if (!isPackName(name)) throw invalid('not the name of a pack', `requires[${i}].name`);
    if (!isRange(version)) throw invalid('not a range of versions', `requires[${i}].version`);
    const before = requires[i - 1];
    if (before !== undefined && before.name >= name) {
      throw invalid('requirements are sorted by name, each once', `requires[${i}]`);
    }
  }
  return requires;
}

function invalid(why: string, field: string, cause?: unknown): CodedError {
  return new CodedError('pack_manifest_invalid', `${PACK_MANIFEST}: ${why}`, {
    hint: 'make the pack again with krci-ai pack build',
    where: field === '' ? { entry: PACK_MANIFEST } : { entry: PACK_MANIFEST, field },
    cause,
  });
}
