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
  // `https://host/$(cat file)`: what nobody knows goes to the server with the address.
  const sends = word.value === undefined && method === 'get' && !isHere(host);
  const how = sends ? 'post' : method;
  addEffect(draft, 'network', { kind: 'host', host, ...url, method: how }, how === 'delete');
}

/** Servers that are this machine, or a socket of it. */
const HERE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0|\/.*|@.*|)$/i;

/** Whether a name certainly is this machine's. */
export function isHere(host: string): boolean {
  return HERE.test(host);
}

/**
 * A server that a client of databases, clusters or clouds connects to. What goes there and back no
 * word of the command tells, so it is asked about like an upload.
 */
export function addPeer(draft: Draft, word: Word): void {
  for (const host of word.value?.split(',') ?? ['']) {
    const name = SCHEME.test(host) ? hostOf(host) : host.replace(/:\d+$/, '');
    if (word.value !== undefined && isHere(name)) continue;
    addEffect(draft, 'network', { kind: 'host', host: name, method: 'post' });
  }
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
