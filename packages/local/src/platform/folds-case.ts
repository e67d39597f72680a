import { lstatSync, opendirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Looks at the file system; undefined: nothing is there, or it may not be looked at. */
export interface NameLook {
  /** What tells one file from another. */
  readonly identity: (path: string) => string | undefined;
  /** Some of the names in a folder. */
  readonly names: (folder: string) => readonly string[];
}

/** Names that most projects have; asked for first, because to list a folder costs more. */
const USUAL_NAMES = ['.gait.yaml', '.git'];
/** Names that are looked at in one folder. */
const MOST_NAMES = 64;

/**
 * Whether names in a folder that differ only in case are names of one file. Found out by asking
 * for a name in the other case, never by writing. Where nothing tells the answer is yes: then
 * rules about paths are compared more strictly than they need to be.
 *
 * On macOS and Windows always yes. There even a volume that tells cases apart takes composed
 * and decomposed letters for one (APFS), or does so folder by folder (NTFS).
 *
 * @param folder absolute
 */
export function foldsCase(
  folder: string,
  platform: NodeJS.Platform,
  look: NameLook = FILE_SYSTEM,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  for (const path of placesToAsk(folder, look)) {
    const told = isOneName(path, look);
    if (told !== undefined) return told;
  }
  return true;
}

/** What lies in the folder comes first: the folder may be where another file system begins. */
function* placesToAsk(folder: string, { names }: NameLook): Generator<string> {
  for (const name of USUAL_NAMES) yield join(folder, name);
  for (const name of names(folder)) yield join(folder, name);
  yield* foldersAbove(folder);
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [folder, ...foldersAbove(parent)];
}

/** Undefined: the name has no letters of two cases, or is gone. */
function isOneName(path: string, { identity }: NameLook): boolean | undefined {
  const name = basename(path);
  const other = name.replaceAll(/[a-zA-Z]/gu, otherCase);
  if (other === name) return undefined;
  const own = identity(path);
  return own === undefined ? undefined : identity(join(dirname(path), other)) === own;
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

const FILE_SYSTEM: NameLook = {
  identity: (path) => {
    try {
      const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
    } catch {
      return undefined;
    }
  },
  names: (folder) => {
    const names: string[] = [];
    try {
      const entries = opendirSync(folder);
      try {
        for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
          if (names.push(entry.name) >= MOST_NAMES) break;
        }
      } finally {
        entries.closeSync();
      }
    } catch {
      // What may not be listed tells nothing.
    }
    return names;
  },
};
