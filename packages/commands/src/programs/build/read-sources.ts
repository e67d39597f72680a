import { addExecute, addPath, type Call } from '../draft.ts';
import { dropStart } from '../read-words.ts';

/** Files for a compiler. `@file` holds further words, among them those that load plugins. */
export function readSources({ draft, words }: Call): void {
  for (const word of words.operands) {
    if (word.prefix.startsWith('@')) {
      addPath(draft, 'read', dropStart(word, 1));
      addExecute(draft);
    } else addPath(draft, 'read', word);
  }
}
