import type { Refuse } from './policy-draft.ts';

/** Fills in the default of an enumeration, or refuses a word that is not in it. */
export function checkWord(
  word: string,
  fallback: string,
  words: readonly string[],
  path: readonly string[],
  refuse: Refuse,
): string {
  if (word === '') return fallback;
  if (words.includes(word)) return word;
  const shown = JSON.stringify(word.slice(0, 80));
  throw refuse(path, `${path.join('.')} knows no ${shown}`, `one of: ${words.join(', ')}`);
}
