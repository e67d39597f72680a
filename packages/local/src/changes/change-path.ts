import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError, systemCode } from '../files/file-error.ts';

/** What stands under a name, links not followed. */
export function kindAt(path: string): 'nothing' | 'file' | 'folder' | 'other' {
  try {
    // Most of what an installer asks for is not there: an error for each would cost more than the look.
    const about = lstatSync(path, { throwIfNoEntry: false });
    if (about === undefined) return 'nothing';
    if (about.isFile()) return 'file';
    return about.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return 'nothing';
    throw fileError(error, 'read', path);
  }
}

/** The folders above a relative path, the outer one first: `a`, `a/b` of `a/b/c`. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1))
    folders.push(path.slice(0, end));
  return folders;
}

/**
 * Refuses a name that is not plainly below its root. Finer judgement (what a repository may hold,
 * what Windows can name) belongs to the caller; this stands between any caller and the disk.
 *
 * @throws CodedError `change_path_unsafe`
 */
export function assertPlainPath(path: string): void {
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  // Windows reads these as separators, drives and streams.
  const foreign = /[\0\\]/u.test(path) || /^[A-Za-z]:/u.test(path);
  // What stands in .git is run by git.
  const git = parts.some((part) => part.toLowerCase() === '.git');
  if (!plain || foreign || git)
    throw unsafe(path, 'the name does not lead to a plain place below it');
}

/**
 * The first part of the way to a file that is neither a folder nor missing: a link would take a
 * write to wherever it points. Undefined where the way is open.
 *
 * @param seen folders that were found good in this round; filled
 */
export function blockedWay(root: string, path: string, seen: Set<string>): string | undefined {
  for (const folder of foldersAbove(path)) {
    if (seen.has(folder)) continue;
    const kind = kindAt(join(root, folder));
    if (kind !== 'folder' && kind !== 'nothing') return folder;
    seen.add(folder);
  }
  return undefined;
}

/** @throws CodedError `change_path_unsafe` where the way is not open */
export function assertOpenWay(root: string, path: string, seen: Set<string>): void {
  const blocked = blockedWay(root, path, seen);
  if (blocked !== undefined) throw unsafe(path, `${blocked} is a link or a file, not a folder`);
}

/** The error for a name that is not written to. */
export function unsafe(path: string, why: string): CodedError {
  return new CodedError('change_path_unsafe', `${JSON.stringify(path)} is not written: ${why}`, {
    hint: 'remove the link, or leave that file out',
    where: { file: path },
  });
}
