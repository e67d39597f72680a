import { bytesSource } from '../byte-source.ts';
import { openZip } from '../open-zip.ts';
import { readEntry } from '../read-entry.ts';
import type { ZipLimits } from '../zip-limits.ts';

/** Names and contents of a zip by our own reader, in directory order. */
export function readAll(
  bytes: Uint8Array,
  limits?: ZipLimits,
): readonly (readonly [string, Uint8Array])[] {
  const archive = openZip(bytesSource(bytes), limits);
  return archive.entries.map(
    (entry) => [entry.name, new Uint8Array(readEntry(archive, entry))] as const,
  );
}

/** The code of the error that an action throws; undefined when it throws none. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.name === 'CodedError')
      return String(error.code);
    throw error;
  }
}

/** The error that a promise ends with; fails when it ends well. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was kept');
}
