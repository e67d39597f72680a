/**
 * How strictly files of a regression suite are read: `standard` refuses what two
 * readers could understand differently, `compat` reads as the reference
 * implementation does and says what it let pass, `strict` is `standard` and also
 * fails a fixture that tests nothing.
 */
export type RegressProfile = 'standard' | 'compat' | 'strict';

/** Something that `standard` refuses and `compat` let pass. */
export interface Tolerated {
  /** The code that `standard` answers with. */
  readonly code: string;
  readonly file: string;
  /** Field or entry. */
  readonly entry?: string;
  readonly message: string;
}
