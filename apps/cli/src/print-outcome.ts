import { CodedError, sortedJson, type Json } from '@gait/canon';
import type { JsonAnswer, Outcome } from './command.ts';
import type { Context } from './context.ts';
import { correlationId } from './correlation.ts';
import { errorAnswer, errorHint } from './error-answer.ts';
import { createPaint, showControls, type Paint } from './paint.ts';
import type { ArgsFault } from './parse-args.ts';

interface Named {
  readonly path: readonly string[];
}

/**
 * The one place that prints: JSON on standard output; text of a result on standard output, an
 * error and its hint on standard error.
 *
 * @returns the exit status of the outcome
 */
export function printOutcome(
  context: Context,
  command: Named,
  outcome: Outcome,
  json: boolean,
  paint: () => Paint,
): number {
  context.clearProgress();
  const { error } = outcome;
  const exit = outcome.exit ?? error?.facts.exit ?? 0;
  if (json) {
    const answer =
      error === undefined ? outcome.json : { ...outcome.json, ...errorAnswer(error, exit) };
    context.io.out(`${jsonLine({ ...answer, correlation_id: correlationId(context.argv) })}\n`);
    return exit;
  }
  if (outcome.text !== undefined) {
    const painter = paint();
    const lines = outcome.text(painter);
    if (lines.length > 0) context.io.out(`${painter.render(lines)}\n`);
  }
  if (error !== undefined) {
    const errPaint = createPaint({ colour: errorColour(context), width: undefined });
    const name = [...command.path, 'error:'].join(' ');
    // Only the stack that a person asked for may take several lines.
    const debug = error.code === 'internal_failure' && (context.env['GAIT_DEBUG'] ?? '') !== '';
    const [message = '', ...stack] = debug ? error.message.split('\n') : [error.message];
    const lines = [
      `${errPaint.bad(name)} ${withoutPosition(message, error)}${showPlace(error)}`,
      ...stack.map((line) => `    ${line.trim()}`),
      `${errPaint.warn('hint:')} ${errorHint(error, exit)}`,
    ];
    context.io.err(`${errPaint.render(lines)}\n`);
  }
  return exit;
}

/**
 * A flag that cannot be read. The line goes to standard output and not to standard error because
 * scripts written for the reference read it there; the hint does not disturb them.
 */
export function printFlagFault(
  context: Context,
  command: Named & { readonly errorJson?: JsonAnswer },
  fault: ArgsFault,
  hint: string,
  json: boolean,
): number {
  const error = new CodedError(fault.code, fault.message, {
    hint,
    where: { field: `--${fault.flag}` },
  });
  if (json)
    return printOutcome(
      context,
      command,
      { json: command.errorJson ?? {}, error },
      true,
      plainPaint,
    );
  context.io.out(`${command.path.join(' ')} error: ${showControls(fault.message)}\n`);
  context.io.err(`hint: ${showControls(hint)}\n`);
  return error.facts.exit;
}

const plainPaint = (): Paint => createPaint({ colour: false, width: undefined });

/** One line of JSON with sorted keys, without members that are undefined. */
function jsonLine(answer: JsonAnswer): string {
  return sortedJson(answer as Json);
}

/** Whether standard error takes colours. */
export function errorColour(context: Context): boolean {
  if ((context.env['NO_COLOR'] ?? '') !== '' || context.env['TERM'] === 'dumb') return false;
  return context.io.errIsTerminal();
}

/** For a person the position stands once, with the file. */
function withoutPosition(message: string, { where }: CodedError): string {
  const { file, line, column } = where;
  const position = ` (line ${line}, column ${column})`;
  // Where the message names the file the place would be shown without it.
  return file === undefined || message.includes(file) || !message.endsWith(position)
    ? message
    : message.slice(0, -position.length);
}

function showPlace(error: CodedError): string {
  const { file, entry, line, column } = error.where;
  const parts = [file, entry].filter((part) => part !== undefined && !error.message.includes(part));
  const position = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  const place = parts.join(': ') + position;
  return place === '' ? '' : ` (${place.startsWith(':') ? `line ${place.slice(1)}` : place})`;
}
