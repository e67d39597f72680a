import { closeSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import {
  mayExecute,
  PACK_FOLDERS,
  PACK_LIMITS,
  PACK_MANIFEST,
  SIGNATURE_FILE,
  SIGNATURE_SUFFIX,
  type FetchedPack,
  type PackInput,
  type PackSource,
} from '@gait/registry';
import { fileError } from '../files/file-error.ts';
import { isThere } from '../files/is-there.ts';
import { openRegular } from '../files/open-regular.ts';
import { readOpened, readWhole } from '../files/read-whole.ts';
import { packSourceTree, readInputs, type SourceEntry, type SourceTree } from './source-tree.ts';

const MOST_DEPTH = 64;

/**
 * A pack on this machine: a zip with its file of signatures beside it, or a folder with an unpacked
 * pack.
 *
 * @param path absolute
 * @param origin as the user wrote it
 */
export function folderSource(path: string, origin: string): PackSource {
  return {
    origin,
    async fetch() {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) {
        throw new CodedError('pack_not_found', `there is nothing at ${path}`, {
          hint: 'name the zip of a pack, or a folder with krci-pack.json',
          where: { file: path },
        });
      }
      const fetched = stats.isDirectory()
        ? await packSourceTree(readSourceFolder(path))
        : readZip(path);
      return { ...fetched, resolved: resolve(path) };
    },
  };
}

/**
 * The files of a folder that is to become a pack. A skill's script is a program when it is marked
 * so here; on a system without such marks none is.
 *
 * @param root absolute
 * @throws CodedError `pack_path_refused`, `pack_source_too_large`, and those of files
 */
export async function readPackFolder(root: string): Promise<readonly PackInput[]> {
  return await readInputs(readSourceFolder(root), (path, marked) => marked && mayExecute(path));
}

function readZip(path: string): Omit<FetchedPack, 'resolved'> {
  const archive = readWhole(path, { maxBytes: PACK_LIMITS.archiveBytes });
  const beside = path + SIGNATURE_SUFFIX;
  return {
    archive,
    signatures: isThere(beside)
      ? [readWhole(beside, { maxBytes: PACK_LIMITS.signatureFileBytes })]
      : [],
  };
}

/** An unpacked pack on the disk. Links are entries and are not followed. */
function readSourceFolder(root: string): SourceTree {
  const entries: SourceEntry[] = [];
  const visit = (path: string, depth: number): void => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory() && depth <= MOST_DEPTH) {
      for (const name of list(join(root, path))) visit(`${path}/${name}`, depth + 1);
      return;
    }
    if (entries.length > PACK_LIMITS.files + 1) return;
    const kind = stats.isSymbolicLink() ? 'link' : stats.isFile() ? 'file' : 'other';
    entries.push({ path, kind, size: stats.size, executable: (stats.mode & 0o111) !== 0 });
  };
  for (const name of [PACK_MANIFEST, SIGNATURE_FILE, ...PACK_FOLDERS]) visit(name, 1);
  return {
    entries,
    read: async (path) => readPlain(join(root, path)),
  };
}

/** What was a file may have become a link since it was looked at. */
function readPlain(path: string): Uint8Array {
  const file = openRegular(path, { followLinks: false });
  try {
    return readOpened(path, file, PACK_LIMITS.fileBytes);
  } finally {
    closeSync(file.fd);
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    throw fileError(error, 'read', folder);
  }
}
