import { goPathClean } from '../text/go-path.ts';
import { bareComponent, foldPath, isShortName } from './fold-path.ts';
import { hasWildcards, matchWildcards, mayMeet } from './match-wildcards.ts';
import type { ProtectedKind, ProtectedName, ProtectedSet } from './protected-set.ts';

/** What a path has to do with something protected. */
export interface Hit {
  readonly kind: ProtectedKind;
  readonly secret: boolean;
  /** Not in the project: nobody who looks through the project should meet it. */
  readonly away: boolean;
  /** `at`: it is one, or lies in one. `above`: one lies below it. */
  readonly relation: 'at' | 'above';
}

/** The set, ready to be asked. */
export interface ProtectedIndex {
  readonly set: ProtectedSet;
  /** Everything protected that an absolute path with slashes touches; wildcards count as such. */
  readonly match: (path: string) => readonly Hit[];
  /** Folded paths of all places, for text that is no path by itself. */
  readonly foldedPlaces: readonly { readonly path: string; readonly hit: Hit }[];
}

/** No component: names that begin with a wildcard. */
const ANY = '/';

interface FoldedPlace {
  readonly parts: readonly string[];
  readonly tree: boolean;
  readonly hit: Hit;
}

/** Works out what does not depend on a call. */
export function indexProtected(set: ProtectedSet): ProtectedIndex {
  const project = `${partsOf(set.project).join('/')}/`;
  const places = set.places.map(({ path, kind, tree, secret }): FoldedPlace => {
    const parts = partsOf(path);
    const away = !`${parts.join('/')}/`.startsWith(project);
    return { parts, tree, hit: { kind, secret, away, relation: 'at' } };
  });
  const exact = new Map<string, FoldedPlace[]>();
  const above = new Map<string, Hit[]>();
  for (const place of places) {
    const hit: Hit = { ...place.hit, relation: 'above' };
    let front = '';
    for (const [i, part] of place.parts.entries()) {
      push(above, front, hit);
      front = i === 0 ? part : `${front}/${part}`;
    }
    push(exact, front, place);
  }
  const { names } = set;
  const byFirst = new Map<string, ProtectedName[]>();
  for (const name of names)
    push(byFirst, hasWildcards(name.names[0] as string) ? ANY : (name.names[0] as string), name);
  return {
    set,
    foldedPlaces: places.map(({ parts, hit }) => ({ path: `/${parts.join('/')}`, hit })),
    match: remembering((path) => {
      const parts = partsOf(path);
      const hits: Hit[] = [];
      const matchParts = (each: readonly string[]): void => {
        matchPlaces(each, exact, above, hits);
        for (let from = 0; from < each.length; from++) matchNames(each, from, byFirst, hits);
        if (path.includes('~')) hits.push(...matchShort(each, places, names));
        if (each.some(hasWildcards)) hits.push(...matchPattern(each, places, names));
      };
      matchParts(parts);
      const bare = parts.map(bareComponent);
      if (bare.some((part, i) => part !== parts[i])) matchParts(bare);
      return hits;
    }),
  };
}

const MOST_REMEMBERED = 4096;
const NONE: readonly Hit[] = [];

/** The same paths come again and again, and the set never changes. */
function remembering(match: (path: string) => readonly Hit[]): ProtectedIndex['match'] {
  const known = new Map<string, readonly Hit[]>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = match(path);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(path, found.length === 0 ? NONE : found);
    return found;
  };
}

function partsOf(path: string): readonly string[] {
  return foldPath(goPathClean(path.replaceAll('\\', '/')))
    .split('/')
    .filter((part) => part !== '');
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function matchPlaces(
  parts: readonly string[],
  exact: ReadonlyMap<string, readonly FoldedPlace[]>,
  above: ReadonlyMap<string, readonly Hit[]>,
  hits: Hit[],
): void {
  let front = '';
  for (const [i, part] of parts.entries()) {
    front = i === 0 ? part : `${front}/${part}`;
    for (const { tree, hit } of exact.get(front) ?? []) {
      if (tree || i === parts.length - 1) hits.push(hit);
    }
  }
  hits.push(...(above.get(front) ?? []));
}

function matchNames(
  parts: readonly string[],
  from: number,
  byFirst: ReadonlyMap<string, readonly ProtectedName[]>,
  hits: Hit[],
): void {
  for (const key of [parts[from] as string, ANY]) {
    for (const { names: own, kind, secret } of byFirst.get(key) ?? []) {
      const relation = follow(own, parts, from, matchWildcards);
      if (relation !== undefined) hits.push({ kind, secret, away: false, relation });
    }
  }
}

/** Undefined: another path. */
function follow(
  names: readonly string[],
  parts: readonly string[],
  from: number,
  same: (name: string, part: string) => boolean,
): Hit['relation'] | undefined {
  for (const [i, name] of names.entries()) {
    if (name === '**') return 'at';
    const part = parts[from + i];
    if (part === undefined) return 'above';
    if (!same(name, part)) return undefined;
  }
  return 'at';
}

/** 8.3 names hide what they stand for. */
function matchShort(
  parts: readonly string[],
  places: readonly FoldedPlace[],
  names: readonly ProtectedName[],
): Hit[] {
  const short = parts.filter((part) => part.includes('~'));
  if (short.length === 0) return [];
  const stands = (name: string): boolean => short.some((part) => isShortName(part, name));
  return [
    ...places.filter(({ parts: own }) => stands(own.at(-1) ?? '')).map(({ hit }) => hit),
    ...names
      .filter((name) => stands(name.names[0] as string))
      .map(({ kind, secret }): Hit => ({ kind, secret, away: false, relation: 'at' })),
  ];
}

/** `.ga*` names the folder; `*` alone names everything in a folder, so it counts as the folder. */
function matchPattern(
  parts: readonly string[],
  places: readonly FoldedPlace[],
  names: readonly ProtectedName[],
): Hit[] {
  const hits: Hit[] = [];
  for (const { parts: own, tree, hit } of places) {
    const relation = unify(parts, own, tree);
    if (relation !== undefined) hits.push({ ...hit, relation });
  }
  for (const { names: own, kind, secret } of names) {
    for (let from = 0; from < parts.length; from++) {
      const found = follow(own, parts, from, (name, part) =>
        name.includes('*') ? mayMeet(part, name) : matchWildcards(part, name),
      );
      if (found === undefined || isElsewhere(parts, from, own)) continue;
      const window = parts.slice(from, from + own.length);
      // `*` alone may name anything anywhere: only what lies there counts, as places do.
      if (window.every(isOpen)) continue;
      const relation = found === 'at' && !window.some(isOpen) ? 'at' : 'above';
      hits.push({ kind, secret, away: false, relation });
    }
  }
  return hits;
}

/** Endings of files that the gate keeps. */
const KEPT_ENDING = /\.(?:ya?ml|jsonl?|key|pub|pem|db|lock|zip|md|sig)$/u;

/**
 * `**` may lead into a folder of the gate, but a last part with another name meets nothing there:
 * `**` and then `*.pyc` takes no policy away.
 */
function isElsewhere(parts: readonly string[], from: number, own: readonly string[]): boolean {
  const deep = parts.indexOf('**');
  const last = parts.at(-1) as string;
  if (deep < 0 || from < deep || last === '**' || parts.length - deep !== 2) return false;
  if (own.some((name) => name !== '**' && matchWildcards(last, name))) return false;
  const ending = /\.\w+$/u.exec(last)?.[0];
  const plain = !/[*?[{]/u.test(last) || (ending !== undefined && /^\*\.\w+$/u.test(last));
  return plain && !KEPT_ENDING.test(last);
}

/** A part that says nothing of what it names. */
function isOpen(part: string): boolean {
  return /^[*?]+$/u.test(part);
}

function unify(
  pattern: readonly string[],
  own: readonly string[],
  tree: boolean,
): Hit['relation'] | undefined {
  const deep = pattern.indexOf('**');
  if (deep >= 0) {
    const front = pattern.slice(0, deep);
    if (front.length > own.length || !agree(front, own)) return undefined;
    const last = pattern.at(-1) as string;
    const named = last !== '**' && !isOpen(last) && matchWildcards(last, own.at(-1) as string);
    return last === '**' || isOpen(last) ? 'above' : named ? 'at' : undefined;
  }
  if (pattern.length > own.length && !tree) return undefined;
  if (!agree(pattern, own)) return undefined;
  return pattern.length < own.length || pattern.slice(0, own.length).some(isOpen) ? 'above' : 'at';
}

function agree(pattern: readonly string[], own: readonly string[]): boolean {
  const length = Math.min(pattern.length, own.length);
  return pattern.slice(0, length).every((part, i) => matchWildcards(part, own[i] as string));
}
