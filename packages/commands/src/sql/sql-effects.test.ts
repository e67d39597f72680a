import { describe, expect, test } from 'bun:test';
import type { SqlDialect } from './dialect.ts';
import { readSql } from './read-sql.ts';
import { sqlEffects } from './sql-effects.ts';

const effects = (sql: string, dialect: SqlDialect = 'postgresql', folder?: string) =>
  sqlEffects(readSql(sql, dialect), dialect, 'psql', folder);
const service = (name: string, operation: string) =>
  ({ kind: 'service', service: 'postgresql', name, operation }) as const;

describe('the effects of SQL', () => {
  test('are one for each object that a statement names', () => {
    expect(effects('insert into s.a select * from b')).toEqual([
      { kind: 'write', place: service('s.a', 'insert'), program: 'psql', destructive: false },
      { kind: 'read', place: service('b', 'select'), program: 'psql', destructive: false },
    ]);
  });

  test('are destructive for an update without a condition, and each named once', () => {
    expect(effects('update a set b = 1; update a set b = 1')).toEqual([
      { kind: 'write', place: service('a', 'update'), program: 'psql', destructive: true },
    ]);
    expect(effects('update a set b = 1 where id = 1')[0]?.destructive).toBe(false);
  });

  test('on a whole database name no table', () => {
    expect(effects('select 1')).toEqual([
      { kind: 'read', place: service('', 'select'), program: 'psql', destructive: false },
    ]);
  });

  test('are files by their path, relative ones below the folder', () => {
    expect(effects("copy a to '/tmp/../etc/x'")[1]?.place).toEqual({
      kind: 'path',
      path: '/etc/x',
      reach: 'file',
    });
    expect(effects('\\copy a from data.csv', 'postgresql', '/proj')[1]).toMatchObject({
      kind: 'read',
      place: { kind: 'path', path: '/proj/data.csv' },
    });
    expect(effects('\\copy a from data.csv')[1]?.place).toEqual({ kind: 'unknown_path' });
  });

  test('are machines where a store is named', () => {
    expect(effects("unload ('select 1') to 's3://bucket/x'")[1]).toMatchObject({
      kind: 'network',
      place: { kind: 'host', host: 'bucket', url: 's3://bucket/x', method: 'put' },
    });
  });

  test('are an unknown program where text is not understood or a program is run', () => {
    for (const sql of ["copy a from program 'sh'", '\\! ls', 'flurb', 'do $$ begin end $$']) {
      expect(effects(sql)).toContainEqual(
        expect.objectContaining({ kind: 'execute', place: { kind: 'program', name: 'psql' } }),
      );
    }
  });
});
