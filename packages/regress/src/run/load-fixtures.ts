import { CodedError, isCodedError } from '@gait/canon';
import { bytesSource } from '@gait/evidence';
import type { RegressConfig, ConfigFixture } from '../config/config-record.ts';
import type { SuiteFileOptions } from '../config/read-suite-file.ts';
import { FIXTURE_FILE, type Fixture } from '../fixture/fixture-record.ts';
import { readFixture } from '../fixture/read-fixture.ts';
import { cleanPath, folderOf, isAbsolutePath, joinPath } from '../text/clean-path.ts';
import { describeFault, readRun, type ReadRun } from './read-run.ts';
import type { OpenFile, SuiteStore } from './suite-store.ts';

/** A fixture with its recorded run in memory: what happens to the files later changes nothing. */
export interface LoadedFixture extends ReadRun {
  readonly fixture: Fixture;
  /** Path of the recorded run, cleaned. */
  readonly runpackPath: string;
  /** Folder of the fixture, cleaned. */
  readonly folder: string;
  /** The file that was verified, where it is small: a candidate of the same bytes needs no second verification. */
  readonly bytes?: Uint8Array;
}

type LoadOptions = Pick<SuiteFileOptions, 'profile' | 'tolerate'>;

/**
 * Reads the fixtures that a configuration names. Paths start at the folder the suite is
 * run in, not at that of the configuration (gait-formats §5.1).
 *
 * Errors: `regress_no_fixtures`, `regress_fixture_missing`, `regress_fixture_unverified`
 * (the recorded run is not intact), `zip_duplicate_entry`, `regress_fixture_mismatch` (names or run ids
 * disagree), and those of `readFixture`.
 */
export async function loadFixtures(
  config: RegressConfig,
  store: SuiteStore,
  options: LoadOptions,
): Promise<readonly LoadedFixture[]> {
  if (config.fixtures.length === 0) {
    throw new CodedError('regress_no_fixtures', 'the configuration names no fixtures', {
      hint: 'make one from a recorded run: gait regress init --from RUN',
    });
  }
  const loaded: LoadedFixture[] = [];
  for (const entry of config.fixtures) loaded.push(await loadFixture(entry, store, options));
  return loaded;
}

async function loadFixture(
  entry: ConfigFixture,
  store: SuiteStore,
  options: LoadOptions,
): Promise<LoadedFixture> {
  const runpackPath = isAbsolutePath(entry.runpack) ? entry.runpack : cleanPath(entry.runpack);
  const run = readSource(entry.name, runpackPath, store, options);
  const folder = folderOf(runpackPath);
  const file = joinPath(folder, FIXTURE_FILE);
  const fixture = await readFixture(readMeta(entry.name, file, store), { ...options, file });
  checkAgreement(entry, fixture, run, file);
  return { ...run, fixture, runpackPath, folder };
}

function readSource(
  name: string,
  path: string,
  store: SuiteStore,
  { profile, tolerate }: LoadOptions,
): ReadRun & Pick<LoadedFixture, 'bytes'> {
  if (!store.exists(path)) throw missing(name, path, 'its recorded run');
  try {
    const file = store.open(path);
    const bytes = readSmall(file);
    const source =
      bytes === undefined ? file : { ...bytesSource(bytes), close: () => file.close() };
    const run = readRun(source, profile);
    for (const { code, entry, message } of run.tolerated) {
      tolerate?.({ code, file: path, ...(entry === undefined ? {} : { entry }), message });
    }
    return bytes === undefined ? run : { ...run, bytes };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // Two entries of one name are a verification failure in the reference, not invalid input.
    if (error.code === 'zip_duplicate_entry') throw error.at({ file: path });
    throw new CodedError(
      'regress_fixture_unverified',
      `the recorded run of fixture ${name} cannot be used: ${describeFault(error)}`,
      {
        hint: `restore ${path} from version control, or make the fixture anew with gait regress init`,
        where: { ...error.where, file: path },
        cause: error,
      },
    );
  }
}

/** Files above this many bytes are not kept beside the run that was read from them. */
const SMALL = 1024 * 1024;

function readSmall(file: OpenFile): Uint8Array | undefined {
  if (file.size > SMALL) return undefined;
  try {
    return file.read(0, file.size);
  } catch (error) {
    file.close();
    throw error;
  }
}

function readMeta(name: string, file: string, store: SuiteStore): Uint8Array {
  if (!store.exists(file)) throw missing(name, file, FIXTURE_FILE);
  return store.read(file);
}

function missing(name: string, path: string, what: string): CodedError {
  return new CodedError(
    'regress_fixture_missing',
    `${what} is missing for fixture ${name}: ${path}`,
    {
      hint: 'run the command in the folder that holds fixtures/, or make the fixture anew with gait regress init',
      where: { file: path },
    },
  );
}

function checkAgreement(entry: ConfigFixture, fixture: Fixture, run: ReadRun, file: string): void {
  const recorded = run.runpack.run.run_id;
  const [field, found, expected] =
    fixture.name !== entry.name
      ? ['name', fixture.name, entry.name]
      : entry.run_id !== '' && fixture.runId !== entry.run_id
        ? ['run_id', fixture.runId, entry.run_id]
        : recorded !== fixture.runId
          ? ['run_id', fixture.runId, recorded]
          : [];
  if (field === undefined) return;
  const message = `${field} of fixture ${entry.name} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
  throw new CodedError('regress_fixture_mismatch', message, {
    hint: 'make the configuration, fixture.json and the runpack agree, or make the fixture anew',
    where: { file, field },
  });
}
