import type { parseChain } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import type { Paint } from './paint.ts';

type Chain = ReturnType<typeof parseChain>;

/** The keys of `run inspect` about a session chain; checkpoints by index. */
export function chainAnswer(chain: Chain, path: string): JsonAnswer {
  const checkpoints = sorted(chain).map((checkpoint) => ({
    checkpoint_index: checkpoint.checkpoint_index,
    runpack_path: checkpoint.runpack_path,
    sequence_start: checkpoint.sequence_start,
    sequence_end: checkpoint.sequence_end,
    checkpoint_digest: checkpoint.checkpoint_digest,
    ...(checkpoint.prev_checkpoint_digest === ''
      ? {}
      : { prev_checkpoint_digest: checkpoint.prev_checkpoint_digest }),
  }));
  return {
    ok: true,
    artifact_type: 'session_chain',
    run_id: chain.run_id,
    session_id: chain.session_id,
    path,
    checkpoint_count: checkpoints.length,
    checkpoints,
  };
}

/** The same for a person. */
export function chainText(chain: Chain, path: string, paint: Paint): string[] {
  return [
    paint.bold(`session ${chain.session_id}`),
    ...paint.pairs({ run: chain.run_id, path, checkpoints: chain.checkpoints.length }),
    ...paint.table(
      sorted(chain).map((checkpoint) => [
        `  ${paint.dim(String(checkpoint.checkpoint_index))}`,
        `${checkpoint.sequence_start}–${checkpoint.sequence_end}`,
        checkpoint.runpack_path,
      ]),
    ),
  ];
}

function sorted(chain: Chain): Chain['checkpoints'][number][] {
  return [...chain.checkpoints].sort(
    (left, right) => left.checkpoint_index - right.checkpoint_index,
  );
}
