import type { YamlList, YamlMap } from '@gait/yaml';
import type { TextEdit } from '../reader/byte-edits.ts';

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Edits that take items out of a list, or entries out of a map: whole lines where each part has
 * its own, so that every other byte stays; between brackets what remains is written anew. Something
 * must remain: who holds a list or a map takes it out when all goes.
 */
export function removeParts(
  text: string,
  node: YamlList | YamlMap,
  isRemoved: (index: number) => boolean,
): readonly TextEdit[] {
  const parts = partsOf(node);
  const removed = parts.filter((_, index) => isRemoved(index));
  const [first] = parts;
  const last = parts.at(-1);
  if (removed.length === 0 || first === undefined || last === undefined) return [];
  if (!node.flow) return removed.map((part) => linesOf(text, part, node));
  const kept = parts.filter((_, index) => !isRemoved(index));
  const rest = kept.map(({ start, end }) => text.slice(start, end)).join(', ');
  return [{ start: first.start, end: last.end, text: rest }];
}

function partsOf(node: YamlList | YamlMap): readonly Part[] {
  if (node.kind === 'list') return node.items;
  return node.entries.map(({ key, value }) => ({
    start: key.start,
    end: Math.max(key.end, value.end),
  }));
}

function linesOf(text: string, part: Part, node: YamlList | YamlMap): TextEdit {
  let start = lineStart(text, part.start);
  // A dash may stand in a line of its own above what it belongs to.
  while (
    node.kind === 'list' &&
    start > node.start &&
    !/^[ \t]*-/.test(text.slice(start, part.start + 1))
  ) {
    start = lineStart(text, start - 1);
  }
  return { start, end: lineEnd(text, part.end), text: '' };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line in which the character before an offset stands. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}
