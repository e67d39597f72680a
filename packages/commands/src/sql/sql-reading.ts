/** What a statement does; `unknown`: it could not be read, and may do anything. */
export type SqlKind =
  | 'select'
  | 'show'
  | 'explain'
  | 'set'
  | 'transaction'
  | 'insert'
  | 'update'
  | 'create'
  | 'alter'
  | 'copy'
  | 'other'
  | 'grant'
  | 'delete'
  | 'truncate'
  | 'drop'
  | 'call'
  | 'do'
  | 'unknown';

/** A table, view or other object, by the names as written, without quotes. */
export interface SqlTable {
  readonly schema?: string;
  readonly name: string;
}

/**
 * What a statement reaches outside the database. `path` as written: of the server, or of the
 * client where the command is the client's. Undefined: it is known only when it runs.
 */
export interface SqlAccess {
  readonly action: 'read' | 'write' | 'execute' | 'network';
  readonly path: string | undefined;
}

/** One statement, or one that stands inside another (`WITH x AS (DELETE …)`). */
export interface SqlStatement {
  readonly kind: SqlKind;
  /** What it changes; for a statement that only reads, what it reads. */
  readonly tables: readonly SqlTable[];
  /** What it reads beside that. */
  readonly sources: readonly SqlTable[];
  /** An update or delete of every row: there is no WHERE. */
  readonly missingWhere: boolean;
  /** There is one, and it holds for every row: `WHERE 1 = 1`. */
  readonly alwaysTrue: boolean;
  /** What it takes away does not come back with another statement of the kind. */
  readonly destructive: boolean;
  readonly accesses: readonly SqlAccess[];
}

/** What a text of SQL would do. */
export interface SqlReading {
  readonly statements: readonly SqlStatement[];
  /** False: something in it was not understood, and the text may do more than is said here. */
  readonly complete: boolean;
}
