import { closeSync, fchmodSync, fsyncSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileError } from './file-error.ts';
import { openTemp } from './temp-file.ts';
import { makeFolder, writeAll, type WriteOptions } from './write-whole.ts';

/**
 * `writeWhole` for content larger than memory: takes the chunks as they come, and
 * the file appears when the last one is on the disk. A failure of the source (an
 * exception while iterating) leaves nothing behind and passes through.
 *
 * @returns Bytes written.
 * @throws CodedError as `writeWhole`.
 */
export async function writeWholeStream(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<number> {
  if (options.makeFolders === true) makeFolder(dirname(path));
  const temp = openTemp(path);
  let size = 0;
  try {
    for await (const chunk of chunks) {
      attempt(path, () => writeAll(temp.fd, chunk));
      size += chunk.byteLength;
    }
    attempt(path, () => {
      fchmodSync(temp.fd, options.mode ?? 0o600);
      if (options.sync !== false) fsyncSync(temp.fd);
      closeSync(temp.release());
      temp.place(options);
    });
  } catch (error) {
    temp.discard();
    throw error;
  }
  return size;
}

/** Codes the failures of the file system, not those of the source. */
function attempt(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}
