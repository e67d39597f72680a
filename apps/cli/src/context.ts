/** Standard streams as the command line uses them. */
export interface Io {
  /** Writes all of the text to standard output. */
  out(text: string): void;
  /** Writes all of the text to standard error. */
  err(text: string): void;
  readonly outIsTerminal: () => boolean;
  readonly errIsTerminal: () => boolean;
}

/** Everything of the world that a command may touch besides files; a test gives its own. */
/** What `ask` answers when the person ends the input (Ctrl-D): no answer, and no yes to any question. */
export const INPUT_ENDED = '\u0004';

export interface Context {
  readonly io: Io;
  /** Absolute folder that relative paths start from. */
  readonly cwd: string;
  /** Home folder, or the empty text. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments with the program's name in front. */
  readonly argv: readonly string[];
  readonly platform: NodeJS.Platform;
  /** File that this process was started from. */
  readonly executable: string;
  /** What this build calls itself (`producer_version`). */
  readonly version: string;
  /** Process that started this one; undefined where nobody looks above. */
  readonly parent?: number;
  /** Nanoseconds since 1970. */
  readonly now: () => bigint;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Name of the user, where the system is not to be asked for it. */
  readonly user?: () => string;
  /** Absolute form of a path given by the user. */
  readonly resolve: (path: string) => string;
  /** One line on standard error for a person; silent with `--json`. */
  readonly warn: (text: string) => void;
  /** One line on standard error about what is done and how long it took; only with `--debug`. */
  readonly debug?: ((text: string) => void) | undefined;
  /** Says on standard error how far a long piece of work is. Cheap: call it often. */
  readonly progress: (label: string, done?: number, total?: number) => void;
  /** Takes the progress line away, before something is printed. */
  readonly clearProgress: () => void;
  /**
   * One line that a person types, or `INPUT_ENDED`; undefined where nobody sits at a terminal, and
   * when `until` is aborted: then nobody waits for the line any more.
   */
  readonly ask?: (question: string, until?: AbortSignal) => Promise<string | undefined>;
  /** Runs `undo` when the person presses Ctrl-C; the answer takes it back. */
  readonly onInterrupt: (undo: () => void) => () => void;
  /**
   * Waits for Ctrl-C or SIGTERM and answers with the exit status that belongs to it; a second
   * one ends the process at once. For commands that run until they are stopped.
   */
  readonly untilStopped: () => Promise<number>;
  /** Columns of the terminal, or undefined when the output is not one. */
  readonly width: () => number | undefined;
}
