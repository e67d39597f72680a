import {
  approvalAuditRecord,
  credentialEvidenceRecord,
  canonicalize,
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  parseJsonLoose,
  toUtc,
  type Json,
  type RecordType,
} from '@gait/canon';
import type { Profile } from '../verdict/findings.ts';
import type { Runpack } from '../runpack/runpack-records.ts';
import { TRACE_SCHEMA_ID, traceRecord } from '../trace/trace-record.ts';
import { inventorySnapshotRecord, regressSummaryRecord } from './source-records.ts';

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
  /** Default `standard`; `compat` takes in any JSON object as the reference does. */
  readonly profile?: Profile | undefined;
}

/**
 * The evidence files of a guard pack by name (gait-formats §7.2): summaries of the run,
 * the traces and the regress results, and copies of the others without unknown fields.
 * Errors: those of `parseJson` and `decodeRecord`, with the path of the file;
 * `guard_source_schema` (not under `compat`).
 */
export function collectEvidence(runpack: Runpack, sources: GuardSources): Map<string, string> {
  const files = new Map<string, string>();
  const put = (name: string, value: Json): void => void files.set(name, canonicalize(value));
  put('runpack_summary.json', summarizeRunpack(runpack));
  put('referenced_runpacks.json', summarizeReceipts(runpack));
  const read = <T>(type: RecordType<T>, file: SourceFile): T => {
    const value = readSource(type, file);
    if (sources.profile !== 'compat') refuseOtherSchema(type.name, value, file);
    return value;
  };
  const copy = <T>(prefix: string, type: RecordType<T>, given: readonly SourceFile[]): void => {
    for (const [i, file] of given.entries()) {
      put(`${prefix}_${String(i + 1).padStart(2, '0')}.json`, encodeRecord(type, read(type, file)));
    }
  };
  copy('inventory_snapshot', inventorySnapshotRecord, sources.inventories);
  if (sources.traces.length > 0) put('trace_summary.json', summarizeTraces(sources.traces, read));
  if (sources.regressResults.length > 0)
    put('regress_summary.json', summarizeRegress(sources.regressResults, read));
  copy('approval_audit', approvalAuditRecord, sources.approvalAudits);
  copy('credential_evidence', credentialEvidenceRecord, sources.credentialEvidence);
  return files;
}

type ReadSource = <T>(type: RecordType<T>, file: SourceFile) => T;

/** Schemas of the files that go into a guard pack, by the name of their record. */
const SCHEMAS: Readonly<Record<string, string>> = {
  [traceRecord.name]: TRACE_SCHEMA_ID,
  [approvalAuditRecord.name]: 'gait.gate.approval_audit_record',
  [credentialEvidenceRecord.name]: 'gait.gate.broker_credential_record',
  [inventorySnapshotRecord.name]: 'gait.scout.inventory_snapshot',
  [regressSummaryRecord.name]: 'gait.regress.result',
};

/** A file that says it is something else; without a word only a trace, which always says, is refused. */
function refuseOtherSchema(name: string, value: unknown, { path }: SourceFile): void {
  const found = (value as { readonly schema_id?: string }).schema_id ?? '';
  const expected = SCHEMAS[name] ?? found;
  if (found === expected || (found === '' && expected !== TRACE_SCHEMA_ID)) return;
  const is = found === '' ? 'it has no schema_id' : `its schema_id is ${found}`;
  throw new CodedError('guard_source_schema', `${path} is not a ${name}: ${is}`, {
    hint: `name a file with schema_id ${expected}`,
    where: { file: path, field: 'schema_id' },
  });
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

function summarizeTraces(files: readonly SourceFile[], read: ReadSource): Json {
  const traces = files
    .map((file) => read(traceRecord, file))
    .map(({ trace_id, tool_name, verdict }) => ({ trace_id, tool_name, verdict }))
    .sort((left, right) => compareUtf8(left.trace_id, right.trace_id));
  return {
    traces,
    verdict_counts: countBy(traces.map(({ verdict }) => verdict)),
    total: traces.length,
  };
}

function summarizeRegress(files: readonly SourceFile[], read: ReadSource): Json {
  const results = files
    .map((file) => read(regressSummaryRecord, file))
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
