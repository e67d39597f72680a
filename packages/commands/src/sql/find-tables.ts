import type { SqlTable } from './sql-reading.ts';
import type { SqlToken } from './tokenize.ts';

/** After these a name of a table follows. */
const BEFORE_TABLE = new Set([
  ...['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'VIEW', 'USING', 'TRUNCATE', 'COPY', 'DATABASE'],
  ...['SCHEMA', 'INDEX', 'SEQUENCE', 'ROLE', 'USER', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'REPLACE'],
  ...[
    'MERGE',
    'TYPE',
    'EXTENSION',
    'TABLESPACE',
    'BUCKET',
    'WAREHOUSE',
    'STAGE',
    'DESCRIBE',
    'DESC',
  ],
]);
/** Words that may stand between those and the name. */
const SKIPPED = new Set([
  ...['ONLY', 'IF', 'NOT', 'EXISTS', 'LATERAL', 'CONCURRENTLY', 'LOW_PRIORITY', 'IGNORE', 'QUICK'],
  ...[
    'TABLE',
    'INTO',
    'FROM',
    'OVERWRITE',
    'TOP',
    'VIEW',
    'MATERIALIZED',
    'DELAYED',
    'HIGH_PRIORITY',
  ],
]);
/** Functions whose arguments know the word FROM. */
const FROM_FUNCTIONS = new Set(['EXTRACT', 'SUBSTRING', 'TRIM', 'OVERLAY', 'POSITION']);
/** Words that end a list of tables: they are no names. */
const NO_NAME = new Set([
  ...['SET', 'WHERE', 'SELECT', 'VALUES', 'ON', 'GROUP', 'ORDER', 'LIMIT', 'RETURNING', 'OUTFILE'],
  ...[
    'DUMPFILE',
    'STDIN',
    'STDOUT',
    'PROGRAM',
    'OF',
    'AS',
    'TO',
    'FROM',
    'BY',
    'LATERAL',
    'UNNEST',
  ],
  ...[
    'DELETE',
    'UPDATE',
    'CONFLICT',
    'ALL',
    'PRIVILEGES',
    'HISTORY',
    'LOG',
    'HASH',
    'BTREE',
    'GIN',
    'GIST',
    'WITH',
    'USING',
    'KEY',
  ],
]);
/** Of one statement; more makes no difference to a policy. */
const MOST_TABLES = 64;

export interface FoundTable extends SqlTable {
  /** The word before it: FROM, INTO, … */
  readonly after: string;
}

/** The tables and other objects that a statement names, in order, each once, without names of CTEs. */
export function findTables(tokens: readonly SqlToken[]): readonly FoundTable[] {
  const hidden = commonNames(tokens);
  const found = new Map<string, FoundTable>();
  const openers: string[] = [];
  const namesAfterOn =
    /^(?:GRANT|REVOKE|DENY|CREATE (?:UNIQUE )?(?:INDEX|TRIGGER|POLICY|RULE))\b/.test(
      tokens
        .slice(0, 3)
        .map(({ text }) => text)
        .join(' '),
    );
  for (let at = 0; at < tokens.length && found.size < MOST_TABLES; at += 1) {
    const token = tokens[at] as SqlToken;
    if (token.type === 'symbol' && token.text === '(') openers.push(tokens[at - 1]?.text ?? '');
    if (token.type === 'symbol' && token.text === ')') openers.pop();
    if (token.type !== 'word') continue;
    if (!BEFORE_TABLE.has(token.text) && !(token.text === 'ON' && namesAfterOn)) continue;
    if (isNoSource(tokens, at, openers)) continue;
    at = takeList(tokens, at, token.text, hidden, found);
  }
  return [...found.values()];
}

function isNoSource(tokens: readonly SqlToken[], at: number, openers: readonly string[]): boolean {
  const before = tokens[at - 1]?.text ?? '';
  switch (tokens[at]?.text) {
    case 'FROM':
      return before === 'DISTINCT' || FROM_FUNCTIONS.has(openers.at(-1) ?? '');
    case 'UPDATE':
      // `ON DUPLICATE KEY UPDATE a = 1`, `DO UPDATE SET`, `FOR UPDATE`
      return /^(?:KEY|DO|FOR|ON)$/.test(before);
    default:
      return false;
  }
}

/** Takes `a, b AS c, s.d`; answers with the place of the last token that belongs to it. */
function takeList(
  tokens: readonly SqlToken[],
  start: number,
  after: string,
  hidden: ReadonlySet<string>,
  found: Map<string, FoundTable>,
): number {
  let at = start;
  for (;;) {
    while (SKIPPED.has(tokens[at + 1]?.text ?? '') && tokens[at + 1]?.type === 'word') at += 1;
    const parts: string[] = [];
    while (isName(tokens[at + 1])) {
      parts.push((tokens[at + 1] as SqlToken).raw);
      at += 1;
      if (tokens[at + 1]?.text !== '.') break;
      at += 1;
      // `server..table` of Transact-SQL.
      while (tokens[at + 1]?.text === '.') at += 1;
    }
    if (parts.length === 0) return at;
    // `FROM f(x)` calls a function, `INSERT INTO t (a)` does not.
    const isCall = tokens[at + 1]?.text === '(' && after === 'FROM';
    const name = parts.at(-1) as string;
    if (!isCall && !(parts.length === 1 && hidden.has(name.toUpperCase()))) {
      const schema = parts.slice(0, -1).join('.');
      const table = { ...(schema === '' ? {} : { schema }), name, after };
      if (!found.has(`${schema}\0${name}`)) found.set(`${schema}\0${name}`, table);
    }
    if (tokens[at + 1]?.text === '*') at += 1;
    const behind = aliasEnd(tokens, at);
    if (tokens[behind + 1]?.text !== ',' || after === 'INTO') return at;
    at = behind + 1;
  }
}

function aliasEnd(tokens: readonly SqlToken[], at: number): number {
  const next = tokens[at + 1];
  if (next?.text === 'AS' && isName(tokens[at + 2])) return at + 2;
  return isName(next) ? at + 1 : at;
}

function isName(token: SqlToken | undefined): boolean {
  if (token === undefined) return false;
  // A text in place of a name: MySQL with ANSI_QUOTES.
  if (token.type === 'name') return true;
  return token.type === 'word' && !NO_NAME.has(token.text);
}

/** `WITH a AS (…), b (x) AS (…)`: names that are no tables. */
function commonNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  if (tokens[0]?.text !== 'WITH') return names;
  for (let at = 1; at < tokens.length; at += 1) {
    const isStart = ['WITH', 'RECURSIVE', ','].includes(tokens[at - 1]?.text ?? '');
    const name = tokens[at];
    if (!isStart || name === undefined || !isName(name)) continue;
    const next = tokens[at + 1]?.text;
    if (next === 'AS' || next === '(') names.add(name.raw.toUpperCase());
  }
  return names;
}
