import { afterAll, afterEach, beforeAll, beforeEach } from 'bun:test';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for each test of a file, tells it to `prepare`, and removes it afterwards. */
export function folderForEach(prepare: (folder: string) => unknown): void {
  const { make, remove } = scratchFolder(prepare);
  beforeEach(make);
  afterEach(remove);
}

/** As `folderForEach`, with one folder for all tests of the file. */
export function folderForAll(prepare: (folder: string) => unknown): void {
  const { make, remove } = scratchFolder(prepare);
  beforeAll(make);
  afterAll(remove);
}

function scratchFolder(prepare: (folder: string) => unknown) {
  let folder = '';
  return {
    make: async (): Promise<void> => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-test-')));
      await prepare(folder);
    },
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
}
