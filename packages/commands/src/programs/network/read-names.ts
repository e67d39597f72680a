import { addHost } from '../add-host.ts';
import type { Call } from '../draft.ts';
import { dropStart } from '../read-words.ts';

/** Kinds of records, which `dig` and `nslookup` take among the names. */
const KIND = /^(?:a|aaaa|any|caa|cname|in|mx|ns|ptr|soa|srv|txt|-.*)$/i;

/** `dig +short NAME TXT @SERVER`: every name is asked for, and a server too. */
export function readNames({ draft, words }: Call): void {
  for (const word of words.operands) {
    if (word.prefix.startsWith('+') || (word.value !== undefined && KIND.test(word.value)))
      continue;
    addHost(draft, word.prefix.startsWith('@') ? dropStart(word, 1) : word);
  }
}
