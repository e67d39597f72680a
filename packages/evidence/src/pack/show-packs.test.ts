import { describe, expect, test } from 'bun:test';
import { recordRun } from '../runpack/record-run.ts';
import {
  CREATED_AT,
  DEFAULTS,
  sampleReceipt,
  sampleResult,
  sampleRun,
  TEST_KEY,
} from '../runpack/testing/sample-run.ts';
import { bytesSource } from '../zip/byte-source.ts';
import { buildRunPack } from './build-run-pack.ts';
import { diffPacks, type PackDifference } from './diff-packs.ts';
import { measureRun } from './export-metrics.ts';
import { exportPack, type ExportRecord } from './export-pack.ts';
import { inspectPack } from './inspect-pack.ts';
import { otelLines } from './otel-lines.ts';
import { postgresSql } from './postgres-sql.ts';
import { authorizationSummary } from './summarize-authorization.ts';
import { alterJson, remake, tamper } from './testing/forge-pack.ts';
import { SAMPLE_RUNPACK, samplePack } from './testing/sample-packs.ts';

const STANDARD = { profile: 'standard' } as const;
const show = (bytes: Uint8Array) => inspectPack(bytesSource(bytes), STANDARD);
const diff = (left: Uint8Array, right: Uint8Array): PackDifference =>
  diffPacks(bytesSource(left), bytesSource(right), STANDARD);
const exported = (
  bytes: Uint8Array,
  profile: 'standard' | 'compat' = 'standard',
): Promise<ExportRecord> => exportPack(bytesSource(bytes), { profile });

function runPackOf(over: Parameters<typeof sampleRun>[0] = {}): Uint8Array {
  const { zip } = recordRun(sampleRun(over), DEFAULTS);
  return buildRunPack(bytesSource(zip), { producerVersion: '1.0.0', key: TEST_KEY }).bytes;
}

describe('inspecting', () => {
  test('a run pack shows its calls', async () => {
    expect(show(await samplePack('run'))).toMatchObject({
      packType: 'run',
      runPayload: { run_id: 'run_sample', intents_count: 2 },
      runLineage: {
        receiptCount: 1,
        intentResults: [
          { intentId: 'intent_1', toolName: 'tool.read', status: 'ok' },
          { intentId: 'intent_2', toolName: 'tool.write', status: 'error' },
        ],
      },
    });
  });

  test('a job pack shows its checkpoints', async () => {
    expect(show(await samplePack('job'))).toMatchObject({
      jobPayload: { status: 'completed' },
      jobLineage: {
        eventCount: 3,
        lastEventType: 'resumed',
        checkpointRefs: [{ checkpointId: 'cp_0001' }],
      },
    });
  });

  test('a call pack shows its payload', async () => {
    expect(show(await samplePack('call')).callPayload).toMatchObject({
      call_id: 'call_sample',
      event_count: 7,
    });
  });

  test('an authorization pack shows its bundle and what is linked', async () => {
    const { bundle } = show(await samplePack('authorization'));
    expect(authorizationSummary(bundle!)).toMatchObject({
      outcome_status: 'allow',
      linked_evidence_count: 2,
      required_evidence_count: 2,
    });
  });

  test('a runpack shows it as a pack of type run', () => {
    expect(show(SAMPLE_RUNPACK)).toMatchObject({
      legacyType: 'runpack',
      packType: 'run',
      runPayload: { created_at: CREATED_AT },
    });
  });

  test('does not verify, and leaves out what cannot be read', async () => {
    const bytes = tamper(await samplePack('run'), (files) => {
      files.set('run_payload.json', Buffer.from('{'));
      files.set('source/runpack.zip', Buffer.from('x'));
    });
    expect(show(bytes)).toMatchObject({
      packType: 'run',
      runPayload: undefined,
      runLineage: undefined,
    });
  });

  test('refuses a manifest that is none', async () => {
    const bytes = tamper(
      await samplePack('job'),
      alterJson('pack_manifest.json', { pack_type: 'x' }),
    );
    expect(() => show(bytes)).toThrow(expect.objectContaining({ code: 'pack_manifest_invalid' }));
  });
});

describe('comparing', () => {
  test('a pack with itself finds nothing', async () => {
    expect(diff(await samplePack('run'), await samplePack('run'))).toMatchObject({
      changed: false,
      contextDrift: 'none',
      changedFiles: [],
    });
  });

  test('two types finds every file', async () => {
    expect(diff(await samplePack('run'), await samplePack('job'))).toMatchObject({
      changed: true,
      manifestDelta: true,
      addedFiles: ['job_events.jsonl', 'job_payload.json', 'job_state.json'],
      removedFiles: ['context_envelope.json', 'run_payload.json', 'source/runpack.zip'],
      changedFiles: ['proof_records.jsonl'],
    });
  });

  test('a signed with an unsigned pack finds manifest and records', async () => {
    const unsigned = buildRunPack(bytesSource(SAMPLE_RUNPACK), {
      producerVersion: '1.0.0',
      key: undefined,
    }).bytes;
    expect(diff(unsigned, await samplePack('run'))).toMatchObject({
      changed: true,
      changedFiles: ['proof_records.jsonl'],
      contextDrift: 'none',
    });
  });

  test('runs whose context was fetched at another time calls it runtime only', async () => {
    const { refs } = sampleRun();
    const later = runPackOf({
      refs: {
        ...refs,
        receipts: [sampleReceipt('ref_1', { retrieved_at: '2026-03-02T00:00:00Z' })],
      },
    });
    expect(diff(await samplePack('run'), later)).toMatchObject({
      changed: true,
      contextDrift: 'runtime_only',
    });
  });

  test('runs with other context calls it semantic', async () => {
    const { refs } = sampleRun();
    const other = runPackOf({ refs: { ...refs, receipts: [sampleReceipt('ref_2')] } });
    expect(diff(await samplePack('run'), other).contextDrift).toBe('semantic');
  });

  test('falls back to the payload where the runpack cannot be read', async () => {
    const broken = remake(await samplePack('run'), (files) =>
      files.set('source/runpack.zip', Buffer.from('x')),
    );
    expect(diff(await samplePack('run'), broken).contextDrift).toBe('none');
    const counted = remake(broken, alterJson('run_payload.json', { context_ref_count: 5 }));
    expect(diff(await samplePack('run'), counted).contextDrift).toBe('semantic');
    const silent = remake(broken, (files) => files.delete('run_payload.json'));
    expect(diff(broken, silent).contextDrift).toBe('semantic');
  });

  test('a runpack with a runpack compares their files', () => {
    const other = recordRun(
      sampleRun({ results: [sampleResult('intent_1', 'ok', { other: 1 })] }),
      DEFAULTS,
    ).zip;
    expect(diff(SAMPLE_RUNPACK, other)).toMatchObject({
      leftPackType: 'run',
      changedFiles: ['results.jsonl'],
      contextDrift: 'none',
    });
  });
});

describe('exporting', () => {
  test('counts calls, verdicts and files', async () => {
    expect(await exported(await samplePack('run'))).toMatchObject({
      packType: 'run',
      filesChecked: 4,
      signatureStatus: 'skipped',
      metrics: {
        toolCalls: 2,
        succeeded: 1,
        successRate: 0.5,
        policyBlocked: 1,
        approvalRequired: 0,
      },
    });
  });

  test('an altered file is counted, not refused', async () => {
    const bytes = tamper(await samplePack('job'), (files) =>
      files.set('job_state.json', Buffer.from('{}')),
    );
    const record = await exported(bytes);
    expect(record.hashMismatches).toBe(1);
    expect(otelLines(record)[0]).toContain('"status":{"code":"error"}');
  });

  test('a refused pack is not exported, but under compat', async () => {
    const bytes = remake(
      await samplePack('run'),
      alterJson('run_payload.json', { intents_count: 9 }),
    );
    expect(await exported(bytes).catch((error: { code: string }) => error.code)).toBe(
      'pack_embedded_mismatch',
    );
    expect((await exported(bytes, 'compat')).metrics.toolCalls).toBe(2);
  });

  test('a runpack is exported by its own manifest', async () => {
    expect(await exported(SAMPLE_RUNPACK)).toMatchObject({
      packType: 'run',
      createdAt: CREATED_AT,
      metrics: { toolCalls: 2 },
    });
  });

  test('telemetry keeps nanoseconds that no double can hold', async () => {
    const record = {
      ...(await exported(await samplePack('job'))),
      createdAt: '2026-01-01T00:00:00.123456789Z',
    };
    const lines = otelLines(record);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toContain('"start_time_unix_nano":1767225600123456789');
    expect(lines.map((line) => (JSON.parse(line) as { record_type: string }).record_type)).toEqual([
      'span',
      'event',
      ...Array.from({ length: 6 }, () => 'metric'),
    ]);
  });

  test('telemetry ids come from the first digest there is', async () => {
    const record = await exported(await samplePack('job'));
    const idOf = (over: Partial<ExportRecord>): string =>
      (JSON.parse(otelLines({ ...record, ...over })[0] ?? '') as { trace_id: string }).trace_id;
    expect(idOf({})).toBe(record.packId.slice(0, 32));
    expect(idOf({ packId: 'x' })).toBe(record.manifestDigest.slice(0, 32));
    expect(idOf({ packId: 'x', manifestDigest: 'x' })).toMatch(/^[0-9a-f]{32}$/);
  });

  test('SQL keeps what a pack says inside its quotes', async () => {
    const record = {
      ...(await exported(await samplePack('job'))),
      sourceRef: "x'); DROP TABLE a; --",
    };
    const sql = postgresSql(record, { table: '', includeDdl: true });
    expect(sql).toContain("'x''); DROP TABLE a; --'");
    expect(sql).toStartWith('CREATE TABLE IF NOT EXISTS "gait_pack_index"');
    expect(postgresSql(record, { table: 'Audit.Packs', includeDdl: true })).toContain(
      '"idx_packs_source_ref" ON "Audit"."Packs"',
    );
    expect(postgresSql(record, { table: 'p', includeDdl: false })).toStartWith('INSERT INTO "p"');
  });

  test('SQL refuses a table that is no plain name', async () => {
    const record = await exported(await samplePack('job'));
    for (const table of ['a.b.c', 'a"b', '1a', 'a;', 'a.']) {
      expect(() => postgresSql(record, { table, includeDdl: true })).toThrow(
        expect.objectContaining({ code: 'pack_export_table' }),
      );
    }
  });
});

test('metrics recognise approvals and failed regressions by many names', () => {
  const runpack = (results: Record<string, unknown>[]) => ({
    manifest: recordRun(sampleRun(), DEFAULTS).manifest,
    ...sampleRun(),
    results: results.map((result, i) => sampleResult(`intent_${i}`, ' OK ', result as never)),
  });
  expect(
    measureRun(
      runpack([
        { verdict: ' Needs_Approval ' },
        { verdict: 'approval_required' },
        { verdict: 'allow' },
      ]),
    ),
  ).toMatchObject({ approvalRequired: 2, succeeded: 3 });
  const failures = [
    { regress_failures: 1 },
    { failed: 2.5 },
    { status: 'Failed' },
    { reason_codes: ['regress_drift'] },
    { reason: 'regression failure' },
  ];
  expect(
    measureRun(
      runpack([
        ...failures,
        { failed: 0.5 },
        { reason: 'failed' },
        { reason_codes: 'regress fail' },
      ]),
    ).regressFailures,
  ).toBe(failures.length);
  expect(measureRun(runpack([]))).toMatchObject({ toolCalls: 2, succeeded: 0, successRate: 0 });
});
