import type { SqlAccess } from './sql-reading.ts';
import type { SqlToken } from './tokenize.ts';

type Action = SqlAccess['action'];

/** Functions of a server that reach its files, its programs or other machines. */
const FUNCTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ...(
    [
      'PG_READ_FILE',
      'PG_READ_BINARY_FILE',
      'PG_LS_DIR',
      'PG_STAT_FILE',
      'PG_LS_LOGDIR',
      'PG_LS_WALDIR',
      'LO_IMPORT',
      'LOAD_FILE',
      'READFILE',
      'OPENROWSET',
      'READ_CSV',
      'READ_CSV_AUTO',
      'READ_PARQUET',
      'READ_JSON',
      'READ_JSON_AUTO',
      'READ_TEXT',
      'READ_BLOB',
      'GLOB',
      'SNIFF_CSV',
    ] as const
  ).map((name) => [name, 'read'] as const),
  ...(['LO_EXPORT', 'WRITEFILE', 'PG_FILE_WRITE', 'PG_FILE_UNLINK', 'PG_FILE_RENAME'] as const).map(
    (name) => [name, 'write'] as const,
  ),
  ...(
    [
      'LOAD_EXTENSION',
      'SYS_EXEC',
      'SYS_EVAL',
      'EDIT',
      'FTS3_TOKENIZER',
      'QUERY_TO_XML',
      'QUERY_TO_XML_AND_XMLSCHEMA',
      'PG_RELOAD_CONF',
      'PG_ROTATE_LOGFILE',
      'PG_TERMINATE_BACKEND',
      'PG_CANCEL_BACKEND',
      'PG_PROMOTE',
      'PG_SWITCH_WAL',
      'PG_CREATE_RESTORE_POINT',
      'PG_BACKUP_START',
      'PG_START_BACKUP',
      'PG_LOGICAL_EMIT_MESSAGE',
      'PG_CREATE_PHYSICAL_REPLICATION_SLOT',
      'PG_CREATE_LOGICAL_REPLICATION_SLOT',
      'PG_DROP_REPLICATION_SLOT',
      'PG_STAT_RESET',
      'PG_IMPORT_SYSTEM_COLLATIONS',
      'SET_CONFIG',
      'SETVAL',
      'LO_UNLINK',
      'LO_PUT',
      'LO_FROM_BYTEA',
      'TABLE_TO_XML',
      'CURSOR_TO_XML',
      'DATABASE_TO_XML',
      'SCHEMA_TO_XML',
      'TS_STAT',
      'SP_OACREATE',
      'EVAL',
      'EXECUTESQL',
    ] as const
  ).map((name) => [name, 'execute'] as const),
  ...(
    [
      'DBLINK',
      'DBLINK_EXEC',
      'DBLINK_CONNECT',
      'OPENDATASOURCE',
      'OPENQUERY',
      'HTTP_GET',
      'HTTP_POST',
      'HTTP',
    ] as const
  ).map((name) => [name, 'network'] as const),
]);
/** Procedures that are called without parentheses. */
const PROCEDURES =
  /^(?:XP_|SP_OA|SP_EXECUTESQL$|SP_CONFIGURE$|SP_ADD|SP_START_JOB$|SP_EXECUTE_EXTERNAL_SCRIPT$|DBMS_SCHEDULER|UTL_)/;
/** Of one statement. */
const MOST_ACCESSES = 64;

/** What the words of one statement reach outside the database. */
export function findAccesses(tokens: readonly SqlToken[]): readonly SqlAccess[] {
  const found: SqlAccess[] = [];
  const first = tokens[0]?.text ?? '';
  tokens.forEach((token, at) => {
    if (found.length >= MOST_ACCESSES || (token.type !== 'word' && token.type !== 'name')) return;
    const access = accessAt(tokens, at, token.text.toUpperCase(), first);
    if (access !== undefined) found.push(access);
  });
  return found;
}

function accessAt(
  tokens: readonly SqlToken[],
  at: number,
  word: string,
  first: string,
): SqlAccess | undefined {
  const next = tokens[at + 1];
  const called = next?.text === '(' ? FUNCTIONS.get(word) : undefined;
  if (called !== undefined) {
    const argument = tokens[at + 2];
    const isWhole = tokens[at + 3]?.text === ')' || tokens[at + 3]?.text === ',';
    return { action: called, path: isWhole ? textOf(argument) : undefined };
  }
  if (PROCEDURES.test(word)) return { action: 'execute', path: undefined };
  if (tokens[at]?.type === 'name') return undefined;
  switch (word) {
    case 'PROGRAM':
      return first === 'COPY' ? { action: 'execute', path: textOf(next) } : undefined;
    case 'OUTFILE':
    case 'DUMPFILE':
      return { action: 'write', path: textOf(next) };
    case 'INFILE':
      return { action: 'read', path: textOf(next) };
    case 'FROM':
    case 'TO':
      return copyAt(tokens, at, word, first);
    case 'SONAME':
      return { action: 'execute', path: textOf(next) };
    default:
      return at === 0 ? leadingAccess(tokens, word) : undefined;
  }
}

/** `COPY t FROM '/x'`, `BACKUP DATABASE d TO DISK = '/x'`, `UNLOAD … TO 's3://…'`. */
function copyAt(
  tokens: readonly SqlToken[],
  at: number,
  word: string,
  first: string,
): SqlAccess | undefined {
  const action: Action = word === 'TO' ? 'write' : 'read';
  const next = tokens[at + 1];
  if (
    first === 'COPY' ||
    first === 'UNLOAD' ||
    first === 'BULK' ||
    first === 'EXPORT' ||
    first === 'IMPORT'
  ) {
    return next?.type === 'string' || next?.type === 'body'
      ? { action, path: next.text }
      : undefined;
  }
  if ((first === 'BACKUP' || first === 'RESTORE') && /^(?:DISK|TAPE|URL)$/.test(next?.text ?? '')) {
    return { action, path: textOf(tokens[at + 3]) };
  }
  // Engines that open a file where a table stands: `FROM '/etc/passwd'`.
  return word === 'FROM' && next?.type === 'string' && tokens[at - 1]?.text !== 'DISTINCT'
    ? looksLikeFile(next.text)
    : undefined;
}

function looksLikeFile(text: string): SqlAccess | undefined {
  return /[/\\.]/.test(text) ? { action: 'read', path: text } : undefined;
}

function leadingAccess(tokens: readonly SqlToken[], word: string): SqlAccess | undefined {
  const firstText = tokens.find(({ type }) => type === 'string');
  switch (word) {
    case 'ATTACH':
      return { action: 'write', path: firstText?.text ?? tokens.at(1)?.raw };
    case 'VACUUM':
      return tokens.some(({ text }) => text === 'INTO')
        ? { action: 'write', path: firstText?.text }
        : undefined;
    case 'LOAD':
    case 'INSTALL':
      return tokens.some(({ text }) => text === 'INFILE')
        ? undefined
        : { action: 'execute', path: firstText?.text };
    case 'PUT':
      return { action: 'read', path: fileUrl(tokens) };
    case 'GET':
      return { action: 'write', path: fileUrl(tokens) };
    default:
      return undefined;
  }
}

/** `file:///tmp/x`: a text, or its bare parts, which nobody puts together. */
function fileUrl(tokens: readonly SqlToken[]): string | undefined {
  const url = tokens.find(({ type, text }) => type === 'string' && text.startsWith('file://'));
  return url?.text.slice('file://'.length);
}

function textOf(token: SqlToken | undefined): string | undefined {
  return token?.type === 'string' || token?.type === 'body' ? token.text : undefined;
}
