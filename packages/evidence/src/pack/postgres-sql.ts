import { CodedError, isZeroTime, toLower, trimSpace, ZIP_EPOCH } from '@gait/canon';
import type { ExportRecord } from './export-pack.ts';

/** How the statements are written. */
export interface PostgresOptions {
  /** `table` or `schema.table`; default `gait_pack_index`. */
  readonly table: string;
  /** Create the table and its indexes first. */
  readonly includeDdl: boolean;
}

const COLUMNS: readonly (readonly [string, string])[] = [
  ['pack_id', 'TEXT PRIMARY KEY'],
  ['pack_type', 'TEXT NOT NULL'],
  ['source_ref', 'TEXT NOT NULL'],
  ['manifest_digest', 'TEXT NOT NULL'],
  ['files_checked', 'INTEGER NOT NULL'],
  ['hash_mismatches', 'INTEGER NOT NULL'],
  ['missing_files', 'INTEGER NOT NULL'],
  ['undeclared_files', 'INTEGER NOT NULL'],
  ['signature_status', 'TEXT NOT NULL'],
  ['signatures_total', 'INTEGER NOT NULL'],
  ['signatures_valid', 'INTEGER NOT NULL'],
  ['tool_calls_total', 'INTEGER NOT NULL'],
  ['tool_calls_success', 'INTEGER NOT NULL'],
  ['tool_calls_success_rate', 'DOUBLE PRECISION NOT NULL'],
  ['policy_blocked', 'INTEGER NOT NULL'],
  ['approval_required', 'INTEGER NOT NULL'],
  ['regress_failures', 'INTEGER NOT NULL'],
  ['created_at', 'TIMESTAMPTZ NOT NULL'],
];

/**
 * SQL that puts one pack into an index table, replacing an earlier row (gait-formats §3.9).
 * Errors: `pack_export_table` for a name that is not a plain identifier: it stands in SQL.
 */
export function postgresSql(record: ExportRecord, options: PostgresOptions): string {
  const table = parseTable(options.table);
  const names = COLUMNS.map(([name]) => name);
  const updates = names.slice(1).map((name) => `  ${name} = EXCLUDED.${name}`);
  const insert = [
    `INSERT INTO ${table.quoted} (`,
    names.map((name) => `  ${name}`).join(',\n'),
    ') VALUES (',
    valuesOf(record)
      .map((value) => `  ${value}`)
      .join(',\n'),
    ')',
    'ON CONFLICT (pack_id) DO UPDATE SET',
    `${updates.join(',\n')};`,
    '',
  ].join('\n');
  return options.includeDdl ? ddl(table) + insert : insert;
}

interface Table {
  readonly quoted: string;
  readonly indexPrefix: string;
}

function ddl({ quoted, indexPrefix }: Table): string {
  const columns = COLUMNS.map(([name, type]) => `  ${name} ${type}`).join(',\n');
  const index = (suffix: string, on: string): string =>
    `CREATE INDEX IF NOT EXISTS ${quote(`idx_${indexPrefix}_${suffix}`)} ON ${quoted} (${on});\n`;
  return [
    `CREATE TABLE IF NOT EXISTS ${quoted} (\n${columns}\n);\n`,
    index('pack_type_created_at', 'pack_type, created_at DESC'),
    index('source_ref', 'source_ref'),
    '\n',
  ].join('');
}

function valuesOf(record: ExportRecord): readonly string[] {
  const { metrics } = record;
  const createdAt = isZeroTime(record.createdAt) ? ZIP_EPOCH : record.createdAt;
  return [
    literal(record.packId),
    literal(record.packType),
    literal(record.sourceRef),
    literal(record.manifestDigest),
    String(record.filesChecked),
    String(record.hashMismatches),
    String(record.missingFiles),
    String(record.undeclaredFiles),
    literal(record.signatureStatus),
    String(record.signaturesTotal),
    String(record.signaturesValid),
    String(metrics.toolCalls),
    String(metrics.succeeded),
    metrics.successRate.toFixed(6),
    String(metrics.policyBlocked),
    String(metrics.approvalRequired),
    String(metrics.regressFailures),
    `${literal(createdAt)}::timestamptz`,
  ];
}

function parseTable(given: string): Table {
  const parts = (trimSpace(given) || 'gait_pack_index').split('.').map(trimSpace);
  if (parts.length > 2 || !parts.every((part) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(part))) {
    throw new CodedError('pack_export_table', 'the table must be named <table> or <schema.table>', {
      hint: 'use letters, digits and underscores, as in audit.gait_pack_index',
    });
  }
  return { quoted: parts.map(quote).join('.'), indexPrefix: toLower(parts.at(-1) ?? '') };
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A string constant; with standard_conforming_strings, the default, only the quote is special. */
function literal(value: string): string {
  return `'${trimSpace(value).replaceAll("'", "''")}'`;
}
