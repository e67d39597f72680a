import type { ChainReport } from '@gait/local';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';

/** Findings that are told to a person one by one. */
const MOST_FINDINGS = 20;

/** What `trace show` says of the chains of journals, for programs; nothing of traces in files. */
export function chainAnswer(report: ChainReport): JsonAnswer {
  const { journals, findings, unchained } = report;
  if (journals.length === 0 && findings.length === 0 && unchained === 0) return {};
  return {
    chain: {
      status: findings.length > 0 ? 'broken' : journals.length === 0 ? 'unchained' : 'unbroken',
      end: endOf(report),
      journals: journals.map(({ journal, lines, fromPart, head }) => ({
        ...{ journal, lines, head },
        from_part: fromPart > 1 ? fromPart : undefined,
      })),
      unchained_lines: unlessEmpty(unchained),
      findings: unlessEmpty(findings.map((finding) => ({ ...finding }))),
    },
  };
}

/** The same for a person. */
export function chainText(report: ChainReport, paint: Paint): readonly string[] {
  const { journals, findings, unchained, headFound } = report;
  const [only] = journals;
  return [
    ...findings
      .slice(0, MOST_FINDINGS)
      .map(({ code, place, message }) =>
        paint.bad(`${place === '' ? '' : `${place}: `}${message} (${code})`),
      ),
    ...(findings.length > MOST_FINDINGS
      ? [paint.bad(`and ${findings.length - MOST_FINDINGS} more`)]
      : []),
    ...(findings.length > 0 || only === undefined ? [] : [paint.dim(wholeText(report))]),
    ...(unchained > 0 && findings.length === 0
      ? [paint.dim(`${unchained} lines without a chain: nobody can say whether one is missing`)]
      : []),
    ...(only !== undefined && journals.length === 1 && !headFound
      ? [paint.dim(`its last line, for a later --expect-head: ${only.head}`)]
      : []),
  ];
}

function endOf({ headFound, journals }: ChainReport): 'expected' | 'continued' | 'open' {
  if (headFound) return 'expected';
  return journals.length > 0 && journals.every(({ continued }) => continued) ? 'continued' : 'open';
}

const ENDS = {
  expected: 'the expected head is there',
  continued: 'the part after it follows on its end',
  open: 'the end is open: a cut there does not show',
} as const;

function wholeText(report: ChainReport): string {
  const { journals } = report;
  const from = Math.max(...journals.map(({ fromPart }) => fromPart));
  const parts = from > 1 ? ', earlier parts were not looked at' : '';
  return `the chain is unbroken${parts}; ${ENDS[endOf(report)]}`;
}
