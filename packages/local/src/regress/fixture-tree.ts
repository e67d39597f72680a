import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, sortUtf8 } from '@gait/canon';
import {
  DEFAULT_FIXTURE_SET,
  FIXTURE_FILE,
  FIXTURE_RUNPACK,
  FIXTURES_FOLDER,
  isFixtureName,
  looksLikeJson,
  readConfig,
  readFixture,
  type ConfigFixture,
  type RegressConfig,
  type RegressProfile,
} from '@gait/regress';
import { fileError, systemCode } from '../files/file-error.ts';
import { readWhole } from '../files/read-whole.ts';
import { CONFIG_FILE } from './suite-names.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/** Whether a configuration is there that is not JSON: writing it anew loses comments and layout. */
export function isHandWritten(path: string): boolean {
  return existsSync(path) && !looksLikeJson(readWhole(path, { maxBytes: MAX_BYTES }));
}

/**
 * The configuration that follows from `fixtures/`, without the fixture `except`, which
 * is about to be written. What its owner wrote stays: the name of the set, and entries
 * whose runpack lies elsewhere.
 *
 * Errors: `regress_fixture_missing` (a folder with half a fixture), `regress_fixture_mismatch`,
 * those of `readConfig` and `readFixture`; `compat` reads no old configuration.
 */
export async function readTree(
  folder: string,
  except: string,
  profile: RegressProfile,
): Promise<RegressConfig> {
  const previous = await readPrevious(folder, profile);
  const found: ConfigFixture[] = [];
  for (const name of fixtureFolders(folder)) {
    if (name === except) continue;
    const entry = await readEntry(folder, name, profile);
    if (entry !== undefined) found.push(entry);
  }
  const names = new Set([except, ...found.map((entry) => entry.name)]);
  const kept = (previous?.fixtures ?? []).filter(
    (entry) => !names.has(entry.name) && !isInTree(entry.runpack),
  );
  return { fixtureSet: previous?.fixtureSet ?? DEFAULT_FIXTURE_SET, fixtures: [...found, ...kept] };
}

async function readPrevious(
  folder: string,
  profile: RegressProfile,
): Promise<RegressConfig | undefined> {
  const path = join(folder, CONFIG_FILE);
  if (profile === 'compat' || !existsSync(path)) return undefined;
  return await readConfig(readWhole(path, { maxBytes: MAX_BYTES }), { file: CONFIG_FILE, profile });
}

function isInTree(runpack: string): boolean {
  return runpack.replace(/^(?:\.\/)+/u, '').startsWith(`${FIXTURES_FOLDER}/`);
}

/** Names of the folders in `fixtures/`; other families of fixtures may live there too. */
export function fixtureFolders(folder: string): string[] {
  const path = join(folder, FIXTURES_FOLDER);
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return sortUtf8(
      entries
        .filter((entry) => entry.isDirectory() && isFixtureName(entry.name))
        .map(({ name }) => name),
    );
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, 'read', path);
  }
}

async function readEntry(
  folder: string,
  name: string,
  profile: RegressProfile,
): Promise<ConfigFixture | undefined> {
  const shown = `${FIXTURES_FOLDER}/${name}`;
  const here = join(folder, FIXTURES_FOLDER, name);
  if (!existsSync(join(here, FIXTURE_FILE))) {
    if (!existsSync(join(here, FIXTURE_RUNPACK))) return undefined;
    throw half(name, `${shown}/${FIXTURE_FILE}`);
  }
  const file = `${shown}/${FIXTURE_FILE}`;
  const fixture = await readFixture(readWhole(join(here, FIXTURE_FILE), { maxBytes: MAX_BYTES }), {
    file,
    profile,
  });
  if (fixture.name !== name)
    throw mismatch(file, 'name', `fixture ${name} is called ${JSON.stringify(fixture.name)}`);
  if (/[\\/]/u.test(fixture.runpack) || fixture.runpack === '..' || fixture.runpack === '.') {
    throw mismatch(file, 'runpack', `the runpack of fixture ${name} must be a file in its folder`);
  }
  if (!existsSync(join(here, fixture.runpack))) throw half(name, `${shown}/${fixture.runpack}`);
  return { name, run_id: fixture.runId, runpack: `${shown}/${fixture.runpack}` };
}

function half(name: string, file: string): CodedError {
  return new CodedError(
    'regress_fixture_missing',
    `fixture ${name} is incomplete: ${file} is missing`,
    {
      hint: `restore the file, or remove the folder ${FIXTURES_FOLDER}/${name}`,
      where: { file },
    },
  );
}

function mismatch(file: string, field: string, message: string): CodedError {
  return new CodedError('regress_fixture_mismatch', message, {
    hint: 'correct the field, or make the fixture anew with gait regress init',
    where: { file, field },
  });
}
