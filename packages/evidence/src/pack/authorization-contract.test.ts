import { describe, expect, test } from 'bun:test';
import { generateKeyPair, parsePrivateKey, digest, type Json } from '@gait/canon';
import { signTrace } from '../trace/sign-trace.ts';
import { sampleTrace, traceFile } from '../trace/testing/sample-trace.ts';
import type { TraceRecord } from '../trace/trace-record.ts';
import type { Profile } from '../verdict/findings.ts';
import { cleanEvidencePath, evidenceDigest } from './authorization-links.ts';
import { alterJson, readJson, remake, tamper, type Files } from './testing/forge-pack.ts';
import { expectFault, expectStricter, judge } from './testing/judge.ts';
import { samplePack } from './testing/sample-packs.ts';

const BUNDLE = 'authorization_bundle.json';
const TRACE = 'evidence/trace.json';

async function altered(alter: (files: Files) => void): Promise<Uint8Array> {
  return remake(await samplePack('authorization'), alter);
}

/** Replaces the linked trace, and its digest in the bundle. */
function withTrace(bytes: Uint8Array): (files: Files) => void {
  return (files) => {
    files.set(TRACE, bytes);
    alterJson(BUNDLE, {
      trace_digest: digest(JSON.parse(Buffer.from(bytes).toString('utf8')) as Json),
    })(files);
  };
}

describe('an authorization pack', () => {
  for (const members of [
    { schema_id: 'x' },
    { schema_version: '2' },
    { created_at: undefined },
    { trace_id: '' },
    { policy_digest: 'x' },
    { intent_digest: 'x' },
    { outcome_status: 'maybe' },
    { trace_path: '', trace_digest: '' },
    { outcome_path: '', outcome_digest: '' },
    { note: 1 },
  ]) {
    test(`with ${JSON.stringify(members)} in the bundle is false`, async () => {
      await expectFault(await altered(alterJson(BUNDLE, members)), 'pack_payload_invalid');
    });
  }

  test('without a linked file is false', async () => {
    await expectFault(await altered((files) => files.delete(TRACE)), 'pack_payload_missing');
  });

  test('with another file than the bundle digests contradicts itself', async () => {
    await expectFault(
      await altered((files) => files.set('evidence/receipts/outcome.txt', Buffer.from('else'))),
      'pack_payload_mismatch',
    );
  });

  test('whose trace is of another decision is refused', async () => {
    for (const over of [
      { trace_id: 'x' },
      { policy_digest: 'f'.repeat(64) },
      { intent_digest: 'f'.repeat(64) },
    ]) {
      await expectStricter(
        await altered(withTrace(traceFile(sampleTrace(over)))),
        'pack_link_mismatch',
      );
    }
  });

  test('whose trace `gait trace verify` refuses is refused under strict', async () => {
    const codes = async (trace: TraceRecord, profile: Profile): Promise<string[]> =>
      (
        await judge(await altered(withTrace(traceFile(trace))), {
          profile,
          requireSignature: profile === 'strict',
        })
      ).refusals.map(({ code }) => code);
    const other = sampleTrace({ schema_version: '2.0.0' });
    expect(await codes(sampleTrace(), 'strict')).toEqual([]);
    expect(await codes(other, 'standard')).toEqual([]);
    expect(await codes(other, 'strict')).toEqual(['trace_schema']);
  });

  test('whose trace is not signed by a given key is refused', async () => {
    const other = signTrace(parsePrivateKey(generateKeyPair().privateKey), sampleTrace());
    await expectStricter(await altered(withTrace(traceFile(other))), 'pack_link_signature');
    const unsigned = { ...sampleTrace(), signature: null };
    await expectStricter(await altered(withTrace(traceFile(unsigned))), 'pack_link_signature');
    const changed = { ...sampleTrace(), tool_name: 'tool.delete' };
    await expectStricter(await altered(withTrace(traceFile(changed))), 'pack_link_signature');
  });

  test('whose trace signature cannot be checked passes without a key', async () => {
    const unsigned = { ...sampleTrace(), signature: null };
    expect(
      (await judge(await altered(withTrace(traceFile(unsigned))), { keys: undefined })).ok,
    ).toBe(true);
  });

  test('with evidence that no link names is refused', async () => {
    await expectStricter(
      await altered((files) => files.set('evidence/more.json', Buffer.from('{}'))),
      'pack_link_unlinked',
    );
  });

  test('under another source_ref is refused', async () => {
    const bytes = await altered((files) => {
      const manifest = readJson(files, 'pack_manifest.json');
      files.set(
        'pack_manifest.json',
        Buffer.from(JSON.stringify({ ...manifest, source_ref: 'other' })),
      );
    });
    await expectStricter(bytes, 'pack_payload_mismatch');
  });

  test('with undeclared evidence is not looked into further', async () => {
    const bytes = tamper(await samplePack('authorization'), (files) =>
      files.set('evidence/more.json', Buffer.from('{}')),
    );
    const { ok, refusals, result } = await judge(bytes);
    expect({ ok, refusals, undeclared: result?.undeclaredFiles }).toEqual({
      ok: false,
      refusals: [],
      undeclared: ['evidence/more.json'],
    });
  });
});

describe('the path of a link', () => {
  test('is cleaned as the container names it', () => {
    const cases = [
      ['a.json', 'a.json'],
      [' ./a//b/../c.json ', 'a/c.json'],
      ['a\\b.json', 'a/b.json'],
      ['a/../../b', '../b'],
      ['/a/../../b', '/b'],
      ['.', '.'],
      ['a/..', '.'],
      ['', ''],
    ] as const;
    for (const [given, clean] of cases) expect(cleanEvidencePath(given)).toBe(clean);
  });

  test('decides whether a file is digested by value or by bytes', () => {
    const parse = (bytes: Uint8Array): Json =>
      JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
    const file = Buffer.from('{"b":1, "a":2}');
    expect(evidenceDigest('x/y.JSON', file, parse)).toBe(digest({ a: 2, b: 1 }));
    expect(evidenceDigest('x.json/y', file, parse)).not.toBe(digest({ a: 2, b: 1 }));
  });
});
