import { mergeLines, type MergedPart } from './merge-lines.ts';
import {
  encodeLines,
  readLines,
  withLineFeeds,
  type TextLines,
  type Unmergeable,
} from './text-lines.ts';

/** Three versions of one file: what somebody changed, what it was before, what came instead. */
export interface MergeInput {
  readonly ours: Uint8Array;
  readonly base: Uint8Array;
  readonly theirs: Uint8Array;
}

/** How the sides are called beside conflict markers. */
export interface MergeLabels {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

/** What is taken where both sides changed the same lines; `markers` takes both. */
export type Favour = 'markers' | 'ours' | 'theirs';

export type MergeResult =
  | {
      readonly kind: 'clean';
      readonly bytes: Uint8Array;
      /** Decided by `favour`. */ readonly settled: number;
    }
  | { readonly kind: 'conflict'; readonly bytes: Uint8Array; readonly conflicts: number }
  /** Nothing was merged. `unresolved`: markers of an earlier merge still stand in ours. */
  | { readonly kind: 'refused'; readonly reason: Unmergeable | 'unresolved' };

/**
 * Merges what somebody changed with what came instead, line by line, as `git merge-file --diff3`.
 * A byte order mark, CRLF throughout and a missing last line end are properties of the file and
 * not of its lines: a checkout that turns every line end is no conflict with anything.
 *
 * Bytes that are no text are never merged.
 */
export function mergeFile(
  input: MergeInput,
  labels: MergeLabels,
  favour: Favour = 'markers',
): MergeResult {
  const [ours, base, theirs] = [input.ours, input.base, input.theirs].map((bytes) =>
    readLines(bytes),
  ) as [TextLines | Unmergeable, TextLines | Unmergeable, TextLines | Unmergeable];
  for (const side of [ours, base, theirs])
    if (typeof side === 'string') return { kind: 'refused', reason: side };
  return mergeTexts(ours as TextLines, base as TextLines, theirs as TextLines, labels, favour);
}

function mergeTexts(
  ours: TextLines,
  base: TextLines,
  theirs: TextLines,
  labels: MergeLabels,
  favour: Favour,
): MergeResult {
  if (hasMarkers(ours) && !hasMarkers(base)) return { kind: 'refused', reason: 'unresolved' };
  const form = mergeForms(ours, base, theirs);
  const linesOf = (side: TextLines): readonly string[] =>
    closed(form.crlf === 'as_is' ? side.lines : withLineFeeds(side));
  const parts = mergeLines(linesOf(ours), linesOf(base), linesOf(theirs));
  const conflicts = parts.filter(({ kind }) => kind === 'conflict').length;
  const end = form.crlf === 'as_is' && ours.lines[0]?.endsWith('\r\n') === true ? '\r\n' : '\n';
  const lines = parts.flatMap((part) => writePart(part, labels, favour, end));
  const bytes = encodeLines(form.open ? opened(lines, parts, favour) : lines, {
    bom: form.bom,
    crlf: form.crlf === true,
  });
  return conflicts === 0 || favour !== 'markers'
    ? { kind: 'clean', bytes, settled: conflicts }
    : { kind: 'conflict', bytes, conflicts };
}

interface Form {
  readonly bom: boolean;
  /** `as_is`: lines keep the ends that they have. */
  readonly crlf: boolean | 'as_is';
  /** The last line has no end. */
  readonly open: boolean;
}

function mergeForms(ours: TextLines, base: TextLines, theirs: TextLines): Form {
  const either = <T>(read: (side: TextLines) => T): T =>
    read(ours) === read(base) ? read(theirs) : read(ours);
  const mixed = [ours, base, theirs].some(({ ends }) => ends === 'mixed');
  return {
    bom: either(({ bom }) => bom),
    crlf: mixed ? 'as_is' : either(({ ends }) => ends === 'crlf'),
    open: either(({ lines }) => isOpen(lines)),
  };
}

function isOpen(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.at(-1)?.endsWith('\n') === false;
}

function closed(lines: readonly string[]): readonly string[] {
  return isOpen(lines) ? [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n`] : lines;
}

/** Without the last line end, but a marker keeps its own. */
function opened(
  lines: readonly string[],
  parts: readonly MergedPart[],
  favour: Favour,
): readonly string[] {
  const endsInMarker = parts.at(-1)?.kind === 'conflict' && favour === 'markers';
  const last = lines.at(-1);
  return last === undefined || endsInMarker
    ? lines
    : [...lines.slice(0, -1), last.replace(/\r?\n$/u, '')];
}

function writePart(
  part: MergedPart,
  labels: MergeLabels,
  favour: Favour,
  end: string,
): readonly string[] {
  if (part.kind === 'clean') return part.lines;
  if (favour !== 'markers') return part[favour];
  return [
    `<<<<<<< ${labels.ours}${end}`,
    ...part.ours,
    `||||||| ${labels.base}${end}`,
    ...part.base,
    `=======${end}`,
    ...part.theirs,
    `>>>>>>> ${labels.theirs}${end}`,
  ];
}

function hasMarkers({ lines }: TextLines): boolean {
  const first = lines.findIndex((line) => line.startsWith('<<<<<<< '));
  return first >= 0 && lines.slice(first).some((line) => line.startsWith('>>>>>>> '));
}
