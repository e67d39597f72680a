import { fstatSync, writeSync } from 'node:fs';
import type { Io } from './context.ts';

/** Major number of `/dev/null` and its like. */
const MEMORY_DEVICES = 1;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/**
 * The process's own streams, written with `writeSync`: the first touch of `process.stdout`
 * costs more than the rest of a short command, and `Bun.write` truncates a redirected file.
 */
export function standardIo(): Io {
  return {
    out: (text) => writeAll(1, text),
    err: (text) => writeAll(2, text),
    outIsTerminal: () => isTerminal(1),
    errIsTerminal: () => isTerminal(2),
  };
}

/**
 * Writes all of a text. What nobody reads any more is dropped: the command's exit status still
 * tells how it went. Throws what else the system says, a full disk for example.
 */
export function writeAll(fd: number, text: string): void {
  // Not `Buffer.from`, whose first call in a process costs 0.1 ms.
  const bytes = new TextEncoder().encode(text);
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE' || code === 'EBADF') return;
      if (code !== 'EAGAIN') throw error;
      // The reader of a non-blocking pipe is slower than we are.
      Atomics.wait(PAUSE, 0, 0, 2);
    }
  }
}

/**
 * True for a terminal. Only character devices other than `/dev/null` are asked, so that a pipe,
 * a file and nothing at all do not pay the 2 ms that `node:tty` takes to load.
 */
function isTerminal(fd: number): boolean {
  try {
    const about = fstatSync(fd);
    if (!about.isCharacterDevice()) return false;
    if (process.platform === 'linux' && about.rdev >> 8 === MEMORY_DEVICES) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(fd);
}
