import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CodedError } from '@gait/canon';

const CHUNK = 1024 * 1024;
/** A line of a journal is one decision: far below this. */
const MAX_LINE = 16 * 1024 * 1024;

/**
 * The lines of a file that may be written to meanwhile: those that were whole when it was
 * opened. What stands after the last line end was not acknowledged, and is left out.
 *
 * @throws CodedError `file_missing`, `file_not_regular`, `file_too_large` (a line)
 */
export function* readGrownLines(path: string, shown: string): Generator<string> {
  const fd = open(path, shown);
  try {
    const about = fstatSync(fd);
    if (!about.isFile()) throw notRegular(shown);
    const chunk = Buffer.allocUnsafe(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; at < about.size;) {
      const got = readSync(fd, chunk, 0, Math.min(CHUNK, about.size - at), at);
      if (got === 0) break;
      at += got;
      let from = 0;
      const bytes: Buffer = Buffer.concat([rest, chunk.subarray(0, got)]);
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield bytes.toString('utf8', from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (rest.length > MAX_LINE) {
        throw new CodedError('file_too_large', `${shown} has a line of over ${MAX_LINE} bytes`, {
          hint: 'give a journal of traces',
          where: { file: shown },
        });
      }
    }
  } finally {
    closeSync(fd);
  }
}

function open(path: string, shown: string): number {
  try {
    // Without blocking: a named pipe would never answer.
    return openSync(path, process.getBuiltinModule('node:fs').constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new CodedError('file_missing', `no such file: ${shown}`, {
        hint: 'check the path',
        where: { file: shown },
      });
    }
    throw error;
  }
}

function notRegular(shown: string): CodedError {
  return new CodedError('file_not_regular', `${shown} is not a plain file`, {
    hint: 'give a trace, a journal, or a folder that holds them',
    where: { file: shown },
  });
}
