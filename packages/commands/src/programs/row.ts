import type { Call } from './draft.ts';

/**
 * What a word is to its program: an option, the value of one, or an operand.
 *
 * Without a value: `flag` has no effect of its own, `help` makes the program only print, `runs`
 * starts a program that nobody named, `privilege` changes who the program is, `refuse` is a use
 * that nothing is known about.
 *
 * With one: `value` is data; `read`, `write`, `delete`, `edit` (read and write) are files, and
 * with `Tree` everything below a folder; `work` is a folder in which files are changed; `code` is a file that is run or loaded, the project's own
 * being the project's work; `folder` is where the program works; `get` and `send` are URLs;
 * `source` is a file or a URL; `setting` is `NAME=VALUE` of settings that the row does not list;
 * `host` is a server that it connects to, without a scheme; `script` is text for a shell; `run`
 * names a program.
 */
export type Role =
  | 'flag'
  | 'help'
  | 'runs'
  | 'privilege'
  | 'refuse'
  | 'value'
  | 'read'
  | 'readTree'
  | 'write'
  | 'writeTree'
  | 'delete'
  | 'deleteTree'
  | 'edit'
  | 'editTree'
  | 'work'
  | 'code'
  | 'source'
  | 'folder'
  | 'setting'
  | 'host'
  | 'get'
  | 'send'
  | 'script'
  | 'run';

/**
 * What a program does however it is called: `look` reads somewhere in the working folder, `work`
 * reads and writes there, `discard` loses work there, `get:HOST` fetches from a server,
 * `use:SERVICE:KIND:OPERATION` is an effect on a service.
 */
export type Always =
  | 'look'
  | 'work'
  | 'discard'
  | 'execute'
  | 'destroy'
  | 'privilege'
  | `get:${string}`
  | `use:${string}:${'read' | 'write' | 'delete' | 'execute'}:${string}`;

/** A reader for what the grammar alone does not say. It adds to the draft of its call. */
export type Reader = (call: Call) => void;

/** How a program, or one of its subcommands, reads its words. */
export interface Spec {
  /**
   * Role → its options, separated by blanks. A `?` behind a name: the value stands in the same
   * word or nowhere (`--color=auto`).
   */
  readonly options?: Readonly<Partial<Record<Role, string>>>;
  /** Roles of the operands in their order; the last one holds for all further ones. */
  readonly operands?: readonly Role[];
  /** The role of the last operand, where it differs and is not the only one. */
  readonly last?: Role;
  /** The role of the working folder when there are no operands, or only data. */
  readonly none?: Role;
  readonly always?: readonly Always[];
  /** The first whose options are given takes the place of the fields that it has. */
  readonly modes?: readonly Mode[];
  /** Names of subcommands, separated by blanks → how each reads the words behind it. */
  readonly subs?: Readonly<Record<string, Spec>>;
  /** A subcommand that is not in the list; otherwise nothing is known about it. */
  readonly other?: Spec;
  /** No subcommand; otherwise the program prints how it is used. */
  readonly bare?: Spec;
  /**
   * Options that nobody knows do no harm here, unless what they are called or given says that they
   * name a program, a server or a file outside of the project. Otherwise nothing is known about
   * such a use.
   */
  readonly lenient?: true;
  /** Long options have one dash (`-auto-approve`), and short ones are not clustered. */
  readonly single?: true;
  /** Options before a subcommand hold only there. */
  readonly apart?: true;
  /** Options end at the first operand; what follows belongs to something else. */
  readonly stop?: true;
  /** The reader sorts the words itself: all of them are operands. */
  readonly raw?: true;
  /** Beside subcommands it only looks at the options before them. */
  readonly read?: Reader;
}

export interface Mode extends Pick<Spec, 'operands' | 'last' | 'none' | 'always' | 'read'> {
  readonly when: string;
}

/** A program of the table. */
export interface Row extends Spec {
  /** What it is taken for, for people. */
  readonly about: string;
}

/** Names, separated by blanks → their row. */
export type Rows = Readonly<Record<string, Row>>;

/** The programs of one theme. `local`: a project brings its own copy of them (`node_modules/.bin`). */
export interface Theme {
  readonly title: string;
  readonly local: boolean;
  readonly rows: Rows;
}
