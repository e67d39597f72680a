import type { Io } from '../input.ts';
import type { Run } from '../run.ts';
import type { Outcome, State } from '../state.ts';

/** A program or builtin with its expanded words. */
export interface ShellCall {
  readonly run: Run;
  /** The plain name. */
  readonly name: string;
  /** The first word as it stood, when it names a folder. */
  readonly path: string | undefined;
  readonly args: readonly string[];
  readonly state: State;
  readonly io: Io;
}

/** Reads one call; undefined: this use is somebody else's. */
export type ReadCall = (call: ShellCall) => Outcome | undefined;
