import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import mysql from 'node-sql-parser/build/mysql.js';
import postgresql from 'node-sql-parser/build/postgresql.js';
import { readSql } from './read-sql.ts';

/** What the library's tree says of a statement, as far as both readers say it. */
interface Tree {
  readonly type: string;
  readonly where?: unknown;
}

const LIBRARIES = { postgresql: new postgresql.Parser(), mysql: new mysql.Parser() } as const;

function libraryTrees(sql: string, dialect: keyof typeof LIBRARIES): readonly Tree[] | undefined {
  try {
    const trees = LIBRARIES[dialect].astify(sql, { database: dialect }) as unknown as Tree | Tree[];
    return Array.isArray(trees) ? trees : [trees];
  } catch {
    return undefined;
  }
}

const name = fc.constantFrom('t', 's.t', '"t x"', 'orders');
const value = fc.constantFrom('1', "'a'", "'it''s; drop table x'", 'a', 'b + 2', '(a)', 'lower(a)');
const condition = fc
  .array(
    fc.tuple(value, fc.constantFrom('=', '<', '>', '<>'), value).map((parts) => parts.join(' ')),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .chain((atoms) => fc.constantFrom(' and ', ' or ').map((word) => atoms.join(word)));
const where = fc
  .option(condition, { nil: undefined })
  .map((text) => (text === undefined ? '' : ` where ${text}`));
const statement = fc.oneof(
  fc.tuple(name, where).map(([table, rest]) => `delete from ${table}${rest}`),
  fc.tuple(name, value, where).map(([table, set, rest]) => `update ${table} set a = ${set}${rest}`),
  fc
    .tuple(name, where)
    .map(([table, rest]) => `select a, b from ${table} x${rest} order by a limit 3`),
  fc.tuple(name, value).map(([table, set]) => `insert into ${table} (a) values (${set})`),
  name.map((table) => `drop table if exists ${table}`),
  name.map((table) => `truncate table ${table}`),
  name.map((table) => `create table ${table} (a int)`),
  name.map((table) => `alter table ${table} add column c int`),
);
const script = fc
  .tuple(
    fc.array(statement, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(';', ' ; ', ';\n-- x\n', '/* ; */;'),
  )
  .map(([statements, between]) => statements.join(between));

describe('SQL that node-sql-parser reads', () => {
  for (const dialect of ['postgresql', 'mysql'] as const) {
    test(`has the same statements here, and the same that lack a condition: ${dialect}`, () => {
      let compared = 0;
      fc.assert(
        fc.property(script, (text) => {
          const sql = dialect === 'mysql' ? text.replaceAll('"', '`') : text;
          const trees = libraryTrees(sql, dialect);
          if (trees === undefined) return;
          compared += 1;
          const { statements, complete } = readSql(sql, dialect);
          expect(complete).toBe(true);
          expect(statements.map(({ kind }) => kind as string)).toEqual(
            trees.map(({ type }) => type),
          );
          expect(statements.map(({ missingWhere }) => missingWhere)).toEqual(
            trees.map(
              ({ type, where: found }) => (type === 'delete' || type === 'update') && !found,
            ),
          );
        }),
        { numRuns: 300 },
      );
      expect(compared).toBeGreaterThan(150);
    });
  }
});
