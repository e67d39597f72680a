import { basename } from 'node:path';
import { formatTime } from '@gait/canon';
import { inspectRunpack, renderRunPage, verifyRunpack, type Runpack } from '@gait/evidence';
import { writeWhole } from '@gait/local';
import type { Context } from './context.ts';
import type { OpenRun } from './open-run.ts';
import type { Verification } from './verify-flags.ts';

/** Verifies a run and writes the page about it. Errors: those of `writeWhole`. */
export async function writeRunPage(
  context: Context,
  file: string,
  runpack: Runpack,
  run: OpenRun,
  verification: Verification,
): Promise<void> {
  const report = await verifyRunpack(run.source, verification);
  const page = renderRunPage({
    runpack,
    report,
    inspection: inspectRunpack(runpack),
    fileName: basename(run.shown),
    verifiedAt: formatTime((context.now() / 1_000_000_000n) * 1_000_000_000n),
  });
  writeWhole(context.resolve(file), page);
}
