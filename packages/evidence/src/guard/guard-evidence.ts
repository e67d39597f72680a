import {
  canonicalize,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  parseJsonLoose,
  toUtc,
  type Json,
  type RecordType,
} from '@gait/canon';
import type { Runpack } from '../runpack/runpack-records.ts';
import { traceRecord } from '../trace/trace-record.ts';
import {
  approvalAuditRecord,
  credentialEvidenceRecord,
  inventorySnapshotRecord,
  regressSummaryRecord,
} from './source-records.ts';

/** A file given to a guard pack: its bytes, and its path for errors. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a guard pack is made from besides the run. Files in the order in which they are numbered. */
export interface GuardSources {
  readonly inventories: readonly SourceFile[];
  readonly traces: readonly SourceFile[];
  readonly regressResults: readonly SourceFile[];
  readonly approvalAudits: readonly SourceFile[];
  readonly credentialEvidence: readonly SourceFile[];
}

/**
 * The evidence files of a guard pack by name (gait-formats §7.2): summaries of the run,
 * the traces and the regress results, and copies of the others without unknown fields.
 * Errors: those of `parseJson` and `decodeRecord`, with the path of the file.
 */
export function collectEvidence(runpack: Runpack, sources: GuardSources): Map<string, string> {
  const files = new Map<string, string>();
  const put = (name: string, value: Json): void => void files.set(name, canonicalize(value));
  put('runpack_summary.json', summarizeRunpack(runpack));
  put('referenced_runpacks.json', summarizeReceipts(runpack));
  const copy = <T>(prefix: string, type: RecordType<T>, given: readonly SourceFile[]): void => {
    for (const [i, file] of given.entries()) {
      put(
        `${prefix}_${String(i + 1).padStart(2, '0')}.json`,
        encodeRecord(type, readSource(type, file)),
      );
    }
  };
  copy('inventory_snapshot', inventorySnapshotRecord, sources.inventories);
  if (sources.traces.length > 0) put('trace_summary.json', summarizeTraces(sources.traces));
  if (sources.regressResults.length > 0)
    put('regress_summary.json', summarizeRegress(sources.regressResults));
  copy('approval_audit', approvalAuditRecord, sources.approvalAudits);
  copy('credential_evidence', credentialEvidenceRecord, sources.credentialEvidence);
  return files;
}

function readSource<T>(type: RecordType<T>, { path, bytes }: SourceFile): T {
  const where = { file: path };
  return decodeRecord(type, parseJsonLoose(bytes, { where }), { fold: true, where });
}

function summarizeRunpack({ manifest, run, intents, results, refs }: Runpack): Json {
  return {
    run_id: run.run_id,
    manifest_digest: manifest.manifest_digest,
    capture_mode: manifest.capture_mode,
    intent_count: intents.length,
    result_count: results.length,
    receipt_count: (refs.receipts ?? []).length,
  };
}

function summarizeReceipts({ run, refs }: Runpack): Json {
  const receipts = (refs.receipts ?? []).map((receipt) => ({
    ref_id: receipt.ref_id,
    source_type: receipt.source_type,
    source_locator: receipt.source_locator,
    content_digest: receipt.content_digest,
    retrieved_at: toUtc(receipt.retrieved_at),
  }));
  receipts.sort((left, right) => compareUtf8(left.ref_id, right.ref_id));
  return { run_id: run.run_id, receipts, references: receipts.length };
}

function summarizeTraces(files: readonly SourceFile[]): Json {
  const traces = files
    .map((file) => readSource(traceRecord, file))
    .map(({ trace_id, tool_name, verdict }) => ({ trace_id, tool_name, verdict }))
    .sort((left, right) => compareUtf8(left.trace_id, right.trace_id));
  return {
    traces,
    verdict_counts: countBy(traces.map(({ verdict }) => verdict)),
    total: traces.length,
  };
}

function summarizeRegress(files: readonly SourceFile[]): Json {
  const results = files
    .map((file) => readSource(regressSummaryRecord, file))
    .map(({ fixture_set, status, graders }) => ({
      fixture_set,
      status,
      graders: (graders ?? []).length,
    }))
    .sort(
      (left, right) =>
        compareUtf8(left.fixture_set, right.fixture_set) || compareUtf8(left.status, right.status),
    );
  return {
    results,
    status_counts: countBy(results.map(({ status }) => status)),
    total: results.length,
  };
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}
