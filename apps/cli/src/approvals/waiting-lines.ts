import { localTime } from '../local-time.ts';
import type { Paint } from '../paint.ts';
import { TIME_FACTS, type WaitingView } from './describe-waiting.ts';

/** Lines of an action that a terminal is given unasked. */
const MOST_LINES = 400;

/**
 * The view as lines for a terminal: what would run, and what of it needs a person, before everything
 * else.
 *
 * @param full also of what is very long every line
 */
export function waitingLines(paint: Paint, view: WaitingView, full: boolean): readonly string[] {
  const part = (title: string, lines: readonly string[]): readonly string[] => {
    if (lines.length === 0) return [];
    const more = full ? 0 : lines.length - MOST_LINES;
    const shown = more > 0 ? lines.slice(0, MOST_LINES) : lines;
    return [
      paint.bold(title),
      ...shown.map((line) => `  ${line}`),
      ...(more > 0
        ? [
            paint.warn(
              `  … and ${more} more lines that you have not seen: gait approvals show ${view.id} --full`,
            ),
          ]
        : []),
    ];
  };
  return [
    paint.bold(view.headline),
    ...part('what it would run', view.action),
    paint.bold('why it needs a person'),
    ...paint.table(view.held.map((held) => ['', held])),
    ...part('what it would do', view.effects),
    ...part(
      'what would change',
      view.diff.map((line) => coloured(paint, line)),
    ),
    ...paint.pairs(
      Object.fromEntries(
        view.facts.map(([name, value]) => [name, TIME_FACTS.has(name) ? localTime(value) : value]),
      ),
    ),
  ];
}

function coloured(paint: Paint, line: string): string {
  if (/^(?:---|\+\+\+|@@)/u.test(line)) return paint.dim(line);
  if (line.startsWith('+')) return paint.good(line);
  return line.startsWith('-') ? paint.bad(line) : line;
}
