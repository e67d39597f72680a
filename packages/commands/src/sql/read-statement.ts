import { findAccesses } from './find-accesses.ts';
import { findTables, type FoundTable } from './find-tables.ts';
import type { SqlKind, SqlStatement } from './sql-reading.ts';
import type { SqlToken } from './tokenize.ts';
import { isAlwaysTrue, stepOf } from './where.ts';

const KINDS: Readonly<Record<string, SqlKind>> = {
  SELECT: 'select',
  VALUES: 'select',
  TABLE: 'select',
  FROM: 'select',
  WITH: 'select',
  SHOW: 'show',
  DESCRIBE: 'show',
  DESC: 'show',
  LIST: 'show',
  LS: 'show',
  USE: 'set',
  SET: 'set',
  RESET: 'set',
  DECLARE: 'set',
  UNSET: 'set',
  PRINT: 'show',
  HELP: 'show',
  GO: 'transaction',
  BEGIN: 'transaction',
  START: 'transaction',
  COMMIT: 'transaction',
  ROLLBACK: 'transaction',
  SAVEPOINT: 'transaction',
  RELEASE: 'transaction',
  END: 'transaction',
  ABORT: 'transaction',
  EXPLAIN: 'explain',
  INSERT: 'insert',
  REPLACE: 'insert',
  UPSERT: 'insert',
  UPDATE: 'update',
  MERGE: 'update',
  DELETE: 'delete',
  TRUNCATE: 'truncate',
  DROP: 'drop',
  UNDROP: 'create',
  CREATE: 'create',
  ALTER: 'alter',
  RENAME: 'alter',
  GRANT: 'grant',
  REVOKE: 'grant',
  DENY: 'grant',
  REASSIGN: 'grant',
  COPY: 'copy',
  UNLOAD: 'copy',
  LOAD: 'copy',
  BULK: 'copy',
  IMPORT: 'copy',
  EXPORT: 'copy',
  PUT: 'copy',
  GET: 'copy',
  REMOVE: 'delete',
  RM: 'delete',
  BACKUP: 'copy',
  RESTORE: 'copy',
  CALL: 'call',
  EXEC: 'call',
  EXECUTE: 'call',
  DO: 'do',
  PREPARE: 'other',
  DEALLOCATE: 'set',
  PRAGMA: 'set',
  VACUUM: 'other',
  ANALYZE: 'other',
  ANALYSE: 'other',
  REINDEX: 'other',
  CLUSTER: 'other',
  REFRESH: 'other',
  OPTIMIZE: 'other',
  CHECK: 'other',
  REPAIR: 'other',
  FLUSH: 'other',
  LOCK: 'other',
  UNLOCK: 'other',
  COMMENT: 'other',
  LISTEN: 'other',
  NOTIFY: 'other',
  UNLISTEN: 'other',
  CHECKPOINT: 'other',
  DISCARD: 'set',
  FETCH: 'select',
  MOVE: 'select',
  CLOSE: 'set',
  OPEN: 'set',
  ATTACH: 'other',
  DETACH: 'other',
  KILL: 'other',
  SHUTDOWN: 'other',
  INSTALL: 'other',
  UNINSTALL: 'other',
  SECURITY: 'other',
  PURGE: 'delete',
};
/** Verbs that change something: they are looked for everywhere in a statement. */
export const CHANGING: ReadonlySet<string> = new Set([
  ...['INSERT', 'REPLACE', 'UPDATE', 'MERGE', 'DELETE', 'TRUNCATE', 'DROP', 'CREATE', 'ALTER'],
  ...['GRANT', 'REVOKE', 'COPY', 'CALL', 'EXEC', 'EXECUTE', 'LOAD', 'BULK', 'BACKUP', 'RESTORE'],
  ...['SHUTDOWN', 'KILL', 'DENY'],
]);
const READING: ReadonlySet<SqlKind> = new Set(['select', 'show', 'explain']);
const TARGETS: Readonly<Partial<Record<SqlKind, readonly string[]>>> = {
  insert: ['INTO', 'REPLACE', 'TABLE'],
  update: ['UPDATE', 'INTO', 'MERGE'],
  copy: ['COPY', 'INTO', 'TABLE'],
  grant: ['ON'],
  create: [
    'TABLE',
    'VIEW',
    'INDEX',
    'SCHEMA',
    'DATABASE',
    'SEQUENCE',
    'ROLE',
    'USER',
    'FUNCTION',
    'INTO',
  ],
};
/** Objects whose making or changing is code that the server runs later. */
const CODE_OBJECTS =
  /^(?:FUNCTION|PROCEDURE|PROC|TRIGGER|EVENT|RULE|EXTENSION|LANGUAGE|AGGREGATE|SERVER|SUBSCRIPTION|ASSEMBLY|TASK|PIPE|SYSTEM|PLUGIN|LIBRARY|INTEGRATION)$/;

/** Reads the tokens of one statement, from its verb to its end. */
export function readStatement(tokens: readonly SqlToken[]): SqlStatement {
  const verb = tokens[0]?.type === 'word' ? tokens[0].text : '';
  const kind = kindOf(verb, tokens);
  const found = findTables(tokens);
  const targets = targetsOf(verb === 'MERGE' ? 'update' : kind, found);
  const where = whereOf(verb, tokens);
  const runsCode =
    (kind === 'create' || kind === 'alter') &&
    tokens.slice(1, 8).some(({ type, text }) => type === 'word' && CODE_OBJECTS.test(text));
  const accesses = findAccesses(tokens);
  return {
    kind,
    tables: targets.map(plainTable),
    sources: found.filter((table) => !targets.includes(table)).map(plainTable),
    ...where,
    destructive: isDestructive(kind, verb, tokens) || where.missingWhere || where.alwaysTrue,
    accesses: runsCode ? [...accesses, { action: 'execute', path: undefined }] : accesses,
  };
}

function kindOf(verb: string, tokens: readonly SqlToken[]): SqlKind {
  if (!Object.hasOwn(KINDS, verb)) return 'unknown';
  const kind = KINDS[verb] as SqlKind;
  const has = (word: string): boolean =>
    tokens.some(({ type, text }) => type === 'word' && text === word);
  if (kind === 'select' && isSelectInto(tokens)) return 'create';
  if (verb === 'MERGE' && has('DELETE')) return 'delete';
  if (verb === 'SET') {
    const second = tokens[1]?.text ?? '';
    if (second === 'ROLE' || has('AUTHORIZATION') || second === 'PASSWORD') return 'grant';
    return second === 'GLOBAL' ||
      second === 'PERSIST' ||
      tokens.some(({ text }) => text === '@@GLOBAL')
      ? 'alter'
      : 'set';
  }
  if (verb === 'PRAGMA') {
    const writes = tokens.some(({ text }) => text === '=' || text === '(');
    return writes ? 'set' : 'show';
  }
  return kind;
}

/** `SELECT … INTO t`: a new table, but for `INTO @x` and `INTO OUTFILE`. */
function isSelectInto(tokens: readonly SqlToken[]): boolean {
  const into = tokens.findIndex(({ type, text }) => type === 'word' && text === 'INTO');
  if (into < 0) return false;
  const next = tokens[into + 1];
  return !/^@|^(?:OUTFILE|DUMPFILE)$/.test(next?.text ?? '');
}

function targetsOf(kind: SqlKind, found: readonly FoundTable[]): readonly FoundTable[] {
  if (READING.has(kind) || found.length === 0) return found;
  const words = TARGETS[kind];
  const [first] = found as readonly [FoundTable];
  if (words === undefined) {
    // `DELETE FROM a USING b`, `ALTER TABLE a …`: the first; `DROP TABLE a, b`: those of its list.
    return found.filter(({ after }) => after === first.after || kind === 'delete');
  }
  const named = found.filter(({ after }) => words.includes(after));
  return named.length > 0 ? named : [first];
}

function plainTable({ schema, name }: FoundTable): {
  readonly schema?: string;
  readonly name: string;
} {
  return schema === undefined ? { name } : { schema, name };
}

function whereOf(
  verb: string,
  tokens: readonly SqlToken[],
): { readonly missingWhere: boolean; readonly alwaysTrue: boolean } {
  if (verb !== 'DELETE' && verb !== 'UPDATE') return { missingWhere: false, alwaysTrue: false };
  let depth = 0;
  let from = -1;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as SqlToken;
    depth += stepOf(token);
    if (depth !== 0 || token.type !== 'word') continue;
    if (token.text === 'WHERE' && from < 0) from = at + 1;
    else if (from >= 0 && /^(?:RETURNING|ORDER|LIMIT|OPTION|OUTPUT)$/.test(token.text)) {
      return { missingWhere: false, alwaysTrue: isAlwaysTrue(tokens.slice(from, at)) };
    }
  }
  if (from < 0) return { missingWhere: true, alwaysTrue: false };
  return { missingWhere: false, alwaysTrue: isAlwaysTrue(tokens.slice(from)) };
}

function isDestructive(kind: SqlKind, verb: string, tokens: readonly SqlToken[]): boolean {
  if (kind === 'truncate' || kind === 'drop' || kind === 'unknown') return true;
  if (['PURGE', 'RESTORE', 'SHUTDOWN', 'RM', 'REMOVE'].includes(verb)) return true;
  const drops = tokens.some(
    ({ type, text }, at) =>
      type === 'word' &&
      (text === 'DROP' ||
        (text === 'REPLACE' && verb === 'CREATE' && tokens[at + 1]?.text === 'TABLE') ||
        text === 'OVERWRITE' ||
        text === 'TRUNCATE'),
  );
  return drops && kind !== 'select';
}
