import { describe, expect, test } from 'bun:test';
import {
  decodeRecord,
  generateKeyPair,
  parsePrivateKey,
  parsePublicKey,
  singleKey,
  type Json,
  type SigningKey,
} from '@gait/canon';
import { recordRun } from '../runpack/record-run.ts';
import { alterJson as alterRunpack, forge } from '../runpack/testing/forge-runpack.ts';
import { DEFAULTS, sampleRun, TEST_KEY } from '../runpack/testing/sample-run.ts';
import type { Profile } from '../verdict/findings.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { writeZip } from '../zip/write-zip.ts';
import { computePackId, PACK_TYPES, packManifestRecord } from './pack-manifest.ts';
import type { PackReport } from './pack-report.ts';
import {
  alterJson,
  alterLines,
  readJson,
  remake,
  tamper,
  unpackFiles,
  writeJson,
  type Files,
} from './testing/forge-pack.ts';
import { expectStricter, judge } from './testing/judge.ts';
import { SAMPLE_RUNPACK, samplePack, TRUSTED } from './testing/sample-packs.ts';

const MANIFEST = 'pack_manifest.json';
const PROOFS = 'proof_records.jsonl';
const STRICT = { profile: 'strict', requireSignature: true } as const;

/** Another time, the id that follows from it, and the signatures as they were. */
function redated(bytes: Uint8Array): Uint8Array {
  return tamper(bytes, (files) => {
    const manifest = { ...readJson(files, MANIFEST), created_at: '2020-02-02T00:00:00Z' };
    const draft = decodeRecord(packManifestRecord, manifest as Json, { fold: true });
    writeJson(files, MANIFEST, { ...manifest, pack_id: computePackId(draft) });
  });
}

function codes(report: PackReport): string[] {
  return report.refusals.map(({ code }) => code);
}

describe('an intact pack', () => {
  for (const type of PACK_TYPES) {
    for (const profile of ['standard', 'compat', 'strict'] satisfies Profile[]) {
      test(`of type ${type} verifies under ${profile}`, async () => {
        const report = await judge(await samplePack(type), {
          profile,
          requireSignature: profile === 'strict',
        });
        expect(report.fault).toBeUndefined();
        expect(report.refusals).toEqual([]);
        expect(report.ok).toBe(true);
        expect(report.result).toMatchObject({
          packType: type,
          signatureStatus: 'verified',
          signaturesValid: 1,
        });
      });
    }
  }

  test('says what it counted', async () => {
    const { result } = await judge(await samplePack('run'));
    expect(result).toMatchObject({
      sourceRef: 'run_sample',
      filesChecked: 4,
      proofRecords: 3,
      legacyType: undefined,
    });
  });

  test('without a key is checked but its signatures are skipped', async () => {
    const { ok, result } = await judge(await samplePack('job'), { keys: undefined });
    expect(ok).toBe(true);
    expect(result).toMatchObject({
      signatureStatus: 'skipped',
      signatureErrors: ['public key not configured'],
    });
  });

  test('without a key fails where a signature is required', async () => {
    expect(
      (await judge(await samplePack('job'), { keys: undefined, requireSignature: true })).ok,
    ).toBe(false);
  });
});

describe('the container', () => {
  test('that is not a zip cannot be read', async () => {
    const { fault } = await judge(Buffer.from('hello'));
    expect(fault?.code).toBe('zip_malformed');
    expect(fault?.facts.exit).toBe(6);
  });

  test('without any manifest is not a pack', async () => {
    const { fault } = await judge(writeZip([{ path: 'a.txt', data: new Uint8Array(1) }]));
    expect(fault?.code).toBe('pack_manifest_missing');
    expect(fault?.facts.exit).toBe(6);
  });

  test('that is a runpack is accepted as a legacy pack', async () => {
    const { zip, manifest } = recordRun({ ...sampleRun(), signingKey: TEST_KEY }, DEFAULTS);
    const { ok, result } = await judge(zip);
    expect(ok).toBe(true);
    expect(result).toMatchObject({
      legacyType: 'runpack',
      packType: 'run',
      packId: manifest.manifest_digest,
      sourceRef: 'run_sample',
    });
  });

  test('with an altered, a missing and an undeclared file names each', async () => {
    const bytes = tamper(await samplePack('job'), (files) => {
      files.set('job_state.json', Buffer.from('{}'));
      files.delete('job_events.jsonl');
      files.set('more.txt', new Uint8Array(1));
    });
    const { ok, result, refusals } = await judge(bytes);
    expect(ok).toBe(false);
    expect(refusals).toEqual([]);
    expect(result?.hashMismatches.map(({ path }) => path)).toEqual(['job_state.json']);
    expect(result?.missingFiles).toEqual(['job_events.jsonl']);
    expect(result?.undeclaredFiles).toEqual(['more.txt']);
  });

  test('whose manifest declares a path twice is refused', async () => {
    const bytes = remake(await samplePack('job'), () => undefined, {
      key: TEST_KEY,
      manifest: (manifest) => {
        const contents = manifest['contents'] as unknown[];
        manifest['contents'] = [...contents, contents[0]];
      },
    });
    await expectStricter(bytes, 'pack_contents_duplicate');
  });
});

describe('the manifest', () => {
  const cases: readonly (readonly [string, Record<string, unknown>])[] = [
    ['another schema_id', { schema_id: 'x' }],
    ['another schema_version', { schema_version: '2.0.0' }],
    ['an unknown pack_type', { pack_type: 'box' }],
    ['a blank source_ref', { source_ref: ' ' }],
    ['no created_at', { created_at: undefined }],
    ['a blank producer_version', { producer_version: '' }],
    ['a short pack_id', { pack_id: 'ab' }],
    ['no contents', { contents: undefined }],
    ['an entry without path', { contents: [{ path: '', sha256: 'a'.repeat(64), type: 'json' }] }],
    ['an entry with a short digest', { contents: [{ path: 'a', sha256: 'a', type: 'json' }] }],
    ['an entry without type', { contents: [{ path: 'a', sha256: 'a'.repeat(64), type: '' }] }],
    ['a signature without key_id', { signatures: [{ alg: 'ed25519', key_id: '', sig: 'x' }] }],
    [
      'a signature with a short signed_digest',
      { signatures: [{ alg: 'a', key_id: 'b', sig: 'c', signed_digest: 'd' }] },
    ],
    ['an unknown field', { note: 1 }],
    ['a field of another type', { contents: 'x' }],
  ];
  for (const [what, members] of cases) {
    test(`with ${what} is false`, async () => {
      const { fault } = await judge(tamper(await samplePack('job'), alterJson(MANIFEST, members)));
      expect(fault?.code).toBe('pack_manifest_invalid');
      expect(fault?.facts.exit).toBe(2);
    });
  }

  test('whose id does not follow from it is false', async () => {
    const { fault } = await judge(
      tamper(await samplePack('job'), alterJson(MANIFEST, { pack_id: 'a'.repeat(64) })),
    );
    expect(fault?.code).toBe('pack_id_mismatch');
  });

  test('with a field name in another case is refused', async () => {
    const bytes = tamper(await samplePack('job'), (files) => {
      const { source_ref, ...rest } = readJson(files, MANIFEST);
      writeJson(files, MANIFEST, { ...rest, Source_Ref: source_ref });
    });
    await expectStricter(bytes, 'record_unknown_field');
  });

  test('with a duplicate key is refused', async () => {
    const bytes = tamper(await samplePack('job'), (files) => {
      const given = Buffer.from(files.get(MANIFEST) ?? '').toString();
      files.set(MANIFEST, Buffer.from(given.replace('{', '{"pack_type":"run",')));
    });
    await expectStricter(bytes, 'json_duplicate_key');
  });
});

describe('signatures', () => {
  test('by another key fail', async () => {
    const other = singleKey(parsePublicKey(generateKeyPair().publicKey));
    const { ok, result } = await judge(await samplePack('job'), { keys: other });
    expect(ok).toBe(false);
    expect(result).toMatchObject({
      signatureStatus: 'failed',
      signatureErrors: ['key id mismatch', 'signature verification failed'],
    });
  });

  test('by a P-256 key verify, the algorithm taken from the key', async () => {
    const pair = generateKeyPair('ecdsa-p256-sha256');
    const bytes = remake(await samplePack('job'), () => undefined, {
      key: parsePrivateKey(pair.privateKey),
    });
    const report = await judge(bytes, {
      keys: singleKey(parsePublicKey(pair.publicKey)),
      requireSignature: true,
    });
    expect(report.ok).toBe(true);
  });

  test('of zeros fail without naming a key', async () => {
    const bytes = tamper(await samplePack('job'), (files) => {
      const manifest = readJson(files, MANIFEST);
      const [signature] = manifest['signatures'] as Record<string, unknown>[];
      manifest['signatures'] = [{ ...signature, sig: Buffer.alloc(64).toString('base64') }];
      writeJson(files, MANIFEST, manifest);
    });
    expect((await judge(bytes)).result).toMatchObject({
      signatureStatus: 'failed',
      signatureErrors: ['signature verification failed'],
    });
  });

  for (const requireSignature of [false, true]) {
    test(`of another manifest do not carry over${requireSignature ? ' where required' : ''}`, async () => {
      for (const type of PACK_TYPES) {
        const bytes = redated(await samplePack(type));
        const { ok, fault, result } = await judge(bytes, { requireSignature });
        expect({ ok, fault }).toEqual({ ok: false, fault: undefined });
        expect(result).toMatchObject({
          signatureStatus: 'failed',
          signaturesValid: 0,
          signatureErrors: ['signature verification failed', 'signed_digest mismatch'],
        });
      }
    });
  }

  test('of a key of another role, or after its time, do not count', async () => {
    const time = '2026-03-07T10:00:00Z';
    const bytes = remake(await samplePack('job'), (files) => files.delete(PROOFS), {
      key: TEST_KEY,
      manifest: (manifest) => {
        manifest['created_at'] = time;
      },
    });
    await expectKeyLimits('pack', time, async (keys) => {
      const { ok, result } = await judge(bytes, { keys });
      expect(result?.signatureStatus).toBe(ok ? 'verified' : 'failed');
      return ok;
    });
  });

  test('without signing time by a key whose time is over do not count by the time of a strict verifier', async () => {
    const [own] = TRUSTED.keys;
    const bytes = await samplePack('job');
    const judgeAt = (now: bigint | undefined): Promise<PackReport> =>
      judge(bytes, { keys: { keys: [{ ...own!, validUntil: 5n }], now } });
    expect((await judgeAt(undefined)).notes[0]?.code).toBe('signing_time_unknown');
    expect((await judgeAt(4n)).result?.signatureStatus).toBe('verified');
    expect((await judgeAt(5n)).result?.signatureErrors).toEqual([
      'key is not valid now, and when it signed is not known',
      'signature verification failed',
    ]);
  });

  test('that were taken away are no better than wrong ones', async () => {
    await expectStricter(
      remake(await samplePack('job'), () => undefined, {}),
      'signature_stripped',
    );
  });

  test('that were taken away fail by their status where required', async () => {
    const report = await judge(
      remake(await samplePack('job'), () => undefined, {}),
      { requireSignature: true },
    );
    expect(report.ok).toBe(false);
    expect(report.refusals).toEqual([]);
    expect(report.result?.signatureErrors).toEqual([
      'manifest has no signatures',
      'proof_records line 1 missing signature',
      'proof_records line 2 missing signature',
      'proof_records line 3 missing signature',
    ]);
  });

  test('of a proof record that is wrong in a signed pack is refused', async () => {
    const alter = alterLines(PROOFS, (lines) =>
      lines.map((line) =>
        line.replace(
          /"signature":"base64:[^"]*"/,
          `"signature":"base64:${Buffer.alloc(64).toString('base64')}"`,
        ),
      ),
    );
    const bytes = remake(await samplePack('job'), alter, { key: TEST_KEY, proofs: false });
    await expectStricter(bytes, 'proof_record_signature');
    const required = await judge(bytes, { requireSignature: true });
    expect(required.result?.signatureStatus).toBe('failed');
  });
});

describe('proof records', () => {
  async function withLines(alter: (lines: string[]) => string[]): Promise<Uint8Array> {
    return remake(await samplePack('run'), alterLines(PROOFS, alter), {
      key: TEST_KEY,
      proofs: false,
    });
  }

  test('are optional as a whole', async () => {
    const bytes = remake(await samplePack('run'), (files) => files.delete(PROOFS));
    expect(await judge(bytes)).toMatchObject({ ok: true, result: { proofRecords: 0 } });
  });

  test('cut at the end of the chain are refused', async () => {
    await expectStricter(await withLines((lines) => lines.slice(0, -1)), 'proof_record_missing');
  });

  test('cut at the head of the chain are false', async () => {
    const { fault } = await judge(await withLines((lines) => lines.slice(1)));
    expect(fault).toMatchObject({
      code: 'proof_record_linkage',
      where: { entry: PROOFS, line: 1 },
    });
  });

  test('with a changed event are false', async () => {
    const { fault } = await judge(
      await withLines((lines) =>
        lines.map((line, i) => (i === 1 ? line.replace('420', '511') : line)),
      ),
    );
    expect(fault).toMatchObject({ code: 'proof_record_hash', where: { entry: PROOFS, line: 2 } });
  });

  test('that are no records are false', async () => {
    for (const text of ['{', '[]', '{"a":1}']) {
      const { fault } = await judge(await withLines(() => [text]));
      expect(fault?.code).toBe('proof_record_invalid');
    }
  });

  test('of the files before they were replaced are refused', async () => {
    const bytes = remake(
      await samplePack('run'),
      alterJson('run_payload.json', { context_privacy_mode: 'reference' }),
      {
        key: TEST_KEY,
        proofs: false,
        manifest: (manifest) => {
          manifest['producer_version'] = '9.9.9';
        },
      },
    );
    await expectStricter(bytes, 'proof_record_event');
  });
});

describe('the runpack inside a run pack', () => {
  async function withRunpack(zip: Uint8Array): Promise<Uint8Array> {
    return remake(await samplePack('run'), (files: Files) => files.set('source/runpack.zip', zip));
  }

  test('is compared with the payload', async () => {
    for (const member of [
      { manifest_digest: 'f'.repeat(64) },
      { intents_count: 7 },
      { results_count: 7 },
      { refs_count: 7 },
      { capture_mode: 'reference' },
      { created_at: '2020-01-01T00:00:00Z' },
    ]) {
      await expectStricter(
        remake(await samplePack('run'), alterJson('run_payload.json', member)),
        'pack_embedded_mismatch',
      );
    }
  });

  test('may be named by the digest of its zip, but not under strict', async () => {
    const files = unpackFiles(await samplePack('run'));
    const listed = readJson(files, MANIFEST)['contents'] as { path: string; sha256: string }[];
    const sha256 = listed.find(({ path }) => path === 'source/runpack.zip')?.sha256;
    const bytes = remake(
      await samplePack('run'),
      alterJson('run_payload.json', { manifest_digest: sha256 }),
    );
    expect((await judge(bytes)).ok).toBe(true);
    const strict = await judge(bytes, { profile: 'strict', requireSignature: true });
    expect(codes(strict)).toEqual(['pack_embedded_mismatch']);
  });

  test('that is no runpack is refused', async () => {
    await expectStricter(await withRunpack(Buffer.from('not a zip')), 'pack_embedded_invalid');
  });

  test('that was altered is refused', async () => {
    const altered = tamper(SAMPLE_RUNPACK, (files) => files.set('run.json', Buffer.from('{}')));
    await expectStricter(await withRunpack(altered), 'pack_embedded_invalid');
  });

  test('with an undeclared entry is refused by the code of its own verifier', async () => {
    const altered = tamper(SAMPLE_RUNPACK, (files) => files.set('notes.txt', new Uint8Array(1)));
    const report = await judge(await withRunpack(altered));
    expect(report.refusals.map(({ code, entry }) => ({ code, entry }))).toEqual([
      { code: 'runpack_undeclared_entry', entry: 'source/runpack.zip!notes.txt' },
    ]);
  });

  test('with a wrong signature by the same key is refused', async () => {
    const { zip } = recordRun({ ...sampleRun(), signingKey: TEST_KEY }, DEFAULTS);
    const altered = tamper(zip, (files) => {
      const manifest = readJson(files, 'manifest.json');
      const [signature] = manifest['signatures'] as Record<string, unknown>[];
      manifest['signatures'] = [{ ...signature, sig: Buffer.alloc(64).toString('base64') }];
      writeJson(files, 'manifest.json', manifest);
    });
    await expectStricter(await withRunpack(altered), 'pack_embedded_invalid');
  });

  test('signed by a key the verifier does not know proves nothing bad', async () => {
    const other = parsePrivateKey(generateKeyPair().privateKey);
    const { zip } = recordRun({ ...sampleRun(), signingKey: other }, DEFAULTS);
    expect((await judge(await withRunpack(zip))).ok).toBe(true);
  });

  test('must not be signed by a key that is not trusted, under strict', async () => {
    const strict = async (signingKey: SigningKey): Promise<readonly string[]> => {
      const { zip } = recordRun({ ...sampleRun(), signingKey }, DEFAULTS);
      return codes(await judge(await withRunpack(zip), STRICT));
    };
    expect(await strict(TEST_KEY)).toEqual([]);
    expect(await strict(parsePrivateKey(generateKeyPair().privateKey))).toEqual([
      'pack_embedded_invalid',
    ]);
  });

  test('is refused under strict for what `gait verify` refuses under strict', async () => {
    const payload = forge((f) => {
      f['intents.jsonl'] = String(f['intents.jsonl']).replace('a.txt', 'z.txt');
    });
    const context = forge((f) =>
      alterRunpack(f, 'refs.json', { context_set_digest: 'c'.repeat(64) }),
    );
    const found = async (zip: Uint8Array, over: object): Promise<string[]> =>
      codes(await judge(await withRunpack(zip), over)).filter((code) => code.startsWith('runpack'));
    expect(await found(payload, {})).toEqual([]);
    expect(await found(payload, STRICT)).toEqual(['runpack_digest_mismatch']);
    expect(await found(context, {})).toEqual([]);
    expect(await found(context, STRICT)).toEqual(['runpack_context_mismatch']);
  });

  test('has the context envelope that stands beside it', async () => {
    const alter = alterJson('context_envelope.json', { context_set_id: 'other' });
    await expectStricter(remake(await samplePack('run'), alter), 'pack_context_mismatch');
    const removed = remake(await samplePack('run'), (files) =>
      files.delete('context_envelope.json'),
    );
    await expectStricter(removed, 'pack_context_mismatch');
  });
});
