import type { Effect, EffectKind, Place } from '../model/effect.ts';
import type { SqlAccess, SqlKind, SqlReading, SqlStatement, SqlTable } from './sql-reading.ts';

const EFFECTS: Readonly<Record<SqlKind, EffectKind>> = {
  select: 'read',
  show: 'read',
  explain: 'read',
  set: 'read',
  transaction: 'read',
  insert: 'write',
  update: 'write',
  create: 'write',
  alter: 'write',
  copy: 'write',
  other: 'write',
  grant: 'privilege',
  delete: 'delete',
  truncate: 'delete',
  drop: 'delete',
  call: 'execute',
  do: 'execute',
  unknown: 'execute',
};

/** Stores and servers that a database reads from and writes to by itself. */
const REMOTE = /^(?:s3|gs|gcs|azure|https?|ftp|hdfs|abfss?|wasbs?):\/\/([^/]+)/i;

/**
 * The effects of a text of SQL on a service (`postgresql`), one for each object that a statement
 * names, and one on the service as a whole for a statement that names none; then the files,
 * programs and machines that it reaches. A reading that is not complete runs something unknown.
 *
 * @param folder absolute; relative files start from it. Without it they are somewhere.
 */
export function sqlEffects(
  reading: SqlReading,
  service: string,
  program: string,
  folder?: string,
): readonly Effect[] {
  const effects = reading.statements.flatMap((statement) => [
    ...serviceEffects(statement, service, program),
    ...statement.accesses.map((access) => accessEffect(access, program, folder)),
  ]);
  if (!reading.complete) {
    effects.push({
      kind: 'execute',
      place: { kind: 'program', name: program },
      program,
      destructive: true,
    });
  }
  return [...new Map(effects.map((effect) => [JSON.stringify(effect), effect])).values()];
}

function serviceEffects(
  { kind, tables, sources, destructive }: SqlStatement,
  service: string,
  program: string,
): readonly Effect[] {
  const place = (table: SqlTable | undefined, operation: string): Place => ({
    kind: 'service',
    service,
    name: table === undefined ? '' : [table.schema, table.name].filter(Boolean).join('.'),
    operation,
  });
  const targets = tables.length === 0 ? [undefined] : tables;
  return [
    ...targets.map((table) => ({
      kind: EFFECTS[kind],
      place: place(table, kind),
      program,
      destructive,
    })),
    ...sources.map((table) => ({
      kind: 'read' as const,
      place: place(table, 'select'),
      program,
      destructive: false,
    })),
  ];
}

function accessEffect({ action, path }: SqlAccess, program: string, folder?: string): Effect {
  if (action === 'execute' || action === 'network') {
    return {
      kind: 'execute',
      place: { kind: 'program', name: program },
      program,
      destructive: false,
    };
  }
  const url = path === undefined ? null : REMOTE.exec(path);
  if (url !== null && path !== undefined) {
    const [, host = ''] = url;
    const method = action === 'read' ? 'get' : 'put';
    return {
      kind: 'network',
      place: { kind: 'host', host: host.toLowerCase(), url: path, method },
      program,
      destructive: false,
    };
  }
  return { kind: action, place: filePlace(path, folder), program, destructive: false };
}

function filePlace(path: string | undefined, folder: string | undefined): Place {
  if (path === undefined || path === '') return { kind: 'unknown_path' };
  const absolute = path.startsWith('/')
    ? path
    : folder === undefined
      ? undefined
      : `${folder}/${path}`;
  if (absolute === undefined || /[\\~$%{]|^[A-Za-z]:/.test(path)) return { kind: 'unknown_path' };
  return { kind: 'path', path: clean(absolute), reach: 'file' };
}

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
