import type { Context } from './context.ts';
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
  const undos = new Set<() => void>();
  const progress = createProgress(io, () => performance.now());
  const cwd = process.cwd();
  let stopping: ((exit: number) => void) | undefined;
  const onSignal = (exit: number) => (): void => {
    if (stopping === undefined) interrupt(exit, undos, progress.clear);
    const stop = stopping;
    stopping = undefined;
    stop?.(exit);
  };
  process.on('SIGINT', onSignal(130));
  process.on('SIGTERM', onSignal(143));
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
    ask: async (question) => (await import('./ask-person.ts')).askPerson(io, question),
    onInterrupt(undo) {
      undos.add(undo);
      return () => undos.delete(undo);
    },
    untilStopped: () =>
      new Promise((stop) => {
        stopping = stop;
      }),
    width: () => terminalWidth(io.outIsTerminal()),
  };
}

/** Undoes what is half done, newest first, and ends. A failing undo must not keep the others from running. */
function interrupt(exit: number, undos: ReadonlySet<() => void>, clear: () => void): void {
  for (const undo of [...undos].reverse()) {
    try {
      undo();
    } catch {
      // Nothing can be said or done any more.
    }
  }
  clear();
  process.exit(exit);
}

function terminalWidth(isTerminal: boolean): number | undefined {
  if (!isTerminal) return undefined;
  const columns = Number(process.env['COLUMNS']);
  if (Number.isInteger(columns) && columns > 0) return columns;
  const { WriteStream } = process.getBuiltinModule('node:tty');
  const [width] = new WriteStream(1).getWindowSize();
  return width;
}
