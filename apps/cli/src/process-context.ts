import type { Context } from './context.ts';
import { handleInterrupts } from './interruption.ts';
import { showControls } from './paint.ts';
import { createProgress } from './progress.ts';
import { standardIo } from './standard-io.ts';
import { VERSION } from './version.ts';

/**
 * The real world as a context. The built-in modules behind the functions are loaded when first
 * called: most commands need few of them.
 *
 * @param program the name this process was called by, without folder and extension
 */
export function processContext(program: string): Context {
  const io = standardIo();
  const progress = createProgress(io, () => performance.now());
  const cwd = process.cwd();
  const { onInterrupt, untilStopped } = handleInterrupts(progress.clear, program === 'krci-ai');
  return {
    io,
    cwd,
    home: process.env['HOME'] ?? process.env['USERPROFILE'] ?? '',
    env: process.env,
    argv: [program, ...process.argv.slice(2)],
    platform: process.platform,
    executable: process.execPath,
    parent: process.ppid,
    version: VERSION,
    now: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    resolve: (path) => process.getBuiltinModule('node:path').resolve(cwd, path),
    warn: (text) => io.err(`${showControls(text)}\n`),
    progress: progress.report,
    clearProgress: progress.clear,
    ask: async (question, until) =>
      (await import('./ask-person.ts')).askPerson(io, question, until),
    onInterrupt,
    untilStopped,
    width: () => terminalWidth(io.outIsTerminal()),
  };
}

function terminalWidth(isTerminal: boolean): number | undefined {
  if (!isTerminal) return undefined;
  const columns = Number(process.env['COLUMNS']);
  if (Number.isInteger(columns) && columns > 0) return columns;
  const { WriteStream } = process.getBuiltinModule('node:tty');
  const [width] = new WriteStream(1).getWindowSize();
  return width;
}
