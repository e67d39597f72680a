/** What a command gets at its standard input. */
export type Input =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'pipe' }
  /** Text with marks. */
  | { readonly kind: 'text'; readonly text: string }
  /** An expanded word that names a file. */
  | { readonly kind: 'file'; readonly field: string };

/** How a command is started. */
export interface Io {
  readonly input: Input;
  /** Its status is asked for (`if`, `&&`): `set -e` does not count. */
  readonly asked: boolean;
}

export const TERMINAL: Io = { input: { kind: 'terminal' }, asked: false };
export const PIPE: Input = { kind: 'pipe' };
