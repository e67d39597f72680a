import { findNearest } from '@gait/canon';
import type { TableEntry } from './table.ts';

/** What the first words of a command line name. */
export type Found =
  | {
      readonly kind: 'command';
      readonly path: string;
      readonly entry: TableEntry;
      readonly rest: readonly string[];
    }
  | { readonly kind: 'group'; readonly path: string; readonly rest: readonly string[] }
  | {
      readonly kind: 'unknown';
      readonly group: string;
      readonly word: string;
      readonly nearest: string | undefined;
    };

/** Finds the command with the longest path at the beginning of `words`. */
export function findCommand(
  words: readonly string[],
  table: Readonly<Record<string, TableEntry>>,
): Found {
  let path = '';
  let depth = 0;
  while (depth < words.length) {
    const longer = path === '' ? (words[depth] ?? '') : `${path} ${words[depth] ?? ''}`;
    if (!Object.hasOwn(table, longer) && !isGroup(longer, table)) break;
    path = longer;
    depth++;
  }
  const rest = words.slice(depth);
  const entry = Object.hasOwn(table, path) ? table[path] : undefined;
  if (entry !== undefined) return { kind: 'command', path, entry, rest };
  const word = rest[0];
  if (path !== '' && (word === undefined || word.startsWith('-')))
    return { kind: 'group', path, rest };
  return {
    kind: 'unknown',
    group: path,
    word: (word ?? '').trim(),
    nearest: suggest(path, word ?? '', Object.keys(table)),
  };
}

/** True when commands begin with these words. */
function isGroup(path: string, table: Readonly<Record<string, TableEntry>>): boolean {
  const prefix = `${path} `;
  for (const known of Object.keys(table)) if (known.startsWith(prefix)) return true;
  return false;
}

/** The nearest sub-command of the group; else a command elsewhere that ends with the word (`inspect`). */
function suggest(group: string, word: string, paths: readonly string[]): string | undefined {
  const prefix = group === '' ? '' : `${group} `;
  const children = new Set(
    paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length).split(' ')[0] ?? ''),
  );
  const nearest = findNearest(word.trim(), children);
  if (nearest !== undefined) return prefix + nearest;
  return paths.find((path) => path.endsWith(` ${word.trim()}`));
}
