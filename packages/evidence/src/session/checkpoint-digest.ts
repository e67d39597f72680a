import { sha256Hex } from '@gait/canon';
import type { SessionCheckpoint } from './session-records.ts';

type Linked = Pick<
  SessionCheckpoint,
  | 'manifest_digest'
  | 'prev_checkpoint_digest'
  | 'checkpoint_index'
  | 'sequence_start'
  | 'sequence_end'
>;

/** The digest that links checkpoints (gait-formats §2.13): over plain text, not over JSON. */
export function checkpointDigest(checkpoint: Linked): string {
  return sha256Hex(
    [
      checkpoint.manifest_digest,
      checkpoint.prev_checkpoint_digest,
      checkpoint.checkpoint_index,
      checkpoint.sequence_start,
      checkpoint.sequence_end,
    ].join(':'),
  );
}
