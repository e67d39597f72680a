import type { Problem } from '../findings/finding.ts';
import type { NodeKind } from '../graph/graph.ts';
import type { DecodedText } from '../reader/decode-asset.ts';

/** Most bytes of a file of a kind: a tool reads it whole into its context. */
export type Budgets = Readonly<Record<Exclude<NodeKind, 'mcp'>, number>>;

const KIB = 1024;

/** What files of a kind should not exceed where the project says nothing. */
export const DEFAULT_BUDGETS: Budgets = {
  agent: 16 * KIB,
  task: 32 * KIB,
  template: 64 * KIB,
  data: 64 * KIB,
  skill: 32 * KIB,
};

/**
 * Form of a text: byte order mark, line breaks, last line, size.
 *
 * @param sizes what the project allows: a bound, where the usual size is an advice
 */
export function checkText(
  kind: Exclude<NodeKind, 'mcp'>,
  { text, bom }: DecodedText,
  size: number,
  sizes: Partial<Budgets>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const top = { line: 1, column: 1 };
  if (bom) {
    problems.push({
      code: 'bom',
      message: 'begins with a byte order mark, which hides front matter from other tools',
      hint: 'save the file as UTF-8 without it',
      // In front of the text, which is counted behind the mark.
      fix: [{ start: -1, end: 0, text: '' }],
      ...top,
    });
  }
  const breaks = breaksOf(text);
  const mixed = mixedBreaks(text, breaks);
  if (mixed !== undefined) problems.push(mixed);
  const isSource = kind === 'agent' || kind === 'task';
  if (isSource && text !== '' && !text.endsWith('\n')) {
    problems.push({
      code: 'newline_missing',
      message: 'the last line does not end',
      hint: 'end the file with a line break',
      fix: [{ start: text.length, end: text.length, text: breaks.usual }],
      ...top,
    });
  }
  const most = sizes[kind] ?? DEFAULT_BUDGETS[kind];
  if (size > most) {
    problems.push({
      code: sizes[kind] === undefined ? 'size_budget' : 'size_limit',
      message: `has ${size} bytes, its budget is ${most}`,
      hint: 'move what is not always needed into a data file or a skill',
      ...top,
    });
  }
  return problems;
}

/** How the lines of a text end. */
interface Breaks {
  readonly pairs: number;
  /** Where LF stands alone. */
  readonly singles: readonly number[];
  /** What most lines end in. */
  readonly usual: '\r\n' | '\n';
}

function breaksOf(text: string): Breaks {
  const singles: number[] = [];
  let pairs = 0;
  if (!text.includes('\r\n')) return { pairs, singles, usual: '\n' };
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') pairs++;
    else singles.push(at);
  }
  return { pairs, singles, usual: pairs >= singles.length ? '\r\n' : '\n' };
}

function mixedBreaks(text: string, { pairs, singles, usual }: Breaks): Problem | undefined {
  if (pairs === 0 || singles.length === 0) return undefined;
  const fix =
    usual === '\r\n'
      ? singles.map((at) => ({ start: at, end: at + 1, text: usual }))
      : [...text.matchAll(/\r\n/g)].map(({ index }) => ({
          start: index,
          end: index + 2,
          text: usual,
        }));
  return {
    code: 'line_endings_mixed',
    message: `has ${pairs} lines that end in CR LF and ${singles.length} in LF`,
    hint: `end all lines in ${usual === '\n' ? 'LF' : 'CR LF'}`,
    fix,
    line: 1,
    column: 1,
  };
}
