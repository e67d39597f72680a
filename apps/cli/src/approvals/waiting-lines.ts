import type { Paint } from '../paint.ts';
import type { WaitingView } from './describe-waiting.ts';

/** The view as lines for a terminal. */
export function waitingLines(paint: Paint, view: WaitingView): readonly string[] {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [paint.bold(title), ...lines.map((line) => `  ${line}`)];
  return [
    paint.bold(view.headline),
    ...part('what it would run', view.action),
    ...part('what that would do', view.effects),
    ...part(
      'what would change',
      view.diff.map((line) => coloured(paint, line)),
    ),
    ...paint.pairs(Object.fromEntries(view.facts)),
  ];
}

function coloured(paint: Paint, line: string): string {
  if (line.startsWith('+')) return paint.good(line);
  return line.startsWith('-') ? paint.bad(line) : line;
}
