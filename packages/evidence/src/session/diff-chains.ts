import { sortUtf8 } from '@gait/canon';
import type { ReadChain } from './session-chain.ts';

/** How two chains differ, as `run diff` reports it (gait-formats §2.8). */
export interface ChainDiff {
  readonly runIdLeft: string;
  readonly runIdRight: string;
  readonly changed: boolean;
  /** `checkpoint_N`, `left_only_checkpoint_N`, `right_only_checkpoint_N`, in byte order. */
  readonly filesChanged: readonly string[];
}

/** Compares two chains by the digests of their checkpoints, index by index. */
export function diffChains(left: ReadChain, right: ReadChain): ChainDiff {
  const lefts = byIndex(left);
  const rights = byIndex(right);
  const names: string[] = [];
  // The reference walks its list of indexes: an index that stands twice is reported twice.
  for (const { checkpoint_index: index } of left.checkpoints) {
    const other = rights.get(index);
    if (other === undefined) names.push(`left_only_checkpoint_${index}`);
    else if (other !== lefts.get(index)) names.push(`checkpoint_${index}`);
  }
  for (const { checkpoint_index: index } of right.checkpoints) {
    if (!lefts.has(index)) names.push(`right_only_checkpoint_${index}`);
  }
  return {
    runIdLeft: left.run_id,
    runIdRight: right.run_id,
    changed: names.length > 0,
    filesChanged: sortUtf8(names),
  };
}

/** Of two checkpoints with one index the later one counts. */
function byIndex(chain: ReadChain): ReadonlyMap<number, string> {
  return new Map(chain.checkpoints.map((one) => [one.checkpoint_index, one.checkpoint_digest]));
}
