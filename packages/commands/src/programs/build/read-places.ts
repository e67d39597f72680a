import { addCode, type Call } from '../draft.ts';

/**
 * Operands that are named as places: packages of Go, files of Swift, gems. What lies outside of the
 * project is somebody else's code.
 */
export function readPlaces({ draft, words }: Call): void {
  for (const word of words.operands) {
    if (/^(?:\/|~|\.\.(?:\/|$))/.test(word.prefix)) addCode(draft, word);
  }
}
