import { closeSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { PresentFile } from '@gait/agents';
import { isCodedError, sha256Hex } from '@gait/canon';
import { foldersAbove, kindAt } from '../changes/change-path.ts';
import { openRegular } from '../files/open-regular.ts';
import { readOpened } from '../files/read-whole.ts';

/** Largest file that is compared: what is replaced must fit into the journal. */
const LARGEST = 64 * 1024 * 1024;
const NOTHING: PresentFile = { kind: 'nothing' };

/**
 * Looks at files below a root, each once, when it is asked for. Links are not followed, neither at
 * the end nor on the way.
 *
 * @param root absolute, links resolved
 * @param expected files that are likely there
 * @throws CodedError (the answer) what reading a file throws: what cannot be looked at may be anything
 */
export function presentFiles(
  root: string,
  expected: ReadonlySet<string> = new Set(),
): (path: string) => PresentFile {
  const folders = new Set<string>();
  const known = new Map<string, PresentFile>();
  const missing = new Set<string>();
  return (path) => {
    let present = known.get(path);
    if (present === undefined) {
      present = lookAt(root, path, folders, missing, expected.has(path));
      known.set(path, present);
    }
    return present;
  };
}

function lookAt(
  root: string,
  path: string,
  folders: Set<string>,
  missing: Set<string>,
  isExpected: boolean,
): PresentFile {
  for (const folder of foldersAbove(path)) {
    if (missing.has(folder)) return NOTHING;
    if (folders.has(folder)) continue;
    const kind = kindAt(join(root, folder));
    if (kind === 'nothing') {
      missing.add(folder);
      return NOTHING;
    }
    if (kind !== 'folder')
      return { kind: 'blocked', why: `${folder} is a link or a file, not a folder` };
    folders.add(folder);
  }
  const absolute = `${root}${sep}${path}`;
  if (isExpected) {
    const found = digestExpected(absolute);
    if (found !== undefined) return found;
  }
  switch (kindAt(absolute)) {
    case 'nothing':
      return NOTHING;
    case 'folder':
      return { kind: 'blocked', why: 'a folder is there' };
    case 'other':
      return { kind: 'blocked', why: 'a link or a device is there' };
    case 'file':
      return digestFile(absolute);
  }
}

/** Opens it at once: a look first would be one more call for each of thousands. */
function digestExpected(absolute: string): PresentFile | undefined {
  try {
    return digestFile(absolute);
  } catch {
    return undefined;
  }
}

function digestFile(absolute: string): PresentFile {
  try {
    const file = openRegular(absolute, { followLinks: false });
    try {
      const bytes = readOpened(absolute, file, LARGEST);
      return { kind: 'file', sha256: sha256Hex(bytes), size: bytes.length };
    } finally {
      closeSync(file.fd);
    }
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_too_large')
      return { kind: 'blocked', why: 'what is there is larger than what is installed can be' };
    throw error;
  }
}

/** Folders above some paths that are not there, the outer ones first. */
export function missingFolders(root: string, paths: Iterable<string>): readonly string[] {
  const looked = new Map<string, boolean>();
  for (const path of paths)
    for (const folder of foldersAbove(path))
      if (!looked.has(folder)) looked.set(folder, kindAt(join(root, folder)) === 'nothing');
  return [...looked].flatMap(([folder, gone]) => (gone ? [folder] : []));
}
