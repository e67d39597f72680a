import type { Context } from './context.ts';
import { createPaint, type Paint } from './paint.ts';
import { errorColour } from './print-outcome.ts';

/**
 * Shows lines to the person at the terminal, on standard error: also with `--json`, and also where
 * standard output goes elsewhere. Nobody answers what was not shown.
 */
export function tellPerson(context: Context, lines: (paint: Paint) => readonly string[]): void {
  const paint = createPaint({ colour: errorColour(context), width: context.width() });
  const shown = lines(paint);
  if (shown.length > 0) context.io.err(`${paint.render(shown)}\n`);
}
