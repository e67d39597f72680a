import type { Context } from '../context.ts';
import { boolFlag } from '../flag-spec.ts';
import { showControls } from '../paint.ts';

/** Of every command of `krci-ai`; it is taken off the command line before a command reads its own. */
export const DEBUG_FLAG = boolFlag({
  help: 'say on standard error what is read and how long it takes',
});

/**
 * Takes `--debug` off the arguments, wherever it stands before `--`, and gives the context a place for
 * what is said then: each line with the time since the start.
 */
export function withDebug(context: Context): Context {
  const end = context.argv.indexOf('--');
  const isFlag = (word: string, at: number): boolean => word === '--debug' && (end < 0 || at < end);
  if (!context.argv.some(isFlag)) return context;
  const start = context.now();
  const { bun, node } = process.versions;
  const debug = (text: string): void => {
    const since = (Number(context.now() - start) / 1e6).toFixed(1);
    context.io.err(`debug ${since.padStart(7)} ms  ${showControls(text)}\n`);
  };
  debug(`krci-ai ${context.version}, ${bun === undefined ? `node ${node}` : `bun ${bun}`}`);
  debug(`executable ${context.executable}`);
  debug(`folder ${context.cwd}`);
  return {
    ...context,
    argv: context.argv.filter((word, at) => !isFlag(word, at)),
    // What goes wrong inside is then told with its stack.
    env: { ...context.env, GAIT_DEBUG: '1' },
    debug,
  };
}
