import { existsSync } from 'node:fs';
import { CodedError, isCodedError } from '@gait/canon';
import {
  bytesSource,
  onlyIdsDiffer,
  readRunpack,
  verifyRunpack,
  type ByteSource,
  type RecordedRun,
  type Runpack,
} from '@gait/evidence';
import { openFileSource, safeOutputPath, writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from './check-output.ts';
import type { Context } from './context.ts';

/** What lay where a runpack was written. */
export interface ReplacedRun {
  /** Empty when it was no runpack that could be read. */
  readonly manifestDigest: string;
  readonly signed: boolean;
  /** It made the same calls under other intent ids. */
  readonly otherIds: boolean;
}

/**
 * Verifies a runpack that was just made and writes it: what does not verify never gets onto
 * the disk.
 *
 * @param path as the user gave it; relative paths stay in the current folder
 * @param inputs files that the command reads, as the user gave them
 * @returns what it replaced; undefined: nothing, or a file of the same bytes
 * @throws CodedError `path_unsafe`, `output_unsafe`, `runpack_unverified`, and those of `writeWhole`
 */
export async function storeRun(
  context: Context,
  path: string,
  { zip }: RecordedRun,
  inputs: readonly (string | undefined)[] = [],
): Promise<ReplacedRun | undefined> {
  const target = safeOutputPath(path);
  refuseUnsafeOutputs(context, [{ path: target, kind: 'runpack' }], inputs);
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

/** Larger runpacks are not read only to say something about them. */
const COMPARED = 16 * 1024 * 1024;

const readRun = (source: ByteSource): Runpack => readRunpack(source, { profile: 'compat' });

/** Never throws: whether the place can be written to is for the writing to say. */
async function readReplaced(path: string, zip: Uint8Array): Promise<ReplacedRun | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const source = openFileSource(path);
    try {
      if (source.size === zip.length && Buffer.from(zip).equals(source.read(0, source.size)))
        return undefined;
      const { manifestDigest, signature } = await verifyRunpack(source, { profile: 'standard' });
      const otherIds =
        source.size <= COMPARED && onlyIdsDiffer(readRun(source), readRun(bytesSource(zip)));
      return { manifestDigest, signed: signature.total > 0, otherIds };
    } finally {
      source.close();
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { manifestDigest: '', signed: false, otherIds: false };
  }
}
