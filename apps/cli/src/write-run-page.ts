import { basename } from 'node:path';
import { formatTime } from '@gait/canon';
import {
  inspectRunpack,
  renderFindingsPage,
  renderRunPage,
  type KeyOrigin,
  type Runpack,
  type RunpackReport,
} from '@gait/evidence';
import { writeWhole } from '@gait/local';
import type { Context } from './context.ts';
import type { OpenRun } from './open-run.ts';

/** What a page is about. */
export interface RunPageContent {
  /** Undefined: it cannot be read, and the page says what is wrong with it. */
  readonly runpack: Runpack | undefined;
  readonly report: RunpackReport;
  readonly run: OpenRun;
  readonly keyOrigin: KeyOrigin;
}

/** Writes the page about a run that was verified. Errors: those of `writeWhole`. */
export function writeRunPage(
  context: Context,
  file: string,
  { runpack, report, run, keyOrigin }: RunPageContent,
): void {
  const checked = {
    report,
    keyOrigin,
    fileName: basename(run.shown),
    verifiedAt: formatTime((context.now() / 1_000_000_000n) * 1_000_000_000n),
  };
  const page =
    runpack === undefined
      ? renderFindingsPage(checked)
      : renderRunPage({ ...checked, runpack, inspection: inspectRunpack(runpack) });
  writeWhole(context.resolve(file), page);
}
