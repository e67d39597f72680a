import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SuiteStore } from '@gait/regress';
import { openFileSource } from '../files/file-source.ts';
import { readWhole } from '../files/read-whole.ts';
import { withSuiteAtRest } from './suite-at-rest.ts';

/** Larger than any configuration or fixture.json that the readers accept. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The suite in a folder: relative paths start there. */
export function folderStore(folder: string): SuiteStore {
  const at = (path: string): string => resolve(folder, path);
  return {
    read: (path) => readWhole(at(path), { maxBytes: MAX_BYTES }),
    open: (path) => openFileSource(at(path)),
    exists: (path) => existsSync(at(path)),
    atRest: async (work) => await withSuiteAtRest(folder, work),
  };
}
