/** How an event's sequence stands to those before it. */
export type SequenceVerdict =
  | { readonly kind: 'next' }
  | { readonly kind: 'gap'; readonly missing: readonly [number, number] }
  | {
      readonly kind: 'reordered';
      /** Sequences, this one or the next, whose link is not to the event before them. */
      readonly loose: readonly number[];
    }
  | { readonly kind: 'duplicate' | 'fork' };

/** Follows the sequences of a journal; see `trackSequence`. */
export interface SequenceTrack {
  /** The sequence that must come next. */
  readonly expected: number;
  /** Judges a sequence; hash and predecessor tell a copy from a second branch. */
  judge(sequence: number, hash: string, prevHash: string | undefined): SequenceVerdict;
  /** Everything through this sequence is accounted for by a checkpoint, which leaves this head. */
  advance(through: number, head: string): void;
}

/** Hashes that are remembered to tell a duplicate from a fork: a bound on memory, not on journals. */
const REMEMBERED = 65_536;

/** Missing ranges that are remembered; a hostile journal could hold a gap at every line. */
const MAX_GAPS = 1024;

/** What is remembered of an event. */
interface SeenEvent {
  readonly hash: string;
  readonly prevHash: string | undefined;
  /** Head behind it: its hash, or that of the checkpoint after it. */
  head: string;
}

/** A new track that expects sequence 1. */
export function trackSequence(): SequenceTrack {
  let expected = 1;
  const gaps: [number, number][] = [];
  const seen = new Map<number, SeenEvent>();
  const remember = (sequence: number, hash: string, prevHash: string | undefined): void => {
    seen.set(sequence, { hash, prevHash, head: hash });
    if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value as number);
  };
  // An event that turns up late is the one that its neighbours were written around, or a forged one.
  const isLoose = (sequence: number): boolean => {
    const before = seen.get(sequence - 1)?.head;
    const link = seen.get(sequence)?.prevHash;
    return before !== undefined && link !== undefined && before !== link;
  };
  const behind = (
    sequence: number,
    hash: string,
    prevHash: string | undefined,
  ): SequenceVerdict => {
    if (takeFromGap(gaps, sequence)) {
      remember(sequence, hash, prevHash);
      return { kind: 'reordered', loose: [sequence, sequence + 1].filter(isLoose) };
    }
    const earlier = seen.get(sequence)?.hash;
    if (earlier === undefined) return { kind: 'reordered', loose: [] };
    if (earlier === hash) return { kind: 'duplicate' };
    return prevHash === undefined || prevHash === seen.get(sequence - 1)?.hash
      ? { kind: 'fork' }
      : { kind: 'reordered', loose: [] };
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
      remember(sequence, hash, prevHash);
      expected = sequence + 1;
      return verdict;
    },
    advance(through, head) {
      const last = seen.get(through);
      if (last !== undefined) last.head = head;
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
