import { describe, expect, test } from 'bun:test';
import { generateKeyPair, parsePrivateKey, singleKey } from '@gait/canon';
import { recordRun } from './record-run.ts';
import { forge, pack, unpack } from './testing/forge-runpack.ts';
import { DEFAULTS, sampleRun, TEST_KEY } from './testing/sample-run.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { codes, KEYS, plain, verdictOf, verify } from './testing/verify-zip.ts';

const OTHER_KEY = parsePrivateKey(generateKeyPair().privateKey);

const signed = (): Uint8Array => recordRun(sampleRun({ signingKey: TEST_KEY }), DEFAULTS).zip;

describe('an intact runpack', () => {
  test('verifies without a signature unless one is required', async () => {
    const report = await verify(plain());
    expect(report.ok).toBe(true);
    expect(report.runId).toBe('run_sample');
    expect(report.filesChecked).toBe(4);
    expect(report.signature.status).toBe('missing');
    expect((await verify(plain(), { requireSignature: true })).ok).toBe(false);
  });

  test('verifies with the key that signed it', async () => {
    const report = await verify(signed(), { keys: KEYS, requireSignature: true });
    expect(report.ok).toBe(true);
    expect(report.signature).toMatchObject({
      status: 'verified',
      total: 1,
      valid: 1,
      signers: [TEST_KEY.keyId],
    });
  });

  test('is skipped, not verified, without a key', async () => {
    const report = await verify(signed());
    expect(report).toMatchObject({ ok: true, signature: { status: 'skipped' } });
    expect((await verify(signed(), { requireSignature: true })).ok).toBe(false);
  });

  test('fails with another key', async () => {
    const report = await verify(signed(), { keys: singleKey(OTHER_KEY.publicKey) });
    expect(report).toMatchObject({
      ok: false,
      signature: { status: 'failed', errors: ['key id mismatch'] },
    });
  });

  test('counts a key only in its role and time, which is that of the manifest', async () => {
    const time = '2026-05-05T05:05:05Z';
    const zip = forge(() => undefined, { key: TEST_KEY, manifest: { created_at: time } });
    await expectKeyLimits('runpack', time, async (keys) => {
      const { ok, signature } = await verify(zip, { keys });
      expect(signature.status).toBe(ok ? 'verified' : 'failed');
      return ok;
    });
  });

  test('gives the same answer when it is streamed', async () => {
    const small = await verify(signed(), { keys: KEYS });
    const streamed = await verify(signed(), { keys: KEYS, streamAbove: 0 });
    expect(verdictOf(streamed)).toEqual(verdictOf(small));
  });
});

describe('a stripped signature', () => {
  test('is refused when a key is given, as a wrong one is', async () => {
    expect(await codes(plain(), { keys: KEYS })).toEqual(['signature_stripped']);
    expect((await verify(plain(), { keys: KEYS, profile: 'compat' })).tolerated).toMatchObject([
      { code: 'signature_stripped' },
    ]);
  });

  test('is no better than a wrong one when a signature is required', async () => {
    const stripped = await verify(plain(), { keys: KEYS, requireSignature: true });
    const wrong = await verify(
      forge(() => undefined, { key: OTHER_KEY }),
      { keys: KEYS, requireSignature: true },
    );
    expect(stripped.ok).toBe(false);
    expect(wrong.ok).toBe(false);
  });

  test('is never accepted under strict', async () => {
    expect((await verify(plain(), { profile: 'strict', keys: KEYS })).ok).toBe(false);
  });
});

describe('altered files', () => {
  test('a changed byte is a hash mismatch and the file is not looked into', async () => {
    const files = unpack(signed());
    const zip = pack({
      ...files,
      'intents.jsonl': (files['intents.jsonl'] ?? '').replace('run_sample', 'run_forged'),
    });
    const report = await verify(zip, { keys: KEYS });
    expect(report.ok).toBe(false);
    expect(report.hashMismatches.map(({ path }) => path)).toEqual(['intents.jsonl']);
    expect(report.refusals).toEqual([]);
    const streamed = await verify(zip, { keys: KEYS, streamAbove: 0 });
    expect(verdictOf(streamed)).toEqual(verdictOf(report));
  });

  test('a changed manifest is a mismatch of its own digest and of the signature', async () => {
    const files = unpack(signed());
    const zip = pack({
      ...files,
      'manifest.json': (files['manifest.json'] ?? '').replace('"raw"', '"reference"'),
    });
    const report = await verify(zip, { keys: KEYS });
    expect(report.hashMismatches.map(({ path }) => path)).toEqual(['manifest.json']);
    expect(report.signature).toMatchObject({
      status: 'failed',
      errors: ['signed_digest mismatch'],
    });
  });

  test('a signed manifest with half a surrogate pair has no signature that counts', async () => {
    const zip = forge(() => undefined, { key: TEST_KEY, manifest: { note: '\ud800' } });
    expect((await verify(zip, { keys: KEYS })).signature.status).toBe('failed');
    const whole = forge(() => undefined, {
      key: TEST_KEY,
      manifest: { note: '\\ud800 \u{1f600}' },
    });
    expect((await verify(whole, { keys: KEYS })).signature.status).toBe('verified');
  });

  test('an unknown member of a signed manifest breaks the signature', async () => {
    const files = unpack(signed());
    const zip = pack({
      ...files,
      'manifest.json': (files['manifest.json'] ?? '').replace('{', '{"note":1,'),
    });
    expect((await verify(zip, { keys: KEYS })).signature.status).toBe('failed');
  });

  test('a missing file is named', async () => {
    const { 'refs.json': _, ...rest } = unpack(plain());
    expect(await verify(pack(rest))).toMatchObject({ ok: false, missingFiles: ['refs.json'] });
  });

  test('a file the manifest no longer lists is missing', async () => {
    const zip = forge(() => undefined, { manifest: { files: [] } });
    const report = await verify(zip);
    expect(report.missingFiles).toEqual([
      'intents.jsonl',
      'refs.json',
      'results.jsonl',
      'run.json',
    ]);
    expect(report.refusals).toEqual([]);
  });

  test('hex digits of digests may be in upper case', async () => {
    const files = unpack(plain());
    const zip = forge((out) => Object.assign(out, files), {});
    const manifest = unpack(zip)['manifest.json'] ?? '';
    const upper = manifest.replace(
      /"manifest_digest":"([0-9a-f]+)"/,
      (_, hex: string) => `"manifest_digest":"${hex.toUpperCase()}"`,
    );
    expect((await verify(pack({ ...files, 'manifest.json': upper }))).ok).toBe(true);
  });
});

describe('bytes that are no runpack', () => {
  const fault = async (zip: Uint8Array) => (await verify(zip)).fault?.code;

  test('a file that is no zip', async () => {
    expect(await fault(Buffer.from('not a zip'))).toBe('zip_malformed');
  });

  test('a zip without manifest', async () => {
    expect(await fault(pack({ 'run.json': '{}' }))).toBe('runpack_manifest_missing');
  });

  test('a manifest of another schema', async () => {
    expect(
      await fault(forge(() => undefined, { manifest: { schema_id: 'gait.pack.manifest' } })),
    ).toBe('runpack_manifest_invalid');
    expect(await fault(forge(() => undefined, { manifest: { schema_version: '2.0.0' } }))).toBe(
      'runpack_manifest_invalid',
    );
    expect(await fault(forge(() => undefined, { manifest: { run_id: '' } }))).toBe(
      'runpack_manifest_invalid',
    );
  });

  test('a manifest that is no JSON, or no object', async () => {
    expect(await fault(pack({ 'manifest.json': '{' }))).toBe('json_syntax');
    expect(await fault(pack({ 'manifest.json': '[]' }))).toBe('record_field_type');
    expect(await fault(pack({ 'manifest.json': '{"created_at":"yesterday"}' }))).toBe(
      'record_field_value',
    );
  });
});
