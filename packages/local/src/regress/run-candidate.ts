import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import type { CommandEnding, LoadedFixture, ProducedFile } from '@gait/regress';
import type { Environment } from '../children/child-environment.ts';
import { runChild, type ChildResult, type OutputName } from '../children/run-child.ts';
import { fileError } from '../files/file-error.ts';
import { readWhole } from '../files/read-whole.ts';
import { openSpool, type SpoolFile } from '../files/spool-file.ts';
import { cleanWorkingCopy } from '../working-copy/clean-working-copy.ts';

/** How commands are run. */
export interface CommandRunner {
  /** A line for the platform's shell. */
  readonly command: string;
  /** Absolute folder of the suite. */
  readonly folder: string;
  /** Absolute folder whose clean copy the command starts in; undefined: an empty folder. */
  readonly workspace: string | undefined;
  /** Names in the workspace that are linked instead of copied: dependencies. */
  readonly links: readonly string[];
  readonly env: Environment;
  readonly timeLimitMs: number;
  /** Largest run that is read back, bytes. Default 256 MiB. */
  readonly maxRunBytes?: number;
  /** Told of each folder to remove if this process is ended; the answer takes it back. */
  readonly onTemporary: (folder: string) => () => void;
  /** Also keep all that the command prints, on the disk, for `onOutput`. Default false. */
  readonly wholeOutput?: boolean;
  /** Given the end of what the command printed; never part of a result. */
  readonly onOutput?: (fixture: string, output: CommandOutput) => void | Promise<void>;
}

/** What a command printed. */
export interface CommandOutput extends ChildResult {
  /** All of it, where that was asked for, until `onOutput` is done. */
  readonly whole?: Readonly<Record<OutputName, Iterable<Uint8Array>>>;
}

const MAX_RUN_BYTES = 256 * 1024 * 1024;
/** Kept of each output stream. */
const MAX_OUTPUT_BYTES = 256 * 1024;
const RUNPACK_NAME = 'runpack.zip';

/**
 * Runs the command for one fixture: in a clean working copy of its own, with a copy of
 * the fixture in `GAIT_FIXTURE`, to write a run to `GAIT_RUNPACK_OUT`. The copies and
 * whatever else the command left there are gone afterwards.
 *
 * Throws what keeps the command from being run at all: `regress_workspace`, `disk_full`.
 */
export async function runCandidate(
  runner: CommandRunner,
  loaded: LoadedFixture,
): Promise<CommandEnding> {
  const place = makePlace();
  const forget = runner.onTemporary(place.root);
  try {
    fillPlace(place, runner, loaded);
    const ended = await runIn(place, runner, loaded);
    return isCodedError(ended) ? notStarted(ended, runner) : finished(ended, place, runner);
  } finally {
    removePlace(place.root);
    forget();
  }
}

interface Place {
  readonly root: string;
  readonly work: string;
  readonly fixture: string;
  readonly out: string;
}

function makePlace(): Place {
  try {
    // The real path: a command that compares its folder with `pwd` sees the same text.
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-regress-')));
    const place = {
      root,
      work: join(root, 'work'),
      fixture: join(root, 'fixture'),
      out: join(root, 'out'),
    };
    for (const folder of [place.work, place.out]) mkdirSync(folder, { mode: 0o700 });
    return place;
  } catch (error) {
    throw fileError(error, 'write', tmpdir());
  }
}

function fillPlace(place: Place, runner: CommandRunner, loaded: LoadedFixture): void {
  if (runner.workspace !== undefined)
    cleanWorkingCopy(runner.workspace, place.work, runner.env, { untracked: true });
  for (const name of runner.links) linkInto(place.work, runner.workspace ?? runner.folder, name);
  const fixture = resolve(runner.folder, loaded.folder);
  // A fixture that lies beside gait.yaml or above it is not the whole project.
  const whole = !(runner.folder + sep).startsWith(fixture === sep ? sep : fixture + sep);
  copyFixture(fixture, place.fixture, whole);
}

function linkInto(work: string, from: string, name: string): void {
  const target = resolve(from, name);
  const link = resolve(work, name);
  if (!existsSync(target)) throw badWorkspace(`there is no ${name} in ${from} to link`, name);
  if (!link.startsWith(work + sep))
    throw badWorkspace(`${name} is not a name inside the workspace`, name);
  try {
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { recursive: true, force: true });
    symlinkSync(target, link, process.platform === 'win32' ? 'junction' : undefined);
  } catch (error) {
    throw fileError(error, 'write', link);
  }
}

/** Plain files, with those in folders when `whole`: a run, its expectations, perhaps inputs. */
function copyFixture(from: string, to: string, whole: boolean): void {
  try {
    cpSync(from, to, {
      recursive: true,
      filter: (path) => {
        const stat = lstatSync(path);
        return stat.isFile() || (stat.isDirectory() && (whole || path === from));
      },
    });
  } catch (error) {
    throw fileError(error, 'write', to);
  }
}

function badWorkspace(message: string, field: string): CodedError {
  return new CodedError('regress_workspace', message, {
    hint: 'name folders of the workspace, separated by commas',
    where: { field },
  });
}

async function runIn(
  place: Place,
  runner: CommandRunner,
  loaded: LoadedFixture,
): Promise<ChildResult | CodedError> {
  const spools = runner.wholeOutput === true ? openSpools(place) : undefined;
  try {
    const ended = await runCommand(place, runner, loaded, spools);
    if (isCodedError(ended)) return ended;
    const whole =
      spools === undefined
        ? {}
        : { whole: { stdout: spools.stdout.chunks(), stderr: spools.stderr.chunks() } };
    await runner.onOutput?.(loaded.fixture.name, { ...ended, ...whole });
    return ended;
  } finally {
    spools?.stdout.close();
    spools?.stderr.close();
  }
}

type Spools = Readonly<Record<OutputName, SpoolFile>>;

function openSpools({ root }: Place): Spools {
  return { stdout: openSpool(join(root, 'stdout')), stderr: openSpool(join(root, 'stderr')) };
}

async function runCommand(
  place: Place,
  runner: CommandRunner,
  loaded: LoadedFixture,
  spools: Spools | undefined,
): Promise<ChildResult | CodedError> {
  try {
    return await runChild({
      command: runner.command,
      cwd: place.work,
      env: {
        ...runner.env,
        GAIT_FIXTURE: place.fixture,
        GAIT_FIXTURE_NAME: loaded.fixture.name,
        GAIT_FIXTURE_RUN_ID: loaded.fixture.runId,
        GAIT_RUNPACK_OUT: join(place.out, RUNPACK_NAME),
      },
      timeoutMs: runner.timeLimitMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      // Why a command failed stands at its end.
      keep: 'end',
      ...(spools === undefined ? {} : { onChunk: (name, chunk) => spools[name].write(chunk) }),
    });
  } catch (error) {
    if (isCodedError(error) && error.code === 'child_start') return error;
    throw error;
  }
}

function notStarted(error: CodedError, runner: CommandRunner): CommandEnding {
  return {
    startFault: error.message,
    exitCode: null,
    signal: null,
    timedOut: false,
    timeLimitMs: runner.timeLimitMs,
    produced: { kind: 'missing' },
  };
}

function finished(ended: ChildResult, place: Place, runner: CommandRunner): CommandEnding {
  return {
    exitCode: ended.signal === undefined ? ended.exitCode : null,
    signal: ended.signal ?? null,
    timedOut: ended.timedOut,
    timeLimitMs: runner.timeLimitMs,
    produced: collect(join(place.out, RUNPACK_NAME), runner.maxRunBytes ?? MAX_RUN_BYTES),
  };
}

/** A link could lead to the recorded run itself, or to any file of this machine: not followed. */
function collect(path: string, limit: number): ProducedFile {
  let stat;
  try {
    stat = lstatSync(path);
  } catch {
    return { kind: 'missing' };
  }
  if (!stat.isFile()) return { kind: 'not_regular' };
  // A second name for the recorded run would be compared with itself.
  if (stat.nlink > 1) return { kind: 'not_regular' };
  try {
    return { kind: 'file', bytes: readWhole(path, { maxBytes: limit }) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (error.code === 'file_too_large') return { kind: 'too_large', limit };
    return { kind: 'not_regular' };
  }
}

/** Folders whose write permission a command took away are given it back to be removed. */
function removePlace(root: string): void {
  for (const attempt of [1, 2]) {
    try {
      rmSync(root, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
      return;
    } catch {
      // What cannot be removed lies in the system's folder for temporary files.
      if (attempt === 1) openFolders(root);
    }
  }
}

function openFolders(folder: string): void {
  try {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) openFolders(join(folder, entry.name));
    }
  } catch {
    // The second attempt to remove it says no more than this one.
  }
}
