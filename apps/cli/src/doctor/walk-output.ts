import { opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './check-folders.ts';

/** A file found below the output folder. */
export interface FoundFile extends Place {
  readonly size: number;
  readonly mtimeMs: number;
}

const DEEPEST = 4;

/**
 * Files below a folder, links not followed. Stops after `limit` files: a doctor must answer, also
 * in a folder with a million artifacts.
 *
 * @param deepest levels of folders below the root that are entered
 */
export function walkFiles(root: Place, limit: number, deepest: number = DEEPEST): FoundFile[] {
  const found: FoundFile[] = [];
  const visit = (place: Place, depth: number): void => {
    if (depth > deepest || found.length >= limit) return;
    let folder;
    try {
      folder = opendirSync(place.path);
    } catch {
      return;
    }
    try {
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
    } finally {
      folder.closeSync();
    }
  };
  visit(root, 0);
  return found;
}
