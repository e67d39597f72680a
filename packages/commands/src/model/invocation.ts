import type { CommandContext } from './context.ts';
import type { Effect, Obscurity } from './effect.ts';

/** One word of a command after the shell has expanded it, as far as that can be known. */
export interface Word {
  /** What the program gets; undefined when a part is known only when it runs. */
  readonly value: string | undefined;
  /** What the word certainly begins with: all of it when the value is known. */
  readonly prefix: string;
  /** The shell would replace it by the names of files (`*`, `?`, `[`): unquoted wildcards. */
  readonly pattern: boolean;
}

/** A program about to start, as the shell hands it over. */
export interface Invocation {
  /** The plain name without folders and `.exe`, `.cmd`, `.bat`; as written otherwise. */
  readonly program: string;
  /** The first word as it was written, when it names a folder: `./run.sh`, `/bin/rm`. */
  readonly path?: string;
  readonly args: readonly Word[];
  /** What it gets at its standard input. `terminal`: nothing that the command says. */
  readonly input: 'terminal' | 'pipe' | { readonly text: string };
  /** Variables and the working folder at this place of the script. */
  readonly context: CommandContext;
}

/** What a program starts in its turn; whoever reads the shell reads these too. */
export type Nested =
  /** A program with its words: `find -exec`, `xargs`, `env`, `sudo`, `timeout`. */
  | {
      readonly kind: 'argv';
      readonly argv: readonly Word[];
      /** Further words that nobody knows are added: `xargs`. */
      readonly more: boolean;
      readonly context: CommandContext;
    }
  /** Text for a shell: `sh -c`, `npm run build`, `make` recipes, a trap. */
  | { readonly kind: 'script'; readonly text: string; readonly context: CommandContext };

/** What a program does when it is started with these words. */
export interface ProgramReading {
  readonly effects: readonly Effect[];
  readonly nested: readonly Nested[];
  readonly obscurities: readonly Obscurity[];
  /**
   * Files and folders, absolute, in which other texts stand afterwards although no effect names
   * them as written: a branch that is checked out, scripts that are put into `package.json`. What
   * the same text runs from there is unknown.
   */
  readonly rewrites?: readonly string[];
}

/**
 * Reads the words of one program. Undefined: nothing is known about the program, or not about
 * this use of it; then it is an `execute` effect on a `program` place.
 */
export type ReadProgram = (invocation: Invocation) => ProgramReading | undefined;
