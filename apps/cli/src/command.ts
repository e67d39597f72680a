import type { CodedError } from '@gait/canon';
import type { Context } from './context.ts';
import type { FlagSpecs, FlagValues } from './flag-spec.ts';
import type { Paint } from './paint.ts';

export { boolFlag, listFlag, textFlag } from './flag-spec.ts';

/**
 * Keys of a JSON answer: plain data (no bigint, no class). Members that are
 * `undefined` are left out.
 */
export type JsonAnswer = { readonly [key: string]: unknown };

/** What a command has to say: printed in one place, as JSON or as text. */
export interface Outcome {
  /** Exit status; when `error` is there it defaults to the one of the error's code. */
  readonly exit?: number;
  /** Keys of the JSON answer. `ok` must be there unless `error` is (then it is `false`). */
  readonly json: JsonAnswer;
  /**
   * Lines for a person. Each element is printed as one line: control characters in it, a line
   * break too, are shown and not obeyed. Left out only beside an `error`.
   */
  readonly text?: (paint: Paint) => readonly string[];
  /** Set when the command could not do its job; adds the error keys. */
  readonly error?: CodedError;
}

/** An argument without a dash. */
export interface PositionalSpec {
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  /** Takes all that remain. */
  readonly rest?: boolean;
}

/** The arguments after parsing. */
export interface Args<Specs extends FlagSpecs = FlagSpecs> {
  readonly flags: FlagValues<Specs>;
  readonly positionals: readonly string[];
  /** Names of the flags that were written, whatever their value. */
  readonly given: ReadonlySet<string>;
  /** `--explain` was written beside `--json`, to a command that explains its answer so. */
  readonly explain?: boolean;
  /** The answer is printed as JSON: what only its text needs is not asked for. */
  readonly json?: boolean;
}

/** One command of the command line. */
export interface Command<Specs extends FlagSpecs = FlagSpecs> {
  readonly path: readonly string[];
  /** One sentence, printed for `--explain`. */
  readonly explain: string;
  /** With `--json`, `--explain` asks for the reasons of this answer instead of that sentence. */
  readonly explainsAsJson?: boolean;
  readonly flags: Specs;
  readonly positionals?: readonly PositionalSpec[];
  /** The handler checks the number of positionals itself. */
  readonly positionalsAnyCount?: boolean;
  /** False where the reference stops reading flags at the first positional. */
  readonly flagsAfterPositionals?: boolean;
  /** Keys printed beside every error of this command. */
  readonly errorJson?: JsonAnswer;
  /** A command line that works, beginning with the program's name. */
  readonly example: string;
  /** More lines for help: files, environment variables, exit statuses of note. */
  readonly notes?: readonly string[];
  run(context: Context, args: Args<Specs>): Outcome | Promise<Outcome>;
}

/** A command whose flag types the framework no longer needs to know. */
export type AnyCommand = Omit<Command, 'run'> & {
  run(context: Context, args: Args): Outcome | Promise<Outcome>;
};

/** Names a command and derives the types of its flags. */
export function defineCommand<const Specs extends FlagSpecs>(command: Command<Specs>): AnyCommand {
  return command as unknown as AnyCommand;
}
