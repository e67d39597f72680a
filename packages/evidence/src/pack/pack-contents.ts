import { sortUtf8, compareUtf8 } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import type { PackArchive } from './pack-archive.ts';
import type { PackEntry } from './pack-manifest.ts';
import type { HashMismatch } from './pack-report.ts';

/** How the entries of a container compare with those its manifest declares. */
export interface ContentsCheck {
  readonly missing: readonly string[];
  readonly mismatches: readonly HashMismatch[];
  /** Entries that nothing declares: bytes nobody vouches for. */
  readonly undeclared: readonly string[];
}

/**
 * Hashes every declared file. Files of any size are hashed in constant memory; errors of
 * the zip reader are thrown. A path declared twice is `pack_contents_duplicate`.
 */
export async function checkContents(
  archive: PackArchive,
  contents: readonly PackEntry[],
  manifestName: string,
  findings: Findings,
): Promise<ContentsCheck> {
  const missing: string[] = [];
  const mismatches: HashMismatch[] = [];
  const declared = new Set<string>([manifestName]);
  // A manifest may declare one file a hundred thousand times: it is unpacked once.
  const digests = new Map<string, string>();
  for (const { path, sha256 } of contents) {
    if (declared.has(path)) {
      findings.refuse('pack_contents_duplicate', 'the manifest declares the path twice', {
        entry: path,
      });
    }
    declared.add(path);
    if (!archive.has(path)) {
      missing.push(path);
      continue;
    }
    const actual = digests.get(path) ?? (await archive.hash(path));
    digests.set(path, actual);
    if (actual !== sha256.toLowerCase()) mismatches.push({ path, expected: sha256, actual });
  }
  return {
    missing: sortUtf8(missing),
    mismatches: mismatches.sort((left, right) => compareUtf8(left.path, right.path)),
    undeclared: sortUtf8(archive.names.filter((name) => !declared.has(name))),
  };
}

/** True when every declared file is there with its bytes, and nothing else. */
export function isClean(check: ContentsCheck): boolean {
  return check.missing.length + check.mismatches.length + check.undeclared.length === 0;
}
