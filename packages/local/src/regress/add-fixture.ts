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
  type OpenFile,
  type RegressProfile,
} from '@gait/regress';
import { readWhole } from '../files/read-whole.ts';
import { makeFolder, writeWhole } from '../files/write-whole.ts';
import { writeWholeStream } from '../files/write-whole-stream.ts';
import type { RunSource } from './find-source.ts';
import { CONFIG_FILE, isHandWritten, readTree } from './fixture-tree.ts';
import { readSourceRun } from './source-run.ts';

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
 * Everything is read and checked before the first byte is written.
 *
 * Errors: those of `readSourceRun` and `readTree`, `regress_fixture_name`, and those of
 * `writeWhole`.
 */
export async function addFixture(request: FixtureRequest): Promise<AddedFixture> {
  const { folder, source, profile } = request;
  const run = await readSourceRun(source.path, folder, profile);
  const runId = run.runpack.manifest.run_id;
  const name = request.name === '' ? fixtureNameFor(runId) : request.name;
  checkFixtureName(name);
  const config = await readTree(folder, name, profile);
  const shown = `${FIXTURES_FOLDER}/${name}`;
  const here = join(folder, FIXTURES_FOLDER, name);
  const previous = await readPrevious(join(here, FIXTURE_FILE), profile);
  const fixture = makeFixture({
    name,
    runpack: run.runpack,
    sessionChain: source.sessionChain,
    checkpointIndex: source.checkpointIndex,
    previous,
  });
  const entry = { name, run_id: runId, runpack: `${shown}/${FIXTURE_RUNPACK}` };

  const configPath = join(folder, CONFIG_FILE);
  const rewroteYaml = isHandWritten(configPath);

  makeFolder(here);
  await copyRunpack(run.open(), join(here, FIXTURE_RUNPACK));
  writeWhole(join(here, FIXTURE_FILE), writeFixture(fixture));
  writeWhole(configPath, writeConfig({ ...config, fixtures: [...config.fixtures, entry] }));
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

const CHUNK = 1024 * 1024;

async function copyRunpack(file: OpenFile, to: string): Promise<void> {
  try {
    await writeWholeStream(to, chunks(file));
  } finally {
    file.close();
  }
}

function* chunks(file: OpenFile): Generator<Uint8Array> {
  for (let at = 0; at < file.size; at += CHUNK)
    yield file.read(at, Math.min(CHUNK, file.size - at));
}
