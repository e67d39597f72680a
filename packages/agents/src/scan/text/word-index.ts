/** Tells whether words stand in a text, fast for those that do not. */
export interface WordIndex {
  /** As `text.includes(word)`. */
  readonly has: (word: string) => boolean;
}

const BITS = 15;
const SIZE = 2 ** BITS;
/** Shorter ones are looked for at once. */
const SHORTEST = 3;

/**
 * Notes which runs of three characters a text has: a word with one that is not there is not there
 * either. Rules ask every text for hundreds of words, and hardly one is in it.
 */
export function indexWords(text: string): WordIndex {
  const runs = new Uint8Array(SIZE);
  let one = 0;
  let two = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    runs[slotOf(one, two, code)] = 1;
    one = two;
    two = code;
  }
  const known = new Map<string, boolean>();
  return {
    has(word) {
      let found = known.get(word);
      if (found === undefined)
        known.set(word, (found = mayHave(runs, word) && text.includes(word)));
      return found;
    },
  };
}

function mayHave(runs: Uint8Array, word: string): boolean {
  for (let at = SHORTEST - 1; at < word.length; at++) {
    const slot = slotOf(word.charCodeAt(at - 2), word.charCodeAt(at - 1), word.charCodeAt(at));
    if (runs[slot] === 0) return false;
  }
  return true;
}

/** Runs that share a slot only cost a look. */
function slotOf(one: number, two: number, three: number): number {
  return ((one << 10) ^ (two << 5) ^ three) & (SIZE - 1);
}
