import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isCodedError } from '@gait/canon';
import { FIXTURE_FILE, FIXTURE_RUNPACK, FIXTURES_FOLDER, type RegressConfig } from '@gait/regress';
import { fixtureFolders } from './fixture-tree.ts';

/**
 * Folders in `fixtures/` that hold a fixture, or half of one, but are not in the
 * configuration: nobody runs them. With forward slashes, from the suite's folder.
 */
export function unlistedFixtures(folder: string, config: RegressConfig): readonly string[] {
  const listed = new Set(config.fixtures.map(({ runpack }) => dirname(resolve(folder, runpack))));
  return foldersOf(folder)
    .filter((name) => {
      const here = join(folder, FIXTURES_FOLDER, name);
      const parts = [FIXTURE_FILE, FIXTURE_RUNPACK];
      return !listed.has(here) && parts.some((file) => existsSync(join(here, file)));
    })
    .map((name) => `${FIXTURES_FOLDER}/${name}`);
}

/** A warning is not worth a failure: what cannot be looked at holds nothing that could be run. */
function foldersOf(folder: string): readonly string[] {
  try {
    return fixtureFolders(folder);
  } catch (error) {
    if (isCodedError(error)) return [];
    throw error;
  }
}
