import type { MarkdownTag } from './markdown.ts';

const TAG = /<([ \t]*)(\/?)([A-Za-z_][\w:-]*)([^<>]*)>/y;
/** Elements of HTML that are never closed. */
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i;
const ADDRESS =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|(?:mailto|tel|urn|data|file|sms|geo|magnet|news):|[^\s@/]+@[^\s@/]+\.[^\s@/]+$)/i;
const ID = /\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/gi;
/** An element's name may be longer than anybody writes; its attributes too. */
const LONGEST = 4096;

/** What was found in a text so far. */
interface Found {
  readonly tags: MarkdownTag[];
  readonly ids: string[];
}

/**
 * Reads the tag that begins at an offset, if one does. Not tags: addresses in angle brackets.
 * Doubtful: elements that are never closed, what follows a letter (`Map<String>`), and what begins
 * with a blank and has several words (`a < b and c > d`).
 *
 * @returns the offset behind it
 */
export function readTag(text: string, at: number, end: number, found: Found): number {
  TAG.lastIndex = at;
  const match = TAG.exec(text);
  const behind = TAG.lastIndex;
  if (match === null || behind > end || behind - at > LONGEST) return at + 1;
  const [whole, before = '', slash = '', name = '', rest = ''] = match;
  if (ADDRESS.test(whole.slice(1, -1))) return behind;
  for (const [, double, single, bare] of rest.matchAll(ID)) {
    found.ids.push(double ?? single ?? bare ?? '');
  }
  const closes = slash !== '';
  if (!closes && rest.endsWith('/')) return behind;
  const doubtful =
    !closes &&
    (VOID.test(name) ||
      (before !== '' && rest.trim() !== '') ||
      /[\p{L}\p{N}_]/u.test(text[at - 1] ?? ''));
  found.tags.push({ name, closes, doubtful, offset: at });
  return behind;
}
