import type { SqlLexis } from './dialect.ts';
import type { SqlAccess, SqlKind } from './sql-reading.ts';

/** What a command of the client itself does. */
export interface ClientReading {
  readonly kind: SqlKind;
  readonly accesses: readonly SqlAccess[];
  /** SQL that it runs: that of `\copy (DELETE …) TO …`. */
  readonly sql?: string;
}

const HARMLESS: ReadonlyMap<SqlLexis['client'], RegExp> = new Map([
  [
    'psql',
    /^\\(?:d[A-Za-z]*[+S]*|l[+]?|x|timing|q|conninfo|encoding|echo|qecho|warn|t|a|f|H|C|T|\?|h|help|copyright|p|r|if|elif|else|endif|errverbose|sf[+]?|sv[+]?|z|gx?|gdesc|crosstabview|;)$/,
  ],
  ['mysql', /^\\(?:c|h|\?|q|s|u|p|t|n|W|w|C|N|#)$|^delimiter$/i],
  [
    'sqlite',
    /^\.(?:tables|schema|headers?|mode|quit|exit|help|indexes|indices|databases|width|show|stats|timer|echo|bail|nullvalue|separator|explain|eqp|fullschema|dbinfo|version|changes|prompt|print|limit|lint|dump|sha3sum)$/i,
  ],
  ['sqlcmd', /^:(?:setvar|list|reset|help|xml|serverlist|listvar|error|perftrace)$/i],
  ['snowsql', /^!(?:set|help|quit|exit|queries|options|variables|print)$/i],
]);
const SHELL =
  /^(?:\\!|!!|:!!|\.(?:shell|system|sh)|system|!system|\\P|pager|edit|\\e|!edit|\.excel|\.www)$/i;
const READS =
  /^(?:\\(?:i|ir|include|include_relative|\.)|source|:r|\.(?:read|import|restore|load|open)|!(?:source|load))$/i;
const WRITES =
  /^(?:\\(?:o|out|w|write|s|T|tee|lo_export)|tee|:out|:error|\.(?:output|once|save|backup|log|clone|archive|ar)|!spool)$/i;

/**
 * Reads one line for the client. What is not known may run a program: clients have many ways to.
 */
export function readClientCommand(line: string, client: SqlLexis['client']): ClientReading {
  const name =
    /^(?:\\!|!!|:!!|\\[^\sA-Za-z]|[\\.:!]?[A-Za-z_+]+)/.exec(line)?.[0] ?? line.slice(0, 2);
  const rest = line.slice(name.length).trim();
  const unknown: ClientReading = {
    kind: 'unknown',
    accesses: [{ action: 'execute', path: undefined }],
  };
  if (SHELL.test(name)) {
    return {
      kind: 'unknown',
      accesses: [{ action: 'execute', path: rest === '' ? undefined : rest }],
    };
  }
  // psql runs what stands between backticks in the words of its commands, mysql's `\T` needs none.
  if (client === 'psql' && rest.includes('`')) return unknown;
  // Another command may follow on the line.
  if (client === 'psql' && /\\[^'"]/.test(rest)) return unknown;
  if (client === 'psql' && name === '\\copy') return readCopy(rest, unknown);
  // `\o | program`, `.output | program`, `.import '| program'`, `\g | program`
  if (/^['"]?\|/.test(rest))
    return { ...unknown, accesses: [{ action: 'execute', path: rest.replace(/^['"]?\|\s*/, '') }] };
  const path = plainWord(rest);
  // What a file holds is run: nobody has read it here.
  if (READS.test(name)) {
    const runs = /load|\.open/i.test(name) ? 'execute' : 'read';
    return { kind: 'unknown', accesses: [{ action: runs, path }] };
  }
  if (name === '\\g' || name === '\\gx') {
    return { kind: 'other', accesses: rest === '' ? [] : [{ action: 'write', path }] };
  }
  if (WRITES.test(name))
    return { kind: 'other', accesses: rest === '' ? [] : [{ action: 'write', path }] };
  return HARMLESS.get(client)?.test(name) === true ? { kind: 'show', accesses: [] } : unknown;
}

/** A single word without anything that the client would fill in. */
function plainWord(rest: string): string | undefined {
  const bare = /^(?:'([^'\\:]*)'|"([^"\\:]*)"|([^\s'"`\\:|]+))\s*$/.exec(rest);
  return bare === null ? undefined : (bare[1] ?? bare[2] ?? bare[3]);
}

/** `\copy t FROM 'file'`, `\copy (query) TO PROGRAM 'command'`. */
function readCopy(rest: string, unknown: ClientReading): ClientReading {
  const tail =
    /\b(from|to)\s+(program\s+)?(?:'([^']*)'|([^\s'()]+))(?:[^'()]*(?:\([^'()]*\))?)?$/i.exec(
      rest.slice(-4096),
    );
  if (tail === null) return unknown;
  const [, direction = '', program, quoted, bare] = tail;
  const path = quoted ?? bare ?? '';
  const query = rest.startsWith('(')
    ? rest.slice(1, rest.lastIndexOf(')', rest.length - tail[0].length))
    : undefined;
  const sql = query === undefined ? {} : { sql: query };
  if (program !== undefined)
    return { kind: 'copy', accesses: [{ action: 'execute', path }], ...sql };
  const action = direction.toLowerCase() === 'from' ? 'read' : 'write';
  const isStream = bare !== undefined && /^(?:p?stdin|p?stdout)$/i.test(bare);
  return { kind: 'copy', accesses: isStream ? [] : [{ action, path }], ...sql };
}
