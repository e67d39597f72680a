import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  endChildren,
  hideSecrets,
  runCandidate,
  writeWholeStream,
  type ChildResult,
  type CommandOutput,
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
    wholeOutput: flags['exec-log'] !== '',
    onOutput: async (fixture, output) => {
      await keepLog(context, flags['exec-log'], fixture, output);
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
async function keepLog(
  context: Context,
  folder: string,
  fixture: string,
  { whole }: CommandOutput,
): Promise<void> {
  if (whole === undefined) return;
  const name = fixtureFileName(fixture);
  for (const stream of ['stdout', 'stderr'] as const) {
    const path = context.resolve(join(folder, `${name}.${stream}.log`));
    await writeWholeStream(path, whole[stream], { makeFolders: true });
  }
}

/** The end of standard error, or of standard output when there are none. */
function tail(output: ChildResult, context: Context): string {
  const decode = (bytes: Uint8Array): string => {
    const text = new TextDecoder().decode(bytes);
    // The first line was cut in two, perhaps inside a secret.
    return (output.truncated ? text.slice(text.indexOf('\n') + 1) : text).trim();
  };
  const text = decode(output.stderr) || decode(output.stdout);
  return outputTail(hideSecrets(text, context.env));
}
