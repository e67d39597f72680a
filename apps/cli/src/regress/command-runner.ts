import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  endChildren,
  hideSecrets,
  runCandidate,
  writeWhole,
  type ChildResult,
  type CommandRunner,
} from '@gait/local';
import type { RunCommand } from '@gait/regress';
import { outputTail } from './output-tail.ts';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import { fixtureFileName } from './fixture-file-name.ts';
import type { SuiteFlags } from './suite-flags.ts';

const MOST_JOBS = 4;

/** Runs `--exec` for each fixture; puts what failing commands printed last into `tails`. */
export function commandRunner(
  context: Context,
  flags: SuiteFlags,
  tails: Map<string, string>,
): { readonly run: RunCommand; readonly jobs: number } {
  const workspace = flags.workspace.trim();
  let done = 0;
  const runner: CommandRunner = {
    command: flags.exec,
    folder: context.cwd,
    workspace:
      workspace === 'none' ? undefined : context.resolve(workspace === '' ? '.' : workspace),
    links: splitList(flags['exec-link']),
    env: context.env,
    timeLimitMs: flags['exec-timeout'],
    onTemporary: (folder) =>
      context.onInterrupt(() => {
        // First the commands: one that goes on would write into the folder again.
        endChildren();
        rmSync(folder, { recursive: true, force: true });
      }),
    onOutput: (fixture, output) => {
      keepLog(context, flags['exec-log'], fixture, output);
      const text = tail(output, context);
      if (text !== '') tails.set(fixture, text);
    },
  };
  return {
    jobs: flags.jobs === 0 ? Math.min(MOST_JOBS, availableParallelism()) : flags.jobs,
    run: async (loaded, index) => {
      context.progress(`running ${loaded.fixture.name}`, index + 1);
      const ending = await runCandidate(runner, loaded);
      context.progress('fixtures run', ++done);
      return ending;
    },
  };
}

/** Asked for by name: the whole output, as it was. */
function keepLog(context: Context, folder: string, fixture: string, output: ChildResult): void {
  if (folder === '') return;
  const name = fixtureFileName(fixture);
  for (const stream of ['stdout', 'stderr'] as const) {
    writeWhole(context.resolve(join(folder, `${name}.${stream}.log`)), output[stream], {
      makeFolders: true,
    });
  }
}

/** The end of standard error, or of standard output when there are none. */
function tail(output: ChildResult, context: Context): string {
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();
  const text = decode(output.stderr) || decode(output.stdout);
  return outputTail(hideSecrets(text, context.env));
}
