import { readClientCommand } from './client-command.ts';
import { lexesOf, type SqlDialect, type SqlLexis } from './dialect.ts';
import { CHANGING, readStatement } from './read-statement.ts';
import type { SqlReading, SqlStatement } from './sql-reading.ts';
import { tokenizeSql, type SqlToken } from './tokenize.ts';
import { stepOf } from './where.ts';

/** Characters; a longer text is not read. */
const MOST_TEXT = 1 << 16;
/** Bodies within bodies, statements within parentheses. */
const MOST_DEPTH = 8;
/** Statements of one way to cut the text; what follows is not read. */
const MOST_STATEMENTS = 2000;

const UNREAD: SqlStatement = {
  kind: 'unknown',
  tables: [],
  sources: [],
  missingWhere: false,
  alwaysTrue: false,
  destructive: true,
  accesses: [],
};

interface Gathered {
  readonly statements: SqlStatement[];
  complete: boolean;
}

/**
 * What a text of SQL would do, statement by statement, in linear time; it never throws. The text
 * is cut as the dialect's server cuts it, so that nothing hides in a comment or a quote that only
 * the reader sees. A verb that changes something counts wherever a statement may begin: after a
 * CTE, `EXPLAIN ANALYZE`, `BEGIN`, `THEN`, in parentheses and in the body of a block.
 */
export function readSql(text: string, dialect: SqlDialect): SqlReading {
  if (text.length > MOST_TEXT) return { statements: [UNREAD], complete: false };
  const gathered: Gathered = { statements: [], complete: true };
  const lexes = lexesOf(dialect);
  for (const lexis of lexes) gather(text, lexis, gathered, 0);
  const statements = lexes.length > 1 ? withoutTwins(gathered.statements) : gathered.statements;
  return { statements, complete: gathered.complete };
}

function withoutTwins(statements: readonly SqlStatement[]): readonly SqlStatement[] {
  return [...new Map(statements.map((each) => [JSON.stringify(each), each])).values()];
}

function gather(text: string, lexis: SqlLexis, into: Gathered, depth: number): void {
  const { tokens, closed } = tokenizeSql(text, lexis);
  if (!closed || depth > MOST_DEPTH) {
    into.complete = false;
    into.statements.push(UNREAD);
    if (depth > MOST_DEPTH) return;
  }
  let start = 0;
  const most = into.statements.length + MOST_STATEMENTS;
  for (let at = 0; at <= tokens.length; at += 1) {
    const token = tokens[at];
    if (token !== undefined && token.type !== 'end' && token.type !== 'client') continue;
    if (into.statements.length >= most) {
      into.complete = false;
      into.statements.push(UNREAD);
      return;
    }
    gatherStatement(tokens.slice(start, at), lexis, into, depth);
    if (token?.type === 'client') gatherClient(token.text, lexis, into, depth);
    start = at + 1;
  }
}

function gatherClient(line: string, lexis: SqlLexis, into: Gathered, depth: number): void {
  const { kind, accesses, sql } = readClientCommand(line, lexis.client);
  if (kind === 'unknown') into.complete = false;
  into.statements.push({ ...UNREAD, kind, accesses, destructive: kind === 'unknown' });
  if (sql !== undefined) gather(sql, lexis, into, depth + 1);
}

function gatherStatement(
  tokens: readonly SqlToken[],
  lexis: SqlLexis,
  into: Gathered,
  depth: number,
): void {
  if (tokens.length === 0) return;
  const open = firstVerb(tokens);
  const main = readStatement(tokens.slice(open));
  if (main.kind === 'unknown') into.complete = false;
  const isBlock = main.kind === 'transaction' && tokens.length > 3;
  into.statements.push(main);
  for (const inner of innerStatements(tokens, open, lexis)) into.statements.push(inner);
  if (main.kind === 'call' || main.kind === 'do' || isBlock) into.complete = false;
  for (const { type, text } of tokens) {
    if (type === 'body' && /^(?:DO|EXECUTE|CALL|BEGIN)$/.test(tokens[open]?.text ?? '')) {
      gather(text, lexis, into, depth + 1);
    }
  }
}

/** `((SELECT 1))` begins with its verb, a label does not. */
function firstVerb(tokens: readonly SqlToken[]): number {
  const at = tokens.findIndex(({ text, type }) => type !== 'symbol' || text !== '(');
  return Math.max(at, 0);
}

const STARTS = new Set([
  ...[
    '(',
    ')',
    'BEGIN',
    'THEN',
    'ELSE',
    'LOOP',
    'DO',
    'AS',
    'ALSO',
    'INSTEAD',
    'ATOMIC',
    'DECLARE',
  ],
  ...[
    'ANALYZE',
    'ANALYSE',
    'VERBOSE',
    'EXPLAIN',
    'PLAN',
    'EXTENDED',
    'PIPELINE',
    'DESCRIBE',
    'DESC',
  ],
  ...[
    'RETURN',
    'IMMEDIATE',
    'PREPARE',
    'TRADITIONAL',
    'JSON',
    'TREE',
    'FOR',
    'FORMAT',
    'STATEMENT',
  ],
]);
/** Before a verb that is no statement: `ON DELETE`, `FOR UPDATE`, `GRANT SELECT, DELETE`. */
const NO_START = new Set(['ON', 'OF', 'AFTER', 'BEFORE', 'OR', ',', 'GRANT', 'REVOKE', 'KEY', '.']);

/** Statements inside the statement whose verb is at `open`, in one pass over its tokens. */
function innerStatements(
  tokens: readonly SqlToken[],
  open: number,
  lexis: SqlLexis,
): readonly SqlStatement[] {
  // Without ANALYZE a plan is made and nothing runs.
  const isPlan = /^(?:EXPLAIN|DESCRIBE|DESC)$/.test(tokens[open]?.text ?? '') && !lexis.noSemicolon;
  if (isPlan && !tokens.some(({ text }) => text === 'ANALYZE' || text === 'ANALYSE')) return [];
  const starts: { readonly at: number; readonly depth: number }[] = [];
  const found: SqlStatement[] = [];
  let depth = 0;
  const close = (to: number, floor: number): void => {
    while (starts.length > 0 && (starts.at(-1)?.depth ?? 0) >= floor) {
      const { at } = starts.pop() as { readonly at: number };
      found.push(readStatement(tokens.slice(at, to)));
    }
  };
  for (let at = open + 1; at < tokens.length; at += 1) {
    const token = tokens[at] as SqlToken;
    const step = stepOf(token);
    if (step < 0) close(at, depth);
    depth += step;
    if (token.type !== 'word' || !CHANGING.has(token.text)) continue;
    if (!beginsStatement(tokens, at, lexis)) continue;
    // Cut off, it lacks its condition: the stricter reading.
    if (starts.length >= MOST_DEPTH) close(at, Number.NEGATIVE_INFINITY);
    else if (lexis.noSemicolon) close(at, depth);
    starts.push({ at, depth });
  }
  close(tokens.length, Number.NEGATIVE_INFINITY);
  return found;
}

function beginsStatement(tokens: readonly SqlToken[], at: number, lexis: SqlLexis): boolean {
  const before = tokens[at - 1];
  const word = (tokens[at] as SqlToken).text;
  const next = tokens[at + 1];
  if (before === undefined) return true;
  // `replace(a, 'x', 'y')` and a column of that name.
  if (next?.text === '(' && word !== 'EXEC') return false;
  // `DO UPDATE SET` of an upsert, `THEN UPDATE SET` and `THEN DELETE` of a merge.
  if (word === 'UPDATE' && next?.text === 'SET') return false;
  const isLast = next === undefined || /^(?:WHEN|;|,|\))$/.test(next.text);
  if (isLast && word !== 'SHUTDOWN') return false;
  if (before.type === 'word' || before.type === 'symbol') {
    if (NO_START.has(before.text)) return false;
    if (before.text === 'FOR' && word === 'UPDATE') return false;
    if (STARTS.has(before.text)) return true;
  }
  return lexis.noSemicolon;
}
