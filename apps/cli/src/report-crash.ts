import type { Context } from './context.ts';
import { printOutcome } from './print-outcome.ts';
import { createPaint } from './paint.ts';
import { toCodedError } from './to-coded-error.ts';

/**
 * The last resort when printing itself failed (a full disk behind the output, a defect).
 *
 * @returns 1
 */
export function reportCrash(context: Context, error: unknown): number {
  const paint = () => createPaint({ colour: false, width: undefined });
  try {
    printOutcome(
      context,
      { path: [] },
      { exit: 1, json: {}, error: toCodedError(error, context.env) },
      false,
      paint,
    );
  } catch {
    // Standard error is gone too; the exit status is all that is left.
  }
  return 1;
}
