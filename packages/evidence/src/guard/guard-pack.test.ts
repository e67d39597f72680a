import { describe, expect, test } from 'bun:test';
import {
  canonicalize,
  generateKeyPair,
  parsePublicKey,
  sha256Hex,
  signValue,
  decodeRecord,
  singleKey,
  type Json,
} from '@gait/canon';
import { readRunpack } from '../runpack/read-runpack.ts';
import { TEST_KEY } from '../runpack/testing/sample-run.ts';
import { sampleTrace, traceFile } from '../trace/testing/sample-trace.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { bytesSource } from '../zip/byte-source.ts';
import {
  alterJson,
  packFiles,
  readJson,
  tamper,
  unpackFiles,
  writeJson,
  type Files,
  type Loose,
} from '../pack/testing/forge-pack.ts';
import { SAMPLE_RUNPACK, TRUSTED } from '../pack/testing/sample-packs.ts';
import { verifyPack } from '../pack/verify-pack.ts';
import {
  buildGuardPack,
  type BuildGuardPackOptions,
  type BuiltGuardPack,
} from './build-guard-pack.ts';
import { resolveTemplate } from './control-templates.ts';
import { guardManifestRecord, guardPackId, signableGuardManifest } from './guard-manifest.ts';
import { renderSummaryPdf } from './summary-pdf.ts';
import { verifyGuardPack, type GuardReport } from './verify-guard-pack.ts';

const MANIFEST = 'pack_manifest.json';
const json = (path: string, value: unknown) => ({
  path,
  bytes: Buffer.from(JSON.stringify(value)),
});

function build(over: Partial<BuildGuardPackOptions> = {}): BuiltGuardPack {
  return buildGuardPack(readRunpack(bytesSource(SAMPLE_RUNPACK)), {
    caseId: 'case-1',
    templateId: 'soc2',
    renderPdf: true,
    producerVersion: '1.0.0',
    key: TEST_KEY,
    inventories: [json('i.json', { snapshot_id: 's', items: [] })],
    traces: [{ path: 't.json', bytes: traceFile(sampleTrace()) }],
    regressResults: [
      json('r.json', { fixture_set: 'f', status: 'pass', graders: [{ name: 'g' }] }),
    ],
    approvalAudits: [json('a.json', { trace_id: 't', entries: null, more: 1 })],
    credentialEvidence: [json('c.json', { trace_id: 't', broker: 'stub' })],
    ...over,
  });
}

async function judge(bytes: Uint8Array, over: object = {}): Promise<GuardReport> {
  return verifyGuardPack(bytesSource(bytes), {
    profile: 'standard',
    keys: TRUSTED,
    requireSignature: false,
    ...over,
  });
}

/** Alters files, then makes digests, id and signature anew, as the key's holder can. */
function remakeGuard(
  alter: (files: Files) => void,
  manifest: (given: Loose) => void = () => undefined,
): Uint8Array {
  const files = unpackFiles(build().bytes);
  alter(files);
  const given = readJson(files, MANIFEST);
  const types = new Map(
    (given['contents'] as { path: string; type: string }[]).map(({ path, type }) => [path, type]),
  );
  given['contents'] = [...files]
    .filter(([path]) => path !== MANIFEST)
    .map(([path, data]) => ({
      path,
      sha256: sha256Hex(data),
      type: types.get(path) ?? 'evidence',
    }));
  delete given['signatures'];
  const before = decodeRecord(guardManifestRecord, given as Json);
  given['pack_id'] = guardPackId(before.run_id, before.contents);
  manifest(given);
  given['signatures'] = [
    signValue(TEST_KEY, signableGuardManifest(decodeRecord(guardManifestRecord, given as Json))),
  ];
  writeJson(files, MANIFEST, given);
  return packFiles(files);
}

test('a guard pack counts a key only in its role and time', async () => {
  const time = '2026-05-05T05:05:05Z';
  const bytes = remakeGuard(
    () => undefined,
    (given) => {
      given['generated_at'] = time;
    },
  );
  await expectKeyLimits('guard_pack', time, async (keys) => {
    const { ok, result } = await judge(bytes, { keys });
    expect(result?.signatureStatus).toBe(ok ? 'verified' : 'failed');
    return ok;
  });
});

test('the signature of another guard pack does not carry over', async () => {
  const bytes = tamper(build().bytes, (files) => {
    writeJson(files, MANIFEST, {
      ...readJson(files, MANIFEST),
      generated_at: '2020-02-02T00:00:00Z',
    });
  });
  for (const requireSignature of [false, true]) {
    const { ok, result } = await judge(bytes, { requireSignature });
    expect({ ok, status: result?.signatureStatus }).toEqual({ ok: false, status: 'failed' });
  }
});

async function expectStricter(bytes: Uint8Array, code: string): Promise<void> {
  const standard = await judge(bytes);
  expect(standard.ok).toBe(false);
  expect([...new Set(standard.refusals.map((refusal) => refusal.code))] as string[]).toEqual([
    code,
  ]);
  const compat = await judge(bytes, { profile: 'compat' });
  expect(compat.ok).toBe(true);
  expect(compat.tolerated.map((found) => found.code) as string[]).toContain(code);
}

describe('a built guard pack', () => {
  test('verifies under every profile', async () => {
    for (const [profile, requireSignature] of [
      ['standard', false],
      ['compat', false],
      ['strict', true],
    ] as const) {
      expect(await judge(build().bytes, { profile, requireSignature })).toMatchObject({
        ok: true,
        refusals: [],
        tolerated: [],
        result: { runId: 'run_sample', signatureStatus: 'verified', filesChecked: 10 },
      });
    }
  });

  test('has the same bytes when built again', () => expect(build().bytes).toEqual(build().bytes));

  test('names every file in its index and its pointers', () => {
    const { manifest } = build();
    const indexed = ['control_index.json', 'evidence_pointers.json'];
    const evidence = manifest.contents
      ?.map(({ path }) => path)
      .filter((path) => !indexed.includes(path));
    expect(manifest.evidence_pointers?.map(({ path }) => path)).toEqual(evidence ?? []);
    expect(manifest.evidence_pointers?.[0]?.pointer_id).toBe('ev_001');
    expect(manifest.control_index?.map(({ control_id }) => control_id)).toEqual([
      'CC6.6',
      'CC7.2',
      'CC8.1',
    ]);
    expect(manifest.control_index?.[1]?.evidence_paths).toEqual([
      'regress_summary.json',
      'summary.pdf',
      'trace_summary.json',
    ]);
  });

  test('summarises traces and regress results', () => {
    const files = unpackFiles(build().bytes);
    expect(readJson(files, 'trace_summary.json')).toMatchObject({
      total: 1,
      verdict_counts: { allow: 1 },
    });
    expect(readJson(files, 'regress_summary.json')).toEqual({
      results: [{ fixture_set: 'f', status: 'pass', graders: 1 }],
      status_counts: { pass: 1 },
      total: 1,
    });
    expect(readJson(files, 'runpack_summary.json')).toMatchObject({
      run_id: 'run_sample',
      intent_count: 2,
      receipt_count: 1,
    });
  });

  test('drops unknown fields of what it copies', () => {
    const files = unpackFiles(build().bytes);
    expect(readJson(files, 'approval_audit_01.json')).not.toHaveProperty('more');
    expect(readJson(files, 'approval_audit_01.json')['entries']).toBeNull();
  });

  test('without sources holds only the run', () => {
    const bare = build({
      renderPdf: false,
      inventories: [],
      traces: [],
      regressResults: [],
      approvalAudits: [],
      credentialEvidence: [],
      key: undefined,
    });
    expect([...unpackFiles(bare.bytes).keys()]).toEqual([
      'control_index.json',
      'evidence_pointers.json',
      MANIFEST,
      'referenced_runpacks.json',
      'runpack_summary.json',
    ]);
    expect(canonicalize(bare.manifest.signatures as Json)).toBe('null');
  });

  test('refuses a source of another kind, naming its file', () => {
    expect(() => build({ traces: [json('bad.json', [])] })).toThrow(
      expect.objectContaining({ code: 'record_field_type', where: { file: 'bad.json' } }),
    );
  });
});

test('an unknown template is incident_response, none is soc2', () => {
  expect([resolveTemplate(''), resolveTemplate(' PCI '), resolveTemplate('x')]).toEqual([
    'soc2',
    'pci',
    'incident_response',
  ]);
});

describe('a guard pack that was changed', () => {
  test('names altered and missing files', async () => {
    const bytes = tamper(build().bytes, (files) => {
      files.set('trace_summary.json', Buffer.from('{}'));
      files.delete('summary.pdf');
    });
    const { ok, result, refusals } = await judge(bytes);
    expect(ok).toBe(false);
    expect(refusals).toEqual([]);
    expect(result?.hashMismatches.map(({ path }) => path)).toEqual(['trace_summary.json']);
    expect(result?.missingFiles).toEqual(['summary.pdf']);
  });

  test('by an undeclared entry is refused', async () => {
    await expectStricter(
      tamper(build().bytes, (files) => files.set('extra.json', new Uint8Array(1))),
      'guard_entry_undeclared',
    );
  });

  test('by another pack id is refused', async () => {
    await expectStricter(
      remakeGuard(
        () => undefined,
        (manifest) => (manifest['pack_id'] = 'pack_x'),
      ),
      'guard_pack_id_mismatch',
    );
  });

  test('by another schema is refused', async () => {
    await expectStricter(
      remakeGuard(
        () => undefined,
        (manifest) => (manifest['schema_id'] = 'x'),
      ),
      'guard_manifest_schema',
    );
  });

  test('by an index that is not the one in the manifest is refused', async () => {
    await expectStricter(
      remakeGuard((files) => files.set('control_index.json', Buffer.from('[]'))),
      'guard_index_mismatch',
    );
  });

  test('by a manifest field outside the signature is refused', async () => {
    await expectStricter(
      tamper(build().bytes, alterJson(MANIFEST, { note: 1 })),
      'record_unknown_field',
    );
  });

  test('by taking its signature away is refused', async () => {
    await expectStricter(
      tamper(build().bytes, alterJson(MANIFEST, { signatures: undefined })),
      'signature_stripped',
    );
    const required = await judge(
      tamper(build().bytes, alterJson(MANIFEST, { signatures: undefined })),
      { requireSignature: true },
    );
    expect(required).toMatchObject({
      ok: false,
      refusals: [],
      result: { signatureErrors: ['pack manifest has no signatures'] },
    });
  });

  test('by a signed field is false', async () => {
    const report = await judge(tamper(build().bytes, alterJson(MANIFEST, { case_id: 'other' })));
    expect(report).toMatchObject({
      ok: false,
      result: { signatureStatus: 'failed', signatureErrors: ['signed_digest mismatch'] },
    });
  });

  test('to another key is false', async () => {
    const keys = singleKey(parsePublicKey(generateKeyPair().publicKey));
    expect((await judge(build().bytes, { keys })).result).toMatchObject({
      signatureStatus: 'failed',
      signatureErrors: ['key id mismatch'],
    });
  });

  test('to no manifest, or none that can be read, cannot be judged', async () => {
    const without = await judge(tamper(build().bytes, (files) => files.delete(MANIFEST)));
    expect(without.fault).toMatchObject({ code: 'guard_manifest_missing' });
    const broken = await judge(
      tamper(build().bytes, (files) => files.set(MANIFEST, Buffer.from('{'))),
    );
    expect(broken.fault?.facts.exit).toBe(6);
  });
});

test('a guard pack is accepted as a legacy pack', async () => {
  const report = await verifyPack(bytesSource(build().bytes), {
    profile: 'standard',
    keys: TRUSTED,
    requireSignature: false,
  });
  expect(report).toMatchObject({
    ok: true,
    result: { legacyType: 'guard', packType: 'guard', sourceRef: 'run_sample' },
  });
});

test('the summary is a PDF whose offsets are those of its objects', () => {
  const page = {
    runId: 'r (1)\\',
    caseId: 'ü',
    templateId: 'soc2',
    generatedAt: '2026-01-01T00:00:00.5+02:00',
    evidence: ['b', 'a'],
  };
  const text = Buffer.from(renderSummaryPdf(page)).toString('utf8');
  const bytes = Buffer.from(text);
  expect(text).toContain('(Run ID: r \\(1\\)\\\\) Tj');
  expect(text).toContain('(Generated: 2025-12-31T22:00:00Z) Tj');
  const start = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
  expect(bytes.subarray(start, start + 4).toString()).toBe('xref');
  const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(
    offsets.map(
      (offset, i) =>
        bytes.subarray(offset, offset + 8).toString() === `${i + 1} 0 obj\n`.slice(0, 8),
    ),
  ).toEqual([true, true, true, true, true]);
  const [, length] = /\/Length (\d+)/.exec(text) ?? [];
  expect(bytes.indexOf('\nendstream') - bytes.indexOf('stream\n') - 7).toBe(Number(length));
});
