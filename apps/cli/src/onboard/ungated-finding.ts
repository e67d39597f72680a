import { trimSpace } from '@gait/canon';
import type { Context } from '../context.ts';
import { toCodedError } from '../to-coded-error.ts';

/** A way around the gate, or something without which it cannot do its work. */
export interface Ungated {
  readonly code: string;
  /** `gap`: a call can pass, or the gate cannot decide. `note`: worth a look. */
  readonly severity: 'gap' | 'note';
  readonly why: string;
  /** A command that repairs it, or opens the file in which it is repaired. */
  readonly command: string;
}

/** A finding that `--strict` fails for. */
export function gap(code: string, why: string, command: string): Ungated {
  return { code, severity: 'gap', why, command };
}

/** A finding that a person may judge. */
export function note(code: string, why: string, command: string): Ungated {
  return { code, severity: 'note', why, command };
}

/** The command that opens a file; `word` as a shell reads it. */
export function edit(word: string): string {
  return `"\${EDITOR:-vi}" ${word}`;
}

/** What an error says, in one sentence. */
export function messageOf(context: Context, error: unknown): string {
  return trimSpace(toCodedError(error, context.env).message);
}
