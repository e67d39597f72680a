/** Tells whether words stand in a text, fast for those that do not. */
export interface WordIndex {
  /** As `words.some((word) => text.includes(word))`. */
  readonly hasAny: (words: WordList) => boolean;
  readonly has: (words: WordList, index: number) => boolean;
}

/** Words that many texts are asked for, and where their first and last runs are noted. */
export interface WordList {
  readonly words: readonly string[];
  /** Two for each word; of one without a run a place that is always set. */
  readonly slots: Uint16Array;
}

const BITS = 15;
const LAST_SLOT = 2 ** BITS - 1;
/** Shorter ones have no run, and are looked for at once. */
const SHORTEST = 3;
const FEWEST = 10;

/** Prepares words once for all texts. */
export function listWords(words: readonly string[]): WordList {
  const slots = new Uint16Array(words.length * 2);
  for (const [index, word] of words.entries()) {
    if (word.length < SHORTEST) slots.fill(ALWAYS, index * 2, index * 2 + 2);
    else {
      slots[index * 2] = slotOf(word, SHORTEST);
      slots[index * 2 + 1] = slotOf(word, word.length);
    }
  }
  return { words, slots };
}

/** Set for every text. */
const ALWAYS = 0;

/**
 * Notes which runs of three characters a text has: a word with one that is not there is not there
 * either. Rules ask every text for hundreds of words, and hardly one is in it.
 */
export function indexWords(text: string): WordIndex {
  const { length } = text;
  // A short text has few runs, and clearing room for many would cost more than noting them.
  const last = lastSlot(length);
  const runs = new Uint8Array(last + 1);
  let slot = 0;
  for (let at = 0; at < length; at++) {
    // Three characters back everything is shifted out: this is `slotOf` step by step.
    slot = ((slot << 5) ^ text.charCodeAt(at)) & LAST_SLOT;
    runs[slot & last] = 1;
  }
  runs[ALWAYS] = 1;
  const isIn = ({ words, slots }: WordList, index: number): boolean =>
    runs[(slots[index * 2] as number) & last] === 1 &&
    runs[(slots[index * 2 + 1] as number) & last] === 1 &&
    mayHave(runs, last, words[index] as string) &&
    text.includes(words[index] as string);
  return {
    has: isIn,
    hasAny(list) {
      const { slots } = list;
      // By hand: of hundreds of words the first look tells nearly always.
      for (let at = 0; at < slots.length; at += 2)
        if (runs[(slots[at] as number) & last] === 1 && isIn(list, at >> 1)) return true;
      return false;
    },
  };
}

function mayHave(runs: Uint8Array, last: number, word: string): boolean {
  for (let end = SHORTEST + 1; end < word.length; end++)
    if (runs[slotOf(word, end) & last] === 0) return false;
  return true;
}

function lastSlot(length: number): number {
  for (let bits = FEWEST; bits < BITS; bits++) if (length * 4 <= 2 ** bits) return 2 ** bits - 1;
  return LAST_SLOT;
}

/** Of the three characters before `end`. Runs that share a slot only cost a look. */
function slotOf(word: string, end: number): number {
  let slot = 0;
  for (let at = end - SHORTEST; at < end; at++)
    slot = ((slot << 5) ^ word.charCodeAt(at)) & LAST_SLOT;
  return slot;
}
