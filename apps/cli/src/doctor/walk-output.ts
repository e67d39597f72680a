import { opendirSync, statSync, type Dir } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './check-folders.ts';

/** A file found below the output folder. */
export interface FoundFile extends Place {
  readonly size: number;
  readonly mtimeMs: number;
}

const DEEPEST = 4;

/** How far a walk goes, and who is told of what it may not look into. */
export interface WalkOptions {
  /** Levels of folders below the root that are entered; default 4. */
  readonly deepest?: number;
  /** Told of each folder that is there and cannot be listed or searched. */
  readonly closed?: (place: Place) => void;
}

/**
 * Files below a folder, links not followed. Stops after `limit` files: a doctor must answer, also
 * in a folder with a million artifacts, and in one that it may not read.
 */
export function walkFiles(
  root: Place,
  limit: number,
  { deepest = DEEPEST, closed }: WalkOptions = {},
): FoundFile[] {
  const found: FoundFile[] = [];
  const visit = (place: Place, depth: number): void => {
    if (depth > deepest || found.length >= limit) return;
    let folder: Dir | undefined;
    try {
      folder = opendirSync(place.path);
      // The folder may be opened and only then turn out to be unreadable.
      for (
        let entry = folder.readSync();
        entry !== null && found.length < limit;
        entry = folder.readSync()
      ) {
        const inner = { shown: join(place.shown, entry.name), path: join(place.path, entry.name) };
        if (entry.isDirectory()) visit(inner, depth + 1);
        else if (entry.isFile()) {
          const about = statSync(inner.path, { throwIfNoEntry: false });
          if (about !== undefined)
            found.push({ ...inner, size: about.size, mtimeMs: about.mtimeMs });
        }
      }
    } catch (error) {
      if (isDenied(error)) closed?.(place);
    } finally {
      folder?.closeSync();
    }
  };
  visit(root, 0);
  return found;
}

function isDenied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM';
}
