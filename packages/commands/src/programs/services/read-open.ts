import { addHost } from '../add-host.ts';
import { addExecute, addPath, refuse, type Call } from '../draft.ts';

/** Files that a browser or a viewer shows. */
const SHOWN = /\.(?:html?|pdf|png|jpe?g|gif|svg|webp|md|txt|csv|json|log)$/i;

/** `open FILE`, `open URL`: shows it; any other file may be a program. */
export function readOpen({ draft, words }: Call): void {
  if (words.options.length > 0 || words.operands.length === 0) return refuse(draft);
  for (const word of words.operands) {
    if (/^https?:\/\//i.test(word.prefix)) addHost(draft, word);
    else if (word.value !== undefined && SHOWN.test(word.value)) addPath(draft, 'read', word);
    else addExecute(draft);
  }
}
