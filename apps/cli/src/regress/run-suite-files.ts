import { cleanPath, folderStore, safeOutputPath, unlistedFixtures, writeWhole } from '@gait/local';
import {
  runSuite,
  writeJUnit,
  writeResult,
  type Acceptance,
  type RegressProfile,
  type RunCommand,
  type SuiteRun,
} from '@gait/regress';
import { CodedError, isCodedError } from '@gait/canon';
import { refuseUnsafeOutputs } from '../check-output.ts';
import type { Context } from '../context.ts';
import { parseProfile } from '../parse-profile.ts';
import type { KeptCandidate } from './keep-candidates.ts';
import type { SuiteFlags } from './suite-flags.ts';

/** A suite that was run, with the files that say so. */
export interface Regression {
  readonly run: SuiteRun;
  /** Path of the result, as given. */
  readonly output: string;
  /** Path of the JUnit report, as given; empty: none. */
  readonly junit: string;
  /** What failing commands printed last, by fixture, without known secrets: for a person only. */
  readonly tails: ReadonlyMap<string, string>;
  /** Fixtures that took their candidates, where that was asked for; `run` is graded by them. */
  readonly acceptance?: Acceptance;
  /** Folders in `fixtures/` that the configuration does not list, so that nobody runs them. */
  readonly unlisted: readonly string[];
  /** Where the runs lie that commands made and that did not pass. */
  readonly candidates: readonly KeptCandidate[];
}

/** What `regress run` has beside the flags of every suite. */
export interface SuiteChoices {
  readonly filter?: string;
  readonly update?: boolean;
}

/**
 * Runs the suite of the current folder and writes its result. Errors: those of
 * `runSuite` and `writeWhole`.
 */
export async function runSuiteFiles(
  context: Context,
  flags: SuiteFlags,
  { filter = '', update = false }: SuiteChoices = {},
): Promise<Regression> {
  const configPath = flags.config === '' ? 'gait.yaml' : flags.config;
  const profile = parseProfile(flags.profile);
  const output = flags.output === '' ? 'regress_result.json' : flags.output;
  const junit = flags.junit.trim();
  const outputs = [output, junit].map((path) => ({ path, kind: 'other' }) as const);
  refuseUnsafeOutputs(context, outputs, [configPath]);
  const tails = new Map<string, string>();
  const runCommand = await chooseCommand(context, flags, tails);
  const graded = await runSuite(
    {
      configPath,
      producerVersion: context.version,
      profile,
      filter,
      contextConformance: flags['context-conformance'],
      allowContextRuntimeDrift: flags['allow-context-runtime-drift'],
      failVacuous: flags['fail-vacuous'] || profile === 'strict',
      jobs: runCommand?.jobs ?? 1,
      ...(runCommand === undefined ? {} : { runCommand: runCommand.run }),
    },
    folderStore(context.cwd),
  ).catch((error: unknown) => {
    throw withoutSuite(error, context.resolve(configPath));
  });
  const acceptance = await updateFailing(context, configPath, graded, profile, update);
  const run = acceptance?.regraded ?? graded;
  writeWhole(context.resolve(safeOutputPath(output)), writeResult(run.result));
  if (junit !== '')
    writeWhole(context.resolve(safeOutputPath(junit)), writeJUnit(run.result), {
      makeFolders: true,
    });
  const candidates = await keepFailing(context, flags, run);
  // A configuration of another name may leave fixtures out on purpose.
  const unlisted =
    cleanPath(configPath) === 'gait.yaml' ? unlistedFixtures(context.cwd, run.config) : [];
  return {
    run,
    output,
    junit,
    tails,
    unlisted,
    candidates,
    ...(acceptance === undefined ? {} : { acceptance }),
  };
}

/** Who has no suite yet is told how to make one. */
function withoutSuite(error: unknown, config: string): unknown {
  if (!isCodedError(error) || error.code !== 'file_missing' || error.where.file !== config)
    return error;
  return new CodedError('file_missing', error.message, {
    hint: 'make a suite of a recorded run: gait regress init --from RUN',
    where: error.where,
    cause: error,
  });
}

async function keepFailing(
  context: Context,
  flags: SuiteFlags,
  run: SuiteRun,
): Promise<readonly KeptCandidate[]> {
  if (flags.exec === '') return [];
  const { keepCandidates } = await import('./keep-candidates.ts');
  return keepCandidates(context, flags['keep-candidates'], run);
}

async function updateFailing(
  context: Context,
  configPath: string,
  run: SuiteRun,
  profile: RegressProfile,
  update: boolean,
): Promise<Acceptance | undefined> {
  if (!update || run.failedGraders === 0) return undefined;
  const { updateFixtures } = await import('./update-fixtures.ts');
  return await updateFixtures(context, configPath, run, profile);
}

/** Nothing about child processes is loaded unless a command is to be run. */
async function chooseCommand(
  context: Context,
  flags: SuiteFlags,
  tails: Map<string, string>,
): Promise<{ readonly run: RunCommand; readonly jobs: number } | undefined> {
  if (flags.exec === '') return undefined;
  const { commandRunner } = await import('./command-runner.ts');
  return commandRunner(context, flags, tails);
}
