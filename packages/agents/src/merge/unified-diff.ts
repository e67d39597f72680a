import { diffLines, type Hunk } from './diff-lines.ts';
import { readLines, splitLines } from './text-lines.ts';

const CONTEXT = 3;

/** A file before and after; undefined: not there. */
export interface FileVersions {
  readonly path: string;
  /** Its name before, where it was moved. */
  readonly from?: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/**
 * A change as `diff -u` writes it, line by line and without line ends; `git apply` takes it. Empty
 * where nothing changed.
 */
export function unifiedDiff({ path, from = path, before, after }: FileVersions): readonly string[] {
  if (before !== undefined && after !== undefined && Buffer.compare(before, after) === 0) return [];
  const names = [
    `--- ${before === undefined ? '/dev/null' : `a/${from}`}`,
    `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
  ];
  const [old, now] = [textOf(before), textOf(after)];
  if (old === undefined || now === undefined)
    return [...names, `Binary files a/${from} and b/${path} differ`];
  const known = new Map<string, number>();
  const numbers = (lines: readonly string[]): number[] =>
    lines.map((line) => {
      const number = known.get(line) ?? known.size;
      known.set(line, number);
      return number;
    });
  const hunks = groupHunks(diffLines(numbers(old), numbers(now)), old.length);
  return [...names, ...hunks.flatMap((group) => hunkLines(group, old, now))];
}

/** Lines, with their mark: a change of the mark is a change of the first line. */
function textOf(bytes: Uint8Array | undefined): readonly string[] | undefined {
  if (bytes === undefined) return [];
  if (typeof readLines(bytes) === 'string') return undefined;
  return splitLines(Buffer.from(bytes).toString('utf8'));
}

/** Hunks with less than two contexts between them are told together. */
function groupHunks(hunks: readonly Hunk[], length: number): readonly (readonly Hunk[])[] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.from - Math.min(last.to, length) <= 2 * CONTEXT)
      groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function hunkLines(
  group: readonly Hunk[],
  old: readonly string[],
  now: readonly string[],
): readonly string[] {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lead = Math.min(CONTEXT, first.from);
  const trail = Math.min(CONTEXT, old.length - last.to);
  const body: string[] = [];
  const tell = (sign: string, lines: readonly string[]): void => {
    for (const line of lines) {
      body.push(sign + line.replace(/\n$/u, ''));
      if (!line.endsWith('\n')) body.push('\\ No newline at end of file');
    }
  };
  let at = first.from - lead;
  for (const hunk of group) {
    tell(' ', old.slice(at, hunk.from));
    tell('-', old.slice(hunk.from, hunk.to));
    tell('+', now.slice(hunk.otherFrom, hunk.otherTo));
    at = hunk.to;
  }
  tell(' ', old.slice(at, last.to + trail));
  const removed = range(first.from - lead, last.to + trail);
  const added = range(first.otherFrom - lead, last.otherTo + trail);
  return [`@@ -${removed} +${added} @@`, ...body];
}

function range(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
}
