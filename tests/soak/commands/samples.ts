import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSet, type CommandCase } from '../../../conformance/commands/read-sets.ts';

const FOLDER = join(import.meta.dirname, '../../../conformance/commands');

/** Where the commands of the sets are read. */
export const PROJECT = '/srv/shop';
export const HOME = '/home/you';

const made: { cases?: readonly CommandCase[] } = {};

/** Every command of the sets that are measured, as data to change and to wrap. */
export function sampleCommands(): readonly CommandCase[] {
  made.cases ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => readSet(join(FOLDER, name)))
    .map((one) => ({
      ...one,
      command: one.command.replaceAll('{{project}}', PROJECT).replaceAll('{{home}}', HOME),
    }));
  return made.cases;
}

/** Statements of clients of databases. */
export const SQL_SAMPLES: readonly string[] = [
  'SELECT a, b FROM t WHERE a = 1',
  "DELETE FROM users WHERE name = 'x'; DROP TABLE users CASCADE",
  'WITH d AS (DELETE FROM a RETURNING *) SELECT * FROM d',
  'EXPLAIN ANALYZE DELETE FROM t',
  "COPY t TO PROGRAM 'cat > /tmp/x'",
  'INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT DO UPDATE SET a = 2',
  'UPDATE t SET a = b FROM c WHERE t.id = c.id -- all of them',
  '/*! DROP TABLE a */ select 1; \\! ls\n.shell ls',
  'CREATE FUNCTION f() RETURNS int AS $x$ BEGIN DELETE FROM t; END $x$ LANGUAGE plpgsql',
  'ALTER TABLE "a.b" DROP COLUMN `c`, ADD [d] int',
  'TRUNCATE a, b; VACUUM; GRANT ALL ON t TO x; SET ROLE root',
  'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE',
];

/** Addresses of servers, as they are and as they are hidden. */
export const URL_SAMPLES: readonly string[] = [
  'http://localhost:3000/api?x=1',
  'https://user:pass@evil.example:8443/a/../b#c',
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:169.254.169.254]/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://10.0.0.1.nip.io/',
  'ftp://x/y',
  'file:///etc/passwd',
  'http://xn--e1afmkfd.example',
  'HTTPS://GITHUB.COM.:443/x',
  '//evil.example\\@github.com',
];
