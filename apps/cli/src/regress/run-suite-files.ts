import { folderStore, safeOutputPath, writeWhole } from '@gait/local';
import {
  runSuite,
  writeJUnit,
  writeResult,
  type Acceptance,
  type RunCommand,
  type SuiteRun,
} from '@gait/regress';
import type { Context } from '../context.ts';
import { parseProfile } from '../verify-flags.ts';
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
  );
  const acceptance = await updateFailing(context, configPath, graded, update);
  const run = acceptance?.regraded ?? graded;
  const output = flags.output === '' ? 'regress_result.json' : flags.output;
  const junit = flags.junit.trim();
  writeWhole(context.resolve(safeOutputPath(output)), writeResult(run.result));
  if (junit !== '')
    writeWhole(context.resolve(safeOutputPath(junit)), writeJUnit(run.result), {
      makeFolders: true,
    });
  return { run, output, junit, tails, ...(acceptance === undefined ? {} : { acceptance }) };
}

async function updateFailing(
  context: Context,
  configPath: string,
  run: SuiteRun,
  update: boolean,
): Promise<Acceptance | undefined> {
  if (!update || run.failedGraders === 0) return undefined;
  const { updateFixtures } = await import('./update-fixtures.ts');
  return updateFixtures(context, configPath, run);
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
