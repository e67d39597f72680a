/** What reading a command may know. All of it comes from the caller: this room has no effects. */
export interface CommandContext {
  readonly dialect: 'sh' | 'powershell' | 'cmd';
  /** The folder that the command starts in, absolute. */
  readonly folder: string;
  /** The folder of the project; what lies in it is the project's own. Absolute. */
  readonly project: string;
  /** The person's home folder, absolute. */
  readonly home: string;
  /**
   * Variables that certainly have this value where the command runs. `HOME`, `PWD` and `TMPDIR`
   * are taken from the fields of this context when they are not here. A variable that is not
   * known stays unknown: it is not empty.
   */
  readonly variables: ReadonlyMap<string, string>;
  /**
   * The text of a file that the command would run or take its settings from (a shell script,
   * `package.json`, `.git/config`); undefined: there is none, or it may not be read (too large,
   * not a file, not text). Never called for more than a few files of one command.
   */
  readonly readText: (path: string) => string | undefined;
  /**
   * Whether certainly nothing has this name: a program that takes its work from such a file has
   * none. Where it is missing, nobody can tell.
   */
  readonly isMissing?: (path: string) => boolean;
  /**
   * Whether what stands in a file may be what nobody has looked at: whoever gives the command wrote
   * it, or it came into being since he began. Such a script is no work of the project.
   */
  readonly isFresh?: (path: string) => boolean;
  /**
   * Whoever gives the command can type into the programs that it starts, and nobody reads that: a
   * program that does what is typed is one that nothing is known about.
   */
  readonly typedInto?: boolean;
}
