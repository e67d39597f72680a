/** How an event's sequence stands to those before it. */
export type SequenceVerdict =
  | { readonly kind: 'next' }
  | { readonly kind: 'gap'; readonly missing: readonly [number, number] }
  | { readonly kind: 'reordered' | 'duplicate' | 'fork' };

/** Follows the sequences of a journal; see `trackSequence`. */
export interface SequenceTrack {
  /** The sequence that must come next. */
  readonly expected: number;
  /** Judges a sequence; hash and predecessor tell a copy from a second branch. */
  judge(sequence: number, hash: string, prevHash: string | undefined): SequenceVerdict;
  /** Everything through this sequence is accounted for by a checkpoint. */
  advance(through: number): void;
}

/** Hashes that are remembered to tell a duplicate from a fork: a bound on memory, not on journals. */
const REMEMBERED = 65_536;

/** Missing ranges that are remembered; a hostile journal could hold a gap at every line. */
const MAX_GAPS = 1024;

/** A new track that expects sequence 1. */
export function trackSequence(): SequenceTrack {
  let expected = 1;
  const gaps: [number, number][] = [];
  const seen = new Map<number, string>();
  const remember = (sequence: number, hash: string): void => {
    seen.set(sequence, hash);
    if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value as number);
  };
  const behind = (
    sequence: number,
    hash: string,
    prevHash: string | undefined,
  ): SequenceVerdict => {
    if (takeFromGap(gaps, sequence)) {
      remember(sequence, hash);
      return { kind: 'reordered' };
    }
    const earlier = seen.get(sequence);
    if (earlier === undefined) return { kind: 'reordered' };
    if (earlier === hash) return { kind: 'duplicate' };
    return prevHash === undefined || prevHash === seen.get(sequence - 1)
      ? { kind: 'fork' }
      : { kind: 'reordered' };
  };
  return {
    get expected() {
      return expected;
    },
    judge(sequence, hash, prevHash) {
      if (sequence < expected) return behind(sequence, hash, prevHash);
      const verdict: SequenceVerdict =
        sequence === expected
          ? { kind: 'next' }
          : { kind: 'gap', missing: [expected, sequence - 1] };
      if (verdict.kind === 'gap' && gaps.length < MAX_GAPS) gaps.push([expected, sequence - 1]);
      remember(sequence, hash);
      expected = sequence + 1;
      return verdict;
    },
    advance(through) {
      if (expected <= through) expected = through + 1;
    },
  };
}

/** Takes a sequence out of the gaps; false when it is in none. */
function takeFromGap(gaps: [number, number][], sequence: number): boolean {
  const index = gaps.findIndex(([from, to]) => sequence >= from && sequence <= to);
  const gap = gaps[index];
  if (gap === undefined) return false;
  const [from, to] = gap;
  const parts: [number, number][] = [];
  if (from < sequence) parts.push([from, sequence - 1]);
  if (sequence < to) parts.push([sequence + 1, to]);
  gaps.splice(index, 1, ...parts);
  return true;
}
