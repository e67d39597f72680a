import type { Problem } from '../findings/finding.ts';
import type { NodeKind } from '../graph/graph.ts';
import type { DecodedText } from '../reader/decode-asset.ts';

/** Most bytes that a file of a kind should have: a tool reads it whole into its context. */
export type Budgets = Readonly<Record<Exclude<NodeKind, 'mcp'>, number>>;

const KIB = 1024;

export const DEFAULT_BUDGETS: Budgets = {
  agent: 16 * KIB,
  task: 32 * KIB,
  template: 64 * KIB,
  data: 64 * KIB,
  skill: 32 * KIB,
};

/** Form of a text: byte order mark, line breaks, last line, size. */
export function checkText(
  kind: Exclude<NodeKind, 'mcp'>,
  { text, bom }: DecodedText,
  size: number,
  budgets: Budgets,
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
  const mixed = mixedBreaks(text);
  if (mixed !== undefined) problems.push({ ...mixed, ...top });
  const isSource = kind === 'agent' || kind === 'task';
  if (isSource && text !== '' && !text.endsWith('\n')) {
    problems.push({
      code: 'newline_missing',
      message: 'the last line does not end',
      hint: 'end the file with a line break',
      fix: [{ start: text.length, end: text.length, text: text.includes('\r\n') ? '\r\n' : '\n' }],
      ...top,
    });
  }
  if (size > budgets[kind]) {
    problems.push({
      code: 'size_budget',
      message: `has ${size} bytes, its budget is ${budgets[kind]}`,
      hint: 'move what is not always needed into a data file or a skill',
      ...top,
    });
  }
  return problems;
}

function mixedBreaks(text: string): Omit<Problem, 'line' | 'column'> | undefined {
  const firstPair = text.indexOf('\r\n');
  if (firstPair < 0) return undefined;
  let pairs = 0;
  const singles: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] === '\r') pairs++;
    else singles.push(at);
  }
  if (singles.length === 0) return undefined;
  const toPairs = pairs >= singles.length;
  const fix = toPairs
    ? singles.map((at) => ({ start: at, end: at + 1, text: '\r\n' }))
    : [...text.matchAll(/\r\n/g)].map(({ index }) => ({
        start: index,
        end: index + 2,
        text: '\n',
      }));
  return {
    code: 'line_endings_mixed',
    message: `has ${pairs} lines that end in CR LF and ${singles.length} in LF`,
    hint: `end all lines in ${toPairs ? 'CR LF' : 'LF'}`,
    fix,
  };
}
