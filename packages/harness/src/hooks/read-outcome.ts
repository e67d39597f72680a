import type { CallOutcome } from './hook-message.ts';
import type { HookDialect } from './hook-row.ts';
import { asFields, fieldOf, textOf, type Fields } from './read-fields.ts';

/** UTF-16 units of a result that are kept: enough for a person, and no more to carry about. */
const MAX_TEXT = 64 * 1024;

/**
 * What a call came to. Tools tell it in their own ways, some only in the text that the model
 * reads; what cannot be known is `unknown` and never `ok`.
 */
export function readOutcome(dialect: HookDialect, message: Fields): CallOutcome {
  const error = textOf(message, 'error');
  if (error !== undefined)
    return failed(error, /^(?:Error: )?Exit code (\d{1,10})\b/.exec(error)?.[1]);
  const response = fieldOf(message, 'tool_response');
  switch (dialect) {
    case 'claude':
      return readClaude(message, response);
    case 'codex':
      return readCodex(response);
    case 'gemini':
    case 'qwen':
      return readGemini(response);
    case 'opencode':
    case 'cline':
      return readPlugin(message);
    case 'cursor':
    case 'copilot':
    case 'vscode':
    case 'devin':
    case 'kiro':
    case 'goose':
      return withText('unknown', response);
  }
}

/** A failed call has an event of its own, so that what comes here went well. */
function readClaude(message: Fields, response: unknown): CallOutcome {
  const fields = asFields(response);
  if (fields === undefined) return withText('ok', response);
  const interrupted = fieldOf(fields, 'interrupted') === true;
  const shell = message['tool_name'] === 'Bash' || message['tool_name'] === 'PowerShell';
  const text = shell
    ? [textOf(fields, 'stdout') ?? '', textOf(fields, 'stderr') ?? ''].filter(Boolean).join('\n')
    : JSON.stringify(response);
  return {
    status: interrupted ? 'error' : 'ok',
    ...(shell && !interrupted ? { exitCode: 0 } : {}),
    text: text.slice(0, MAX_TEXT),
  };
}

/** A shell's status is not told, and a call that failed has no event at all. */
function readCodex(response: unknown): CallOutcome {
  const patch = typeof response === 'string' ? /^Exit code: (\d{1,10})\n/.exec(response) : null;
  if (patch !== null) return { ...statusOf(Number(patch[1])), text: short(response) };
  const fields = asFields(response);
  if (fields !== undefined && Array.isArray(fieldOf(fields, 'content'))) {
    return withText(fieldOf(fields, 'isError') === true ? 'error' : 'ok', response);
  }
  return withText('unknown', response);
}

/** The status stands in the last lines of what the model reads. */
function readGemini(response: unknown): CallOutcome {
  const fields = asFields(response);
  if (fields === undefined) return withText('unknown', response);
  const told = asFields(fieldOf(fields, 'error'));
  const content = fieldOf(fields, 'llmContent');
  const text = typeof content === 'string' ? content : JSON.stringify(content ?? null);
  if (told !== undefined) return failed(textOf(told, 'message') ?? text, undefined);
  const end = text.slice(-400);
  // Anchored at the end: lines before it are the command's own and could say anything.
  const code =
    /\nExit Code: (\d{1,10})\n(?:Signal: [^\n]*\n)?Process Group PGID: \d+(?:\n<\/untrusted_context>)?$/.exec(
      end,
    )?.[1];
  if (code !== undefined) return { ...statusOf(Number(code)), text: text.slice(0, MAX_TEXT) };
  return { status: 'ok', text: text.slice(0, MAX_TEXT) };
}

/** Our plugins pass on what the tool gave them. */
function readPlugin(message: Fields): CallOutcome {
  const native = asFields(fieldOf(message, 'tool_result'));
  const output = fieldOf(message, 'tool_response') ?? native?.['output'];
  const exit = fieldOf(message, 'exit_code');
  const status = fieldOf(message, 'status');
  const told: CallOutcome =
    typeof exit === 'number' && Number.isSafeInteger(exit)
      ? statusOf(exit)
      : { status: status === 'ok' || status === 'error' ? status : statusOfParts(native) };
  return { ...told, ...(output === undefined ? {} : { text: short(output) }) };
}

/** An executable of Cline gets the parts of the result; each says whether it went well. */
function statusOfParts(native: Fields | undefined): CallOutcome['status'] {
  const parts = native?.['output'];
  if (!Array.isArray(parts) || parts.length === 0) return 'unknown';
  const told = parts.map((part) => asFields(part)?.['success']);
  if (told.includes(false)) return 'error';
  return told.every((success) => success === true) ? 'ok' : 'unknown';
}

function statusOf(exitCode: number): CallOutcome {
  return { status: exitCode === 0 ? 'ok' : 'error', exitCode };
}

function failed(text: string, exitCode: string | undefined): CallOutcome {
  return {
    status: 'error',
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    text: text.slice(0, MAX_TEXT),
  };
}

function withText(status: CallOutcome['status'], value: unknown): CallOutcome {
  return value === undefined ? { status } : { status, text: short(value) };
}

function short(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MAX_TEXT);
}
