import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { isCodedError, trimSpace } from '@gait/canon';
import { configHome, findProject } from '@gait/local';
import type { Context } from '../context.ts';
import { keySources, keySurroundings, type KeyFlagValues } from '../key-flags.ts';
import { checkSchemas } from './check-artifacts.ts';
import { checkBinary, findBinaries, type FoundBinaries } from './check-binary.ts';
import { checkClock } from './check-clock.ts';
import { checkOutput, checkReadable, checkWritable, type Place } from './check-folders.ts';
import { checkGate } from './check-gate.ts';
import { checkGatedTools } from './check-gated-tools.ts';
import {
  checkKeyConfig,
  checkKeyFiles,
  checkKeyPermissions,
  checkKeySources,
  findKeyFiles,
  type KeyFile,
} from './check-keys.ts';
import { checkLocks } from './check-locks.ts';
import { checkProduction } from './check-production.ts';
import { CONFIG_PATH, readProjectConfig } from './project-config.ts';
import type { Check } from './check.ts';
import { walkFiles, type FoundFile } from './walk-output.ts';

/** What the doctor was asked to look at. */
export interface DoctorFlags extends KeyFlagValues {
  readonly workdir: string;
  readonly 'output-dir': string;
  readonly 'key-mode': string;
  readonly 'production-readiness': boolean;
}

/** Everything that was found. */
export interface DoctorReport {
  readonly checks: readonly Check[];
  readonly binaries: FoundBinaries;
}

const MOST_FILES = 2000;

/** Runs every check, in the order in which a person would repair. */
export async function runChecks(context: Context, flags: DoctorFlags): Promise<DoctorReport> {
  const random = Buffer.from(context.randomBytes(8)).toString('hex');
  const workdir = place(context, trimSpace(flags.workdir) || '.');
  const output = below(context, workdir, trimSpace(flags['output-dir']) || './gait-out');
  const state = below(context, workdir, '.gait-out');
  const work = checkWritable('workdir', workdir, random);
  const out = checkOutput(output, random);
  const temp = checkWritable('temp_dir', { shown: tmpdir(), path: tmpdir() }, random);
  const closed: Place[] = [];
  const walk = { closed: (folder: Place) => void closed.push(folder) };
  const files = [...walkFiles(output, MOST_FILES, walk), ...walkFiles(state, MOST_FILES, walk)];
  const binaries = findBinaries(context.executable, context.env);
  const gate = checkGate(context, workdir);
  const keys = distinct([...keyFiles(context, flags, output), ...gate.keys]);
  const at = keySurroundings(context);
  return {
    binaries,
    checks: [
      checkBinary(binaries, context.version),
      work.check,
      out.check,
      ...checkReadable(closed),
      temp.check,
      checkClock({
        nowMs: Number(context.now() / 1_000_000n),
        fileTimeMs: work.fileTimeMs ?? temp.fileTimeMs,
        newestMs: files.length === 0 ? undefined : Math.max(...files.map((file) => file.mtimeMs)),
        platform: context.platform,
      }),
      checkKeySources({
        privateBoth: given(flags['private-key']) && given(flags['private-key-env']),
        publicBoth: given(flags['public-key']) && given(flags['public-key-env']),
      }),
      ...checkKeyPermissions(keys, context.platform),
      ...(await checkKeyFiles(keys, at)),
      await checkKeyConfig(
        keySources(context, flags, trimSpace(flags['key-mode']).toLowerCase()),
        at,
        gate.defaults,
      ),
      ...checkSchemas(files),
      ...checkLocks(distinct([...files, ...suiteLocks(workdir), ...gate.besideLimits])),
      ...gate.checks,
      ...checkGatedTools(context),
      ...(flags['production-readiness'] ? productionChecks(workdir) : []),
    ],
  };
}

/** What commands on a regression suite leave beside `gait.yaml` when they are killed. */
function suiteLocks(workdir: Place): FoundFile[] {
  const beside = walkFiles(workdir, MOST_FILES, { deepest: 0 });
  return beside.filter(({ path }) => basename(path).startsWith('gait.yaml.lock'));
}

function productionChecks(workdir: Place): Check[] {
  const checks = checkProduction(readProjectConfig(projectConfigOf(workdir)));
  return checks.map((check) => ({ ...check, scope: 'production_readiness' as const }));
}

/** As the gate finds it; what cannot be looked into `checkGate` tells. */
function projectConfigOf({ path }: Place): string {
  try {
    return findProject(path)?.config ?? join(path, CONFIG_PATH);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return join(path, CONFIG_PATH);
  }
}

function given(text: string | undefined): boolean {
  return trimSpace(text ?? '') !== '';
}

function place(context: Context, shown: string): Place {
  return { shown, path: context.resolve(shown) };
}

/** A relative folder starts from the work folder, as the commands run there see it. */
function below(context: Context, workdir: Place, shown: string): Place {
  if (isAbsolute(shown)) return place(context, shown);
  return {
    shown: workdir.shown === '.' ? shown : join(workdir.shown, shown),
    path: join(workdir.path, shown),
  };
}

/** The keys of the flags, and those where `keys init` puts them: the output folder and the user's own. */
function keyFiles(context: Context, flags: DoctorFlags, output: Place): KeyFile[] {
  const named = (shown: string | undefined, half: KeyFile['half']): KeyFile[] =>
    given(shown) ? [{ ...place(context, trimSpace(shown ?? '')), half }] : [];
  const own = join(
    configHome({ env: context.env, home: context.home, platform: context.platform }),
    'keys',
  );
  const found = findKeyFiles([
    { shown: join(output.shown, 'keys'), path: join(output.path, 'keys') },
    { shown: own, path: own },
  ]);
  const all = [
    ...named(flags['private-key'], 'private'),
    ...named(flags['public-key'], 'public'),
    ...found,
  ];
  return distinct(all);
}

/** Each file once: the first of those with the same path. */
function distinct<T extends Place>(files: readonly T[]): T[] {
  const known = new Map<string, T>();
  for (const file of files) if (!known.has(file.path)) known.set(file.path, file);
  return [...known.values()];
}
