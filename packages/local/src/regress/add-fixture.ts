import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import {
  checkFixtureName,
  FIXTURE_FILE,
  FIXTURE_RUNPACK,
  fixtureNameFor,
  FIXTURES_FOLDER,
  makeFixture,
  readFixture,
  writeConfig,
  writeFixture,
  type Fixture,
  type RegressProfile,
} from '@gait/regress';
import { readWhole } from '../files/read-whole.ts';
import type { HeldLock } from '../locks/take-lock.ts';
import { changeSuite } from './change-suite.ts';
import type { RunSource } from './find-source.ts';
import { isHandWritten, readTree } from './fixture-tree.ts';
import { readSourceRun, type SourceRun } from './source-run.ts';
import { withSuite } from './suite-lock.ts';
import { CONFIG_FILE } from './suite-names.ts';

/** A fixture to be made. */
export interface FixtureRequest {
  /** Absolute folder that gets `gait.yaml` and `fixtures/`. */
  readonly folder: string;
  readonly source: RunSource;
  /** Empty: made from the run id. */
  readonly name: string;
  readonly profile: RegressProfile;
}

/** A fixture that was written. Paths are relative to the folder. */
export interface AddedFixture {
  readonly runId: string;
  readonly name: string;
  readonly fixtureDir: string;
  readonly runpackPath: string;
  readonly configPath: string;
  /** A fixture of this name was there already. */
  readonly replaced: boolean;
  /** The configuration was YAML and is JSON now. */
  readonly rewroteYaml: boolean;
  readonly fixture: Fixture;
}

/**
 * Turns a recorded run into a fixture and lists it in `gait.yaml` (gait-formats §5.2).
 * Everything is read and checked before the first byte is written, and all files change
 * or none. Several processes may add to one suite: they take turns.
 *
 * Errors: those of `readSourceRun` and `readTree`, `regress_fixture_name`, and those of
 * `withSuite` and `changeSuite`.
 */
export async function addFixture(request: FixtureRequest): Promise<AddedFixture> {
  const { folder, source, profile } = request;
  const run = await readSourceRun(source.path, folder, profile);
  const name = request.name === '' ? fixtureNameFor(run.runpack.manifest.run_id) : request.name;
  checkFixtureName(name);
  return await withSuite(folder, async (lock) => await addRun(request, run, name, lock));
}

/** The caller has the suite's lock: what the tree holds now is what it holds when the files change. */
async function addRun(
  { folder, source, profile }: FixtureRequest,
  run: SourceRun,
  name: string,
  lock: HeldLock,
): Promise<AddedFixture> {
  const config = await readTree(folder, name, profile);
  const shown = `${FIXTURES_FOLDER}/${name}`;
  const previous = await readPrevious(join(folder, shown, FIXTURE_FILE), profile);
  const fixture = makeFixture({
    name,
    runpack: run.runpack,
    sessionChain: source.sessionChain,
    checkpointIndex: source.checkpointIndex,
    previous,
  });
  const runId = run.runpack.manifest.run_id;
  const entry = { name, run_id: runId, runpack: `${shown}/${FIXTURE_RUNPACK}` };
  const rewroteYaml = isHandWritten(join(folder, CONFIG_FILE));
  const recorded = run.open();
  try {
    const files = [
      { path: entry.runpack, content: recorded },
      { path: `${shown}/${FIXTURE_FILE}`, content: writeFixture(fixture) },
      {
        path: CONFIG_FILE,
        content: writeConfig({ ...config, fixtures: [...config.fixtures, entry] }),
      },
    ];
    await changeSuite(folder, files, lock);
  } finally {
    recorded.close();
  }
  return {
    runId,
    name,
    fixtureDir: shown,
    runpackPath: entry.runpack,
    configPath: CONFIG_FILE,
    replaced: previous !== undefined,
    rewroteYaml,
    fixture,
  };
}

/** What its owner set stays; a fixture.json that cannot be read is simply replaced. */
async function readPrevious(path: string, profile: RegressProfile): Promise<Fixture | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return await readFixture(readWhole(path), { file: path, profile });
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
