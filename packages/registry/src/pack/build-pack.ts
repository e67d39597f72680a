import { findCollisions, isRange, parseVersion } from '@gait/agents';
import { CodedError, compareUtf8, sha256Hex } from '@gait/canon';
import { writeZip } from '@gait/evidence';
import { judgeContent, judgePackPath } from './judge-content.ts';
import { PACK_LIMITS } from './pack-limits.ts';
import {
  encodeManifest,
  isDescription,
  levelsOf,
  manifestDigestOf,
  PACK_MANIFEST,
  parseManifest,
  setDigestOf,
  type PackManifest,
  type PackRequirement,
} from './pack-manifest.ts';
import { isPackName, isPublisherName } from './pack-name.ts';

/** What its author says about a pack. */
export interface PackHead {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly description: string;
  readonly requires?: readonly PackRequirement[];
}

/** A file for a pack; `path` is below the pack. */
export interface PackInput {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** A pack, made. */
export interface BuiltPack {
  readonly manifest: PackManifest;
  readonly manifestBytes: Uint8Array;
  /** SHA-256 of `manifestBytes`. */
  readonly manifestDigest: string;
  readonly archive: Uint8Array;
  /** SHA-256 of `archive`. */
  readonly archiveDigest: string;
}

/**
 * Makes a pack: a manifest, and a zip with the manifest and the files. The same files and head give
 * the same bytes on every machine and in any order.
 *
 * Throws `pack_build_invalid`, `pack_path_refused`, `pack_content_refused`.
 */
export function buildPack(head: PackHead, inputs: readonly PackInput[]): BuiltPack {
  checkHead(head);
  const sorted = inputs.toSorted((a, b) => compareUtf8(a.path, b.path));
  checkInputs(sorted);
  const files = sorted.map(({ path, bytes, executable }) => ({
    path,
    sha256: sha256Hex(bytes),
    size: bytes.length,
    executable,
  }));
  const manifest: PackManifest = {
    name: head.name,
    version: head.version,
    publisher: head.publisher,
    description: head.description,
    levels: levelsOf(files.map(({ path }) => path)),
    files,
    setDigest: setDigestOf(files),
    requires: (head.requires ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
  const manifestBytes = encodeManifest(manifest);
  // What is written must be what is read: a builder that is laxer than the reader makes waste.
  parseManifest(manifestBytes);
  return { manifest, ...archiveOf(manifestBytes, sorted) };
}

/** The zip of a manifest and its files: the same for the same pack, however it came. */
export function archiveOf(
  manifestBytes: Uint8Array,
  files: readonly PackInput[],
): Omit<BuiltPack, 'manifest'> {
  const archive = writeZip([
    { path: PACK_MANIFEST, data: manifestBytes },
    ...files.map(({ path, bytes, executable }) => ({
      path,
      data: bytes,
      mode: executable ? 0o755 : 0o644,
    })),
  ]);
  if (archive.length > PACK_LIMITS.archiveBytes) throw wrong('the pack is too large', '');
  return {
    manifestBytes,
    manifestDigest: manifestDigestOf(manifestBytes),
    archive,
    archiveDigest: sha256Hex(archive),
  };
}

function checkHead(head: PackHead): void {
  for (const field of ['name', 'version', 'publisher', 'description'] as const) {
    if (head[field] === '') {
      throw new CodedError('pack_build_invalid', `the pack has no ${field}`, {
        hint: `write it into pack.json of the folder, or pass --${field}`,
        where: { field },
      });
    }
  }
  if (!isPackName(head.name)) {
    throw wrong('a name has small letters, digits and single hyphens: acme/finance', 'name');
  }
  if (parseVersion(head.version) === undefined) {
    throw wrong('a version is SemVer 2.0 without build metadata: 1.4.0', 'version');
  }
  if (!isPublisherName(head.publisher)) {
    throw wrong('a publisher has small letters, digits, hyphens and dots', 'publisher');
  }
  if (!isDescription(head.description)) {
    throw wrong('a description has 1 to 300 printable characters', 'description');
  }
  for (const { name, version } of head.requires ?? []) {
    if (name === head.name) throw wrong('a pack does not require itself', 'requires');
    if (!isPackName(name) || !isRange(version)) {
      throw wrong(
        'a requirement has a name and a range: {"name":"krci-ai","version":">=1.0.0"}',
        'requires',
      );
    }
  }
}

function checkInputs(files: readonly PackInput[]): void {
  if (files.length === 0) {
    throw wrong('there is no file below agents, tasks, templates, data or skills', '');
  }
  if (files.length > PACK_LIMITS.files) throw wrong('there are too many files', '');
  for (const { path, bytes, executable } of files) {
    const fault = judgePackPath(path) ?? judgeContent(path, bytes, executable);
    if (fault !== undefined) {
      throw new CodedError(
        fault.code,
        `a pack may not hold ${JSON.stringify(path)}: ${fault.why}`,
        {
          hint: 'rename, move or take the file out, then build again',
          where: { file: path },
        },
      );
    }
    if (bytes.length > PACK_LIMITS.fileBytes) throw wrong(`${path} is too large`, '');
  }
  const [collision] = findCollisions(files.map(({ path }) => path));
  if (collision === undefined) return;
  const { path, other } = collision;
  throw new CodedError('pack_path_refused', `${path} and ${other} are one file on some systems`, {
    hint: 'rename one of the two',
    where: { file: path },
  });
}

function wrong(why: string, field: string): CodedError {
  return new CodedError('pack_build_invalid', why, {
    hint: 'krci-ai pack build --help shows what a pack needs',
    where: field === '' ? {} : { field },
  });
}
