import { isZeroTime, parseTime, sha256Hex, sortedJson, ZIP_EPOCH, type Json } from '@gait/canon';
import type { ExportRecord } from './export-pack.ts';
import { isSha256Hex } from './pack-manifest.ts';

/**
 * The OpenTelemetry-style lines of an export: a span, an event, six metrics, each one JSON
 * text without line end (gait-formats §3.9). Not OTLP: the reference's own shape.
 */
export function otelLines(record: ExportRecord): string[] {
  const attributes = attributesOf(record);
  const nanos = nanosOf(record.createdAt);
  const { traceId: trace_id, spanId: span_id } = idsOf(record);
  const lines: Json[] = [
    {
      record_type: 'span',
      trace_id,
      span_id,
      name: 'gait.pack.verify',
      start_time_unix_nano: nanos,
      end_time_unix_nano: nanos,
      status: { code: isIntact(record) ? 'ok' : 'error' },
      attributes,
      instrumentation_scope: 'gait.pack.export',
    },
    {
      record_type: 'event',
      time_unix_nano: nanos,
      severity_text: 'INFO',
      body: 'gait.pack.export.metadata',
      trace_id,
      span_id,
      attributes,
    },
  ];
  for (const [name, unit, value] of metricsOf(record)) {
    lines.push({ record_type: 'metric', time_unix_nano: nanos, name, unit, attributes, ...value });
  }
  return lines.map((line) => unquoteNanos(sortedJson(line)));
}

function metricsOf({
  metrics,
}: ExportRecord): readonly (readonly [string, string, Record<string, number>])[] {
  return [
    ['gait.pack.tool_calls_total', '1', { value_int: metrics.toolCalls }],
    ['gait.pack.tool_calls_success_total', '1', { value_int: metrics.succeeded }],
    ['gait.pack.tool_calls_success_rate', 'ratio', { value_double: metrics.successRate }],
    ['gait.pack.policy_blocked_total', '1', { value_int: metrics.policyBlocked }],
    ['gait.pack.approval_required_total', '1', { value_int: metrics.approvalRequired }],
    ['gait.pack.regress_failures_total', '1', { value_int: metrics.regressFailures }],
  ];
}

function attributesOf(record: ExportRecord): Record<string, Json> {
  const { metrics } = record;
  return {
    'gait.pack_id': record.packId,
    'gait.pack_type': record.packType,
    'gait.source_ref': record.sourceRef,
    'gait.manifest_digest': record.manifestDigest,
    'gait.files_checked': record.filesChecked,
    'gait.hash_mismatches': record.hashMismatches,
    'gait.missing_files': record.missingFiles,
    'gait.undeclared_files': record.undeclaredFiles,
    'gait.signature_status': record.signatureStatus,
    'gait.signatures_total': record.signaturesTotal,
    'gait.signatures_valid': record.signaturesValid,
    'gait.integrity_ok': isIntact(record),
    'gait.tool_calls_total': metrics.toolCalls,
    'gait.tool_calls_ok': metrics.succeeded,
    'gait.policy_blocked': metrics.policyBlocked,
    'gait.approval_required': metrics.approvalRequired,
    'gait.regress_failures': metrics.regressFailures,
  };
}

function isIntact({ hashMismatches, missingFiles, undeclaredFiles }: ExportRecord): boolean {
  return hashMismatches + missingFiles + undeclaredFiles === 0;
}

function idsOf(record: ExportRecord): { readonly traceId: string; readonly spanId: string } {
  const candidates = [record.packId, record.manifestDigest];
  const seed =
    candidates.find(isSha256Hex)?.toLowerCase() ??
    sha256Hex(`${record.packType}|${record.sourceRef}`);
  return { traceId: seed.slice(0, 32), spanId: seed.slice(32, 48) };
}

/** Nanoseconds do not fit a double, so they travel as text until the line is written. */
function nanosOf(createdAt: string): string {
  const time = parseTime(isZeroTime(createdAt) ? ZIP_EPOCH : createdAt);
  return String(BigInt.asIntN(64, time?.epochNanos ?? 0n));
}

/** Inside a string every quote is escaped, so the pattern cannot meet what a pack says. */
function unquoteNanos(line: string): string {
  return line.replace(/("(?:start_|end_)?time_unix_nano":)"(-?\d+)"/g, '$1$2');
}
