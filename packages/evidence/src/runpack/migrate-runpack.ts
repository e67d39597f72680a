import { trimSpace } from '@gait/canon';
import type { RecordRunInput } from './record-run.ts';
import type { Runpack } from './runpack-records.ts';

/**
 * A runpack as input for recording it anew in the current form. Signatures do not survive:
 * they cover the old bytes.
 */
export function migrateRunpack({ manifest, run, intents, results, refs }: Runpack): RecordRunInput {
  return { run, intents, results, refs, captureMode: trimSpace(manifest.capture_mode) };
}
