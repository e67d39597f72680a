import { readDatabase, readRedis } from '../services/read-database.ts';
import type { Rows } from '../row.ts';

const CONNECTION = '-p --port -U --username -u --user -d --dbname -D --database -P -a --tls';
const SERVER = '-h --host --hostname';

/** Clients of databases. */
export const DATABASE_PROGRAMS: Rows = {
  'psql pgcli mysql mycli mariadb cqlsh sqlcmd clickhouse-client mongosh mongo': {
    about: 'runs statements in a database',
    lenient: true,
    options: {
      value: `${CONNECTION} -c --command -e --execute --eval -f --file -v --set --variable -F -R -T -q? -Q --password?`,
      write: '-o --output -L --log-file --tee',
      flag: '-A -t -x -X -w -W -q -1 -b -s -N -B -E -n -l --list',
      readTree: '--defaults-file --defaults-extra-file',
      host: `${SERVER} -S --server`,
      run: '--pager --plugin-dir',
    },
    read: readDatabase,
  },
  'sqlite3 sqlite litecli duckdb': {
    about: 'runs statements in a file',
    single: true,
    lenient: true,
    options: {
      value: '-cmd -separator -newline -nullvalue -c -init -f',
      flag: '-header -headers -noheader -column -csv -json -line -list -html -markdown -table -box -quote -readonly -batch -bail -safe -echo',
      run: '-vfs -A',
    },
    read: readDatabase,
  },
  'redis-cli valkey-cli': {
    about: 'runs statements in a store',
    lenient: true,
    options: {
      value: '-p -a -n -r -i -s --user --pass --scan? --pattern --cert --key --cacert --eval',
      host: '-h -u',
      write: '--rdb',
    },
    read: readRedis,
  },
  'pg_dump pg_dumpall mysqldump mariadb-dump mongodump mongoexport pg_basebackup': {
    about: 'writes a copy of a database',
    lenient: true,
    options: {
      value: `${CONNECTION} -t -n -F --format --db --collection -S`,
      host: `${SERVER} --uri`,
      write: '-f --file -r --result-file',
      writeTree: '-o --out',
    },
    always: ['use:database:read:dump'],
  },
  createdb: {
    about: 'makes a database',
    lenient: true,
    options: { value: `${CONNECTION} -O -T -E -l -D` },
    always: ['use:database:read:create'],
  },
  'pg_restore mongorestore mongoimport mysqlimport createuser': {
    about: 'writes into a database',
    lenient: true,
    options: { value: `${CONNECTION} -n -t -j -S`, host: `${SERVER} --uri` },
    operands: ['read'],
    always: ['use:database:write:restore'],
    modes: [
      { when: '-c --clean --drop', operands: ['read'], always: ['use:database:delete:restore'] },
    ],
  },
  'dropdb dropuser': {
    about: 'deletes a database',
    lenient: true,
    always: ['use:database:delete:drop'],
  },
  'pg_isready mysqladmin pg_config': {
    about: 'asks whether a database answers',
    lenient: true,
    options: { value: `${CONNECTION} -S`, host: SERVER },
    subs: {
      'ping status version variables processlist extended-status': {
        always: ['use:database:read:status'],
      },
      'drop shutdown flush-hosts flush-logs kill create password': {
        lenient: true,
        always: ['use:database:delete:admin'],
      },
    },
    bare: { always: ['use:database:read:status'] },
  },
  'pg_ctl pg_ctlcluster mysqld mysqld_safe mongod redis-server postgres initdb': {
    about: 'runs a database',
    lenient: true,
    always: ['execute'],
  },
};
