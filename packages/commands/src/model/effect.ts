/** What a command would do, in the words of a policy. */
export type EffectKind = 'read' | 'write' | 'delete' | 'execute' | 'network' | 'privilege';

/**
 * What an effect touches.
 *
 * - `path`: a file of this machine, absolute and cleaned. `reach` says how much of it: the file
 *   alone, everything below the folder, or every file that a pattern meets. `workspace` is the
 *   pseudo reach of a program that works somewhere in a folder (a compiler, a test runner): it
 *   changes files there, but not the folder as a whole.
 * - `unknown_path`: a file, but which one is known only when the command runs (`rm "$X"`).
 *   `below` is the folder that it certainly lies in, when that is known.
 * - `host`: another machine. `url` when it was written as one. `method` in lower case, `get` when
 *   nothing is sent.
 * - `repo`: a remote of the project's own repository, by the name that its settings give it.
 * - `service`: something behind a client's own settings: a cluster, a cloud account, a database.
 * - `program`: a program that nothing is known about, or text that could not be read as one.
 */
export type Place =
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly reach: 'file' | 'tree' | 'pattern' | 'workspace';
    }
  | { readonly kind: 'unknown_path'; readonly below?: string }
  | {
      readonly kind: 'host';
      readonly host: string;
      readonly url?: string;
      readonly method: string;
    }
  | { readonly kind: 'repo'; readonly name: string; readonly operation: string }
  | {
      readonly kind: 'service';
      /** `kubernetes`, `aws`, `postgresql`, … */
      readonly service: string;
      /** What of it, as the command names it: `namespace/prod`, `s3://bucket/key`, a table. */
      readonly name: string;
      /** The verb in the service's own words: `get`, `delete`, `apply`. */
      readonly operation: string;
    }
  | { readonly kind: 'program'; readonly name: string };

/** One thing that a command would do. Two effects are the same when all fields are. */
export interface Effect {
  readonly kind: EffectKind;
  readonly place: Place;
  /** The program that has it, by its plain name: `git`, `rm`; `''` for the shell itself (`> file`). */
  readonly program: string;
  /** It cannot be undone by the same program: force push, `rm`, `DROP`, `terraform destroy`. */
  readonly destructive: boolean;
}

/**
 * Why a command could not be read wholly. Any of them puts the command into the stricter class:
 * a caller that sees one treats the whole text as a program that nothing is known about.
 */
export type Obscurity =
  /** Longer, deeper or more heredocs than any honest command. */
  | 'too_large'
  /** The parser reports an error: what follows it is lost. */
  | 'syntax_error'
  /** The name of a program is known only when it runs: `$X`, `"$(cat f)"`. */
  | 'program_unknown'
  /** Text that is run is known only when it runs: `eval "$X"`, `curl … | sh`, `base64 -d | sh`. */
  | 'code_unknown'
  /** Code of a language that is not read, or that was read and reaches for what is not understood. */
  | 'code_opaque'
  /** An option that the table does not list, and that names a program, a server or a foreign file. */
  | 'option_unknown'
  /** A dialect without a parser. */
  | 'dialect_unknown'
  /** Caps of reading were reached: nested scripts, files, expansions. */
  | 'budget_spent';

/**
 * One start of a program or of a command of the shell itself, with its words as it gets them. The
 * table names what a program does with the words that it knows; whoever guards a file looks through
 * all of them, because an option that no row knows may name the file too.
 */
export interface RunWords {
  /** As it was called: `cat`, `./cat`. */
  readonly program: string;
  /** Folders that relative paths may start from, absolute; none: nobody knows. */
  readonly folders: readonly string[];
  /** A piece that is known only when it runs stands as `*`, as wildcards do. */
  readonly words: readonly string[];
  /** Values of variables that the text itself hands over. */
  readonly variables: readonly string[];
  /** Paths that the effects of this start name, except folders that it merely works in. */
  readonly named: readonly string[];
}

/** What reading a command gives. Deterministic in text, context and the files it was given. */
export interface CommandReading {
  /** In the order in which they appear, each once. */
  readonly effects: readonly Effect[];
  /** Empty: everything was understood. In the order found, each once. */
  readonly obscurities: readonly Obscurity[];
  /** Plain names of the programs that would run, in order, each once: for conditions of policies and for people. */
  readonly programs: readonly string[];
  /** Every start of a program with its words, each once. */
  readonly runs: readonly RunWords[];
}
