import { existsSync } from 'node:fs';
import { CodedError, isCodedError } from '@gait/canon';
import { bytesSource, verifyRunpack, type RecordedRun } from '@gait/evidence';
import { openFileSource, safeOutputPath, writeWhole } from '@gait/local';
import type { Context } from './context.ts';

/** What lay where a runpack was written. */
export interface ReplacedRun {
  /** Empty when it was no runpack that could be read. */
  readonly manifestDigest: string;
  readonly signed: boolean;
}

/**
 * Verifies a runpack that was just made and writes it: what does not verify never gets onto
 * the disk.
 *
 * @param path as the user gave it; relative paths stay in the current folder
 * @returns what it replaced; undefined: nothing, or a file of the same bytes
 * @throws CodedError `path_unsafe`, `runpack_unverified`, and those of `writeWhole`
 */
export async function storeRun(
  context: Context,
  path: string,
  { zip }: RecordedRun,
): Promise<ReplacedRun | undefined> {
  const target = safeOutputPath(path);
  context.progress(`verifying ${path}`);
  const report = await verifyRunpack(bytesSource(zip), { profile: 'standard' });
  if (!report.ok) {
    const [first] = report.refusals;
    const why =
      report.fault?.message ?? first?.message ?? 'its files are not what its manifest says';
    throw new CodedError('runpack_unverified', `the recorded runpack does not verify: ${why}`, {
      hint: 'correct the run record',
      where: { file: path },
    });
  }
  const absolute = context.resolve(target);
  const replaced = await readReplaced(absolute, zip);
  context.progress(`writing ${path}`);
  writeWhole(absolute, zip, { makeFolders: true });
  return replaced;
}

/** Never throws: whether the place can be written to is for the writing to say. */
async function readReplaced(path: string, zip: Uint8Array): Promise<ReplacedRun | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const source = openFileSource(path);
    try {
      if (source.size === zip.length && Buffer.from(zip).equals(source.read(0, source.size)))
        return undefined;
      const { manifestDigest, signature } = await verifyRunpack(source, { profile: 'standard' });
      return { manifestDigest, signed: signature.total > 0 };
    } finally {
      source.close();
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { manifestDigest: '', signed: false };
  }
}
