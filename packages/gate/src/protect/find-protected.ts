import { goPathClean } from '../text/go-path.ts';
import { expandBraces, hasWildcards } from './match-wildcards.ts';
import { readPathText } from './path-text.ts';
import type { Hit, ProtectedIndex } from './protected-index.ts';
import type { PathResolver } from './protected-set.ts';

/** Everything protected that a text may name as a path. */
export interface Found {
  readonly at: readonly Hit[];
  readonly above: readonly Hit[];
  /** It leads where nobody can say. */
  readonly unknown: boolean;
}

const LONGEST_PATH = 4096;
const NOTHING: Found = { at: [], above: [], unknown: false };
const UNKNOWN: Found = { at: [], above: [], unknown: true };

/** Looks for what a text may name, by its words and by where they lead on this machine. */
export function findProtected(
  text: string,
  bases: readonly string[],
  index: ProtectedIndex,
  resolve: PathResolver,
): Found {
  if (text === '') return NOTHING;
  const hits: Hit[] = [];
  let unknown = false;
  const words = text.length <= LONGEST_PATH && text.includes('{') ? expandBraces(text) : [];
  for (const word of [text, ...words]) {
    for (const named of readPathText(word, bases, index.set.variables)) {
      if (named === undefined) {
        unknown = true;
        continue;
      }
      // No system opens a longer one; a tool may shorten it before it opens it.
      const path = named.length > LONGEST_PATH ? goPathClean(named) : named;
      if (path.length > LONGEST_PATH) continue;
      hits.push(...index.match(path));
      if (path.includes('\0')) continue;
      const end = resolve(path);
      if (end === 'unknown') unknown = true;
      else {
        if (end.path !== path) hits.push(...index.match(end.path));
        if (end.same !== undefined) hits.push({ ...end.same, away: true, relation: 'at' });
      }
      if (hasWildcards(path)) hits.push(...behindFront(path, index, resolve));
    }
  }
  if (hits.length === 0) return unknown ? UNKNOWN : NOTHING;
  return {
    at: hits.filter(({ relation }) => relation === 'at'),
    above: hits.filter(({ relation }) => relation === 'above'),
    unknown,
  };
}

/** `link/*.yaml`: the folders in front of the wildcards may be links. */
function behindFront(path: string, index: ProtectedIndex, resolve: PathResolver): readonly Hit[] {
  const parts = path.split('/');
  const first = parts.findIndex(hasWildcards);
  const end = resolve(parts.slice(0, first).join('/') || '/');
  return end === 'unknown' ? [] : index.match([end.path, ...parts.slice(first)].join('/'));
}
