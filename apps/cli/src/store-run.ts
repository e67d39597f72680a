import { CodedError } from '@gait/canon';
import { bytesSource, verifyRunpack, type RecordedRun } from '@gait/evidence';
import { safeOutputPath, writeWhole } from '@gait/local';
import type { Context } from './context.ts';

/**
 * Verifies a runpack that was just made and writes it: what does not verify never gets onto
 * the disk.
 *
 * @param path as the user gave it; relative paths stay in the current folder
 * @throws CodedError `path_unsafe`, `runpack_unverified`, and those of `writeWhole`
 */
export async function storeRun(
  context: Context,
  path: string,
  { zip }: RecordedRun,
): Promise<void> {
  const target = safeOutputPath(path);
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
  writeWhole(context.resolve(target), zip, { makeFolders: true });
}
