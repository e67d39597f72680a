import { describe, expect, test } from 'bun:test';
import { digest, encodeRecord, parseJson } from '@gait/canon';
import fc from 'fast-check';
import { recordRun } from '../runpack/record-run.ts';
import { DEFAULTS, sampleReceipt, sampleRun, TEST_KEY } from '../runpack/testing/sample-run.ts';
import { bytesSource } from '../zip/byte-source.ts';
import { buildAuthorizationPack } from './build-authorization-pack.ts';
import { buildCallPack } from './build-call-pack.ts';
import { buildJobPack } from './build-job-pack.ts';
import { buildPack } from './build-pack.ts';
import { buildRunPack } from './build-run-pack.ts';
import { packEntryType, packManifestRecord } from './pack-manifest.ts';
import { readCallRecord } from './read-call-record.ts';
import { contextPrivacyMode } from './run-contract.ts';
import { runPayloadOf } from './run-payload-of.ts';
import { readJson, tamper, unpackFiles } from './testing/forge-pack.ts';
import { judge } from './testing/judge.ts';
import {
  jsonBytes,
  sampleBundle,
  sampleCallRecord,
  sampleEvidence,
  sampleJob,
  SAMPLE_RUNPACK,
} from './testing/sample-packs.ts';

const UNSIGNED = { producerVersion: '1.0.0', key: undefined };

function code(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

describe('any pack', () => {
  const files = [
    { path: 'b.bin', data: new Uint8Array(3) },
    { path: 'a.JSON', data: Buffer.from('{}') },
  ];
  const built = buildPack(files, {
    type: 'job',
    sourceRef: ' j ',
    producerVersion: ' ',
    key: TEST_KEY,
  });

  test('lists its files sorted and typed, itself not', () => {
    expect(built.manifest.contents?.map(({ path, type }) => `${path} ${type}`)).toEqual([
      'a.JSON json',
      'b.bin blob',
      'proof_records.jsonl jsonl',
    ]);
  });

  test('is dated 1980 and trims what it says', () => {
    expect(built.manifest).toMatchObject({
      created_at: '1980-01-01T00:00:00Z',
      source_ref: 'j',
      producer_version: '0.0.0-dev',
    });
  });

  test('has an id that follows from its manifest', () => {
    const { pack_id, signatures: _, ...rest } = encodeRecord(packManifestRecord, built.manifest);
    expect(pack_id).toBe(digest({ ...rest, pack_id: '' }));
  });

  test('has the same bytes whatever the order of its files', () => {
    expect(
      buildPack([...files].reverse(), {
        type: 'job',
        sourceRef: 'j',
        producerVersion: '',
        key: TEST_KEY,
      }).bytes,
    ).toEqual(built.bytes);
  });

  test('knows types by extension', () => {
    expect(['a.json', 'a.jsonl', 'a.zip', 'a', 'json'].map(packEntryType)).toEqual([
      'json',
      'jsonl',
      'zip',
      'blob',
      'blob',
    ]);
  });
});

describe('a run pack', () => {
  test('does not depend on who wrote the runpack', () => {
    const restacked = tamper(SAMPLE_RUNPACK, () => undefined);
    expect(buildRunPack(bytesSource(restacked), UNSIGNED).bytes).toEqual(
      buildRunPack(bytesSource(SAMPLE_RUNPACK), UNSIGNED).bytes,
    );
  });

  test('has no envelope without receipts', () => {
    const input = sampleRun();
    const { zip } = recordRun({ ...input, refs: { ...input.refs, receipts: [] } }, DEFAULTS);
    const built = buildRunPack(bytesSource(zip), UNSIGNED);
    expect([...unpackFiles(built.bytes).keys()]).not.toContain('context_envelope.json');
  });

  test('of an altered runpack is refused', () => {
    const altered = tamper(SAMPLE_RUNPACK, (files) => files.set('run.json', Buffer.from('{}')));
    expect(code(() => buildRunPack(bytesSource(altered), UNSIGNED))).toBe('runpack_hash_mismatch');
  });

  test('of a runpack with an undeclared entry is refused, but under compat', () => {
    const extra = tamper(SAMPLE_RUNPACK, (files) => files.set('notes.txt', new Uint8Array(1)));
    expect(code(() => buildRunPack(bytesSource(extra), UNSIGNED))).toBe('runpack_undeclared_entry');
    expect(code(() => buildRunPack(bytesSource(extra), { ...UNSIGNED, profile: 'compat' }))).toBe(
      'none',
    );
  });

  test('names how its context was kept', () => {
    const receipt = sampleReceipt('a');
    expect(contextPrivacyMode([])).toBe('');
    expect(contextPrivacyMode([receipt, { ...receipt, redaction_mode: ' reference ' }])).toBe(
      'reference',
    );
    expect(contextPrivacyMode([receipt, { ...receipt, redaction_mode: 'hashes' }])).toBe('mixed');
    expect(contextPrivacyMode([{ ...receipt, redaction_mode: ' ' }])).toBe('unknown');
  });

  test('gives a run without time the fixed one', () => {
    const input = sampleRun();
    const { manifest } = recordRun(input, DEFAULTS);
    const run = { ...input.run, created_at: '0001-01-01T00:00:00Z' };
    expect(
      runPayloadOf({ manifest, run, intents: [], results: [], refs: input.refs }).created_at,
    ).toBe('1980-01-01T00:00:00Z');
  });
});

describe('a job pack', () => {
  test('fills in what a young job does not say', () => {
    const { state, events } = sampleJob();
    const built = buildJobPack(
      { state: { ...state, status: ' ', stop_reason: '', status_reason_code: '' }, events },
      UNSIGNED,
    );
    const files = unpackFiles(built.bytes);
    for (const name of ['job_payload.json', 'job_state.json']) {
      expect(readJson(files, name)).toMatchObject({
        status: 'running',
        stop_reason: 'none',
        status_reason_code: 'submitted',
      });
    }
  });

  test('cannot be made of a job that does not say where it ran', () => {
    const { state, events } = sampleJob();
    expect(
      code(() =>
        buildJobPack({ state: { ...state, environment_fingerprint: '' }, events }, UNSIGNED),
      ),
    ).toBe('job_invalid');
  });

  test('of any counts verifies (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(4),
        fc.nat(4),
        fc.string(),
        async (checkpoints, approvals, identity) => {
          const { state, events } = sampleJob();
          const [checkpoint] = state.checkpoints ?? [];
          const built = buildJobPack(
            {
              state: {
                ...state,
                identity: identity.toWellFormed(),
                checkpoints: Array.from({ length: checkpoints }, () => checkpoint!),
                approvals: Array.from({ length: approvals }, () => ({
                  created_at: state.created_at,
                  actor: 'a',
                  reason: 'r',
                })),
              },
              events: events.slice(0, checkpoints),
            },
            { producerVersion: '1.0.0', key: TEST_KEY },
          );
          expect(
            await judge(built.bytes, { profile: 'strict', requireSignature: true }),
          ).toMatchObject({ ok: true, refusals: [] });
        },
      ),
      { numRuns: 25, seed: 20260307 },
    );
  });
});

describe('a call pack', () => {
  const call = () => readCallRecord(jsonBytes(sampleCallRecord()));

  test('keeps the bytes of its runpack', async () => {
    const built = await buildCallPack(call(), SAMPLE_RUNPACK, UNSIGNED);
    expect(
      Buffer.compare(
        unpackFiles(built.bytes).get('source/runpack.zip') ?? new Uint8Array(),
        SAMPLE_RUNPACK,
      ),
    ).toBe(0);
  });

  test('writes no reference digests as null', async () => {
    const built = await buildCallPack(
      readCallRecord(jsonBytes({ ...sampleCallRecord(), reference_digests: [] })),
      SAMPLE_RUNPACK,
      UNSIGNED,
    );
    expect(parseJson(unpackFiles(built.bytes).get('reference_digests.json') ?? '')).toBeNull();
    expect((await judge(built.bytes, { keys: undefined })).ok).toBe(true);
  });

  test('cannot be made around an altered runpack', async () => {
    const altered = tamper(SAMPLE_RUNPACK, (files) => files.set('run.json', Buffer.from('{}')));
    expect(
      await buildCallPack(call(), altered, UNSIGNED).catch((error: { code: string }) => error.code),
    ).toBe('pack_source_invalid');
    expect(
      await buildCallPack(call(), Buffer.from('x'), UNSIGNED).catch(
        (error: { code: string }) => error.code,
      ),
    ).toBe('zip_malformed');
  });
});

describe('a call record', () => {
  const read = (over: Record<string, unknown>): string =>
    code(() => readCallRecord(jsonBytes({ ...sampleCallRecord(), ...over })));

  test('is sorted and normalised', () => {
    const given = sampleCallRecord();
    const call = readCallRecord(
      jsonBytes({
        ...given,
        events: [...(given['events'] as unknown[])].reverse(),
        privacy_mode: ' HASH_ONLY ',
      }),
    );
    expect(call.events.map(({ call_seq }) => call_seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(call.privacy_mode).toBe('hash_only');
    expect(call.commitments[0]?.currency).toBe('EUR');
    expect(call.gate_decisions[0]?.reason_codes).toEqual(['a', 'b']);
    expect(call.schema_id).toBe('gait.voice.call_record');
  });

  for (const over of [
    { schema_id: 'x' },
    { schema_version: '2' },
    { created_at: undefined },
    { call_id: ' ' },
    { runpack_path: '' },
    { privacy_mode: 'open' },
    { events: [] },
    { speak_receipts: [] },
    { gate_decisions: [] },
    { commitments: [{ ...(sampleCallRecord()['commitments'] as object[])[0], call_id: 'call_x' }] },
  ]) {
    test(`with ${JSON.stringify(over).slice(0, 50)} is refused`, () =>
      expect(read(over)).toBe('pack_source_invalid'));
  }

  test('with an unknown field is refused', () =>
    expect(read({ note: 1 })).toBe('record_unknown_field'));
});

describe('an authorization pack', () => {
  const build = (over: Record<string, unknown>, readEvidence = sampleEvidence) =>
    buildAuthorizationPack(jsonBytes({ ...sampleBundle(), ...over }), {
      ...UNSIGNED,
      readEvidence,
    });

  test('fills in the digests of what it links', () => {
    const bundle = readJson(unpackFiles(build({}).bytes), 'authorization_bundle.json');
    expect(bundle['trace_digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(bundle['outcome_digest']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('copies a file linked twice once', () => {
    const built = build({ context_evidence_path: './trace.json' });
    expect(
      [...unpackFiles(built.bytes).keys()].filter((name) => name.startsWith('evidence/')),
    ).toEqual(['evidence/receipts/outcome.txt', 'evidence/trace.json']);
  });

  for (const over of [
    { schema_id: 'x' },
    { schema_version: '2' },
    { trace_id: '' },
    { policy_digest: 'x' },
    { outcome_status: 'maybe' },
    { approval_audit_digest: 'a'.repeat(64) },
    { trace_digest: 'a'.repeat(64) },
    { trace_path: '/trace.json' },
    { trace_path: '../trace.json' },
    { trace_path: 'a/..' },
  ]) {
    test(`with ${JSON.stringify(over)} is refused`, () =>
      expect(code(() => build(over))).toBe('pack_source_invalid'));
  }

  test('never asks for a file outside the folder of the bundle', () => {
    const asked: string[] = [];
    const readEvidence = (path: string): Uint8Array => {
      asked.push(path);
      return sampleEvidence(path);
    };
    build({ trace_path: ' ./x/..\\trace.json ' }, readEvidence);
    expect(asked).toEqual(['trace.json', 'receipts/outcome.txt']);
  });

  test('with an unknown field is refused', () =>
    expect(code(() => build({ note: 1 }))).toBe('record_unknown_field'));
});
