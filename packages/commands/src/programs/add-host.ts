import type { Word } from '../model/invocation.ts';
import { addEffect, addPath, type Draft } from './draft.ts';
import { dropStart } from './read-words.ts';

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The host of a text that a client takes for a URL; `''` when it cannot be told. */
export function hostOf(text: string): string {
  try {
    return new URL(SCHEME.test(text) ? text : `http://${text}`).hostname;
  } catch {
    return '';
  }
}

/**
 * A request to the server that a word names. A host is told only when the text that is known
 * reaches beyond it: `http://safe$X` may continue as `.attacker.example`.
 */
export function addHost(draft: Draft, word: Word, method = 'get'): void {
  const local = /^file:\/\/(?:localhost)?(?=\/|$)/i.exec(word.prefix)?.[0];
  if (local !== undefined) return addPath(draft, 'read', dropStart(word, local.length), 'tree');
  const text = word.value ?? knownAuthority(word.prefix);
  const host = text === undefined ? '' : hostOf(text);
  const url = word.value !== undefined && host !== '' ? { url: withScheme(word.value) } : {};
  addEffect(draft, 'network', { kind: 'host', host, ...url, method }, method === 'delete');
}

/** A request to a server that a program always asks. */
export function addServer(draft: Draft, host: string, method = 'get'): void {
  addEffect(draft, 'network', { kind: 'host', host, method });
}

function withScheme(text: string): string {
  return SCHEME.test(text) ? text : `http://${text}`;
}

function knownAuthority(prefix: string): string | undefined {
  const start = SCHEME.exec(prefix)?.[0].length ?? 0;
  const slash = prefix.indexOf('/', start);
  return slash < 0 ? undefined : prefix.slice(0, slash + 1);
}
