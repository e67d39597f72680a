import type { Effect } from '../../model/effect.ts';
import type { Word } from '../../model/invocation.ts';
import { addPeer } from '../add-host.ts';
import {
  addFolder,
  addPath,
  addService,
  plainWord,
  pathOf,
  type Call,
  type Draft,
} from '../draft.ts';
import { readSql } from '../../sql/read-sql.ts';
import { sqlEffects } from '../../sql/sql-effects.ts';
import type { SqlDialect } from '../../sql/dialect.ts';
import { hasOption, optionWords } from '../read-words.ts';

/** How the text of each service is read; one that is not here speaks no SQL that is. */
const DIALECTS: Readonly<Record<string, SqlDialect>> = {
  postgresql: 'postgresql',
  mysql: 'mysql',
  sqlite: 'sqlite',
  duckdb: 'unknown',
  sqlserver: 'transactsql',
  clickhouse: 'unknown',
  cassandra: 'unknown',
};

interface Database {
  readonly service: string;
  readonly name: string;
  readonly program: string;
  readonly folder: string;
}

/** A table is one of its database. */
function inDatabase(effect: Effect, name: string): Effect {
  const { place } = effect;
  if (place.kind !== 'service' || name === '') return effect;
  return { ...effect, place: { ...place, name: [name, place.name].filter(Boolean).join('/') } };
}

/** What a text does to a database; one that is not known, or no SQL, is executed. */
function effectsOfText(text: string | undefined, database: Database): readonly Effect[] {
  const { service, name, program, folder } = database;
  const dialect = DIALECTS[service];
  if (text !== undefined && dialect !== undefined) {
    return sqlEffects(readSql(text, dialect), service, program, folder).map((effect) =>
      inDatabase(effect, name),
    );
  }
  if (text !== undefined && text.trim() === '') return [];
  if (
    text !== undefined &&
    service === 'mongodb' &&
    ONLY_LOOKS.test(text) &&
    !RUNS_IN_MONGO.test(text)
  )
    return [
      {
        kind: 'read',
        place: { kind: 'service', service, name, operation: 'find' },
        program,
        destructive: false,
      },
    ];
  return [
    {
      kind: 'execute',
      place: { kind: 'service', service, name, operation: 'execute' },
      program,
      destructive: false,
    },
  ];
}

/** One question to MongoDB, with what orders and limits its answer. */
const ONLY_LOOKS =
  /^\s*(?:print(?:json)?\()?db\.(?:\w+\.)?(?:find|findOne|countDocuments|estimatedDocumentCount|distinct|stats|getCollectionNames|getIndexes|version|serverStatus)\([^;()]*\)(?:\.(?:limit|sort|skip|toArray|pretty|count|size|explain)\([^;()]*\))*\)?;?\s*$/;
/** What a question may carry that runs, or is written. */
const RUNS_IN_MONGO = /\$where|\$function|\$accumulator|\$out|\$merge|=>|function/;

const SERVICES: Readonly<Record<string, string>> = {
  psql: 'postgresql',
  pgcli: 'postgresql',
  mysql: 'mysql',
  mycli: 'mysql',
  mariadb: 'mysql',
  sqlite3: 'sqlite',
  sqlite: 'sqlite',
  litecli: 'sqlite',
  duckdb: 'duckdb',
  mongosh: 'mongodb',
  mongo: 'mongodb',
  'redis-cli': 'redis',
  'valkey-cli': 'redis',
  cqlsh: 'cassandra',
  sqlcmd: 'sqlserver',
  'clickhouse-client': 'clickhouse',
};
/** Databases that are files of this machine. */
const IN_FILES = ['sqlite', 'duckdb'];

/** `psql -c TEXT`, `sqlite3 FILE TEXT`, `mysql < file`. */
export function readDatabase({ draft, words }: Call): void {
  const { program, input } = draft.invocation;
  const service = SERVICES[program] ?? program;
  const [first, ...rest] = words.operands;
  const texts: (string | undefined)[] = [];
  if (service === 'postgresql' && hasOption(words, '-l --list'))
    return addService(draft, 'read', service, '', 'list');
  for (const word of optionWords(words, '-c --command -e --execute --eval -Q -q -cmd'))
    texts.push(word.value);
  for (const word of optionWords(words, '-f --file -init')) {
    addPath(draft, 'read', word);
    texts.push(
      word.value === undefined ? undefined : draft.context.readText(pathOf(draft, word.value)),
    );
  }
  if (IN_FILES.includes(service)) {
    if (first === undefined) addFolder(draft, 'read');
    else {
      addPath(draft, 'read', first);
      addPath(draft, 'write', first);
    }
    for (const word of rest) texts.push(word.value);
  }
  if (typeof input === 'object') texts.push(input.text);
  if (!IN_FILES.includes(service)) {
    for (const word of [...words.operands, ...optionWords(words, '-d --dbname')])
      addNamedServer(draft, word);
    // `cqlsh HOST`: the only one of them that takes its server as a word.
    if (service === 'cassandra' && first !== undefined) addPeer(draft, first);
  }
  const name = IN_FILES.includes(service)
    ? ''
    : (first?.value ?? optionWords(words, '-d --dbname -D --database')[0]?.value ?? '');

  const database = { service, name: withoutPassword(name), program, folder: draft.context.folder };
  for (const text of texts.length === 0 ? [undefined] : texts) {
    const found = effectsOfText(text, database);
    // Rows that are added to a file of the project are a change of that file, which stands above.
    const inFile = IN_FILES.includes(service) && first?.value !== undefined;
    draft.effects.push(
      ...found.filter(
        ({ kind, place, destructive }) =>
          !inFile || place.kind !== 'service' || kind !== 'write' || destructive,
      ),
    );
  }
}

/** `postgresql://host/db`, `host=HOST dbname=x`: a database together with its server. */
function addNamedServer(draft: Draft, word: Word): void {
  if (/^[a-z][\w+.-]*:\/\//i.test(word.prefix)) {
    // The server may stand in the part that nobody knows.
    const asked = word.value === undefined && /^[^/]*\/\/[^/?]*$/.test(word.prefix);
    return addPeer(draft, asked ? { ...word, prefix: '' } : plainWord(word.value ?? word.prefix));
  }
  for (const [, host = ''] of (word.value ?? '').matchAll(/\bhost(?:addr)?\s*=\s*'?([^\s']*)/g))
    addPeer(draft, plainWord(host));
}

/** The name goes into records: `postgresql://user:password@host/db` without what opens it. */
function withoutPassword(name: string): string {
  const at = name.lastIndexOf('@');
  const scheme = name.indexOf('://');
  return scheme < 0 || at < scheme ? name : name.slice(0, scheme + 3) + name.slice(at + 1);
}

/** Words of redis that only read. */
const REDIS_READS =
  ' get mget hget hgetall hkeys hvals hlen hmget keys scan hscan sscan zscan exists ttl pttl type info ping llen lrange lindex scard smembers sismember zrange zrangebyscore zcard zscore strlen dbsize time memory object xlen xrange xinfo command echo ';
const REDIS_LOSES =
  ' flushall flushdb del unlink shutdown getdel hdel srem zrem lrem ltrim xdel xtrim expire script ';

/** `redis-cli COMMAND …`. */
export function readRedis(call: Call): void {
  const { draft, words } = call;
  const [first] = words.operands;
  const verb = first?.value?.toLowerCase();
  if (verb === undefined) return readDatabase(call);
  const spaced = ` ${verb} `;
  const kind = REDIS_READS.includes(spaced)
    ? 'read'
    : REDIS_LOSES.includes(spaced)
      ? 'delete'
      : 'write';
  const name = words.operands[1] ?? plainWord('');
  draft.effects.push({
    kind,
    place: { kind: 'service', service: 'redis', name: name.value ?? '?', operation: verb },
    program: draft.invocation.program,
    destructive: kind === 'delete',
  });
}
