import { describe, expect, test } from 'bun:test';
import { generateKeyPair, parsePublicKey, singleKey, type Json } from '@gait/canon';
import fc from 'fast-check';
import { TEST_KEY } from '../runpack/testing/sample-run.ts';
import type { Profile } from '../verdict/findings.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { signTrace } from './sign-trace.ts';
import { sampleTrace, traceFile, traceJson } from './testing/sample-trace.ts';
import { verifyTrace, type TraceReport } from './verify-trace.ts';

const keys = singleKey(TEST_KEY.publicKey);

function judge(input: Uint8Array | string, profile: Profile = 'standard'): TraceReport {
  return verifyTrace(input, { profile, keys, file: 'trace.json' });
}

function altered(members: Record<string, Json>): string {
  return JSON.stringify({ ...traceJson(sampleTrace()), ...members });
}

describe('a signed trace', () => {
  for (const profile of ['standard', 'compat', 'strict'] satisfies Profile[]) {
    test(`verifies under ${profile}`, () => {
      expect(judge(traceFile(sampleTrace()), profile)).toMatchObject({
        ok: true,
        status: 'verified',
        refusals: [],
        tolerated: [],
      });
    });
  }

  test('counts a key only in its role, and at the time of the decision', async () => {
    const file = traceFile(sampleTrace());
    await expectKeyLimits('trace', sampleTrace().observed_at, (limited) => {
      const { ok, status } = verifyTrace(file, { profile: 'standard', keys: limited });
      expect(status).toBe(ok ? 'verified' : 'failed');
      return ok;
    });
  });

  test('verifies with its keys in another order and other white space', () => {
    const members = Object.entries(traceJson(sampleTrace())).reverse();
    expect(judge(JSON.stringify(Object.fromEntries(members), null, 4)).ok).toBe(true);
  });

  test('verifies with a time in another spelling of UTC', () => {
    expect(judge(altered({ created_at: '2026-03-05T12:00:00.000+00:00' })).ok).toBe(true);
  });

  test('is false when any field changed', () => {
    const changes: Record<string, Json>[] = [
      { verdict: 'block' },
      { observed_at: '2026-03-05T12:00:02Z' },
      { created_at: '2026-03-05T14:00:00+02:00' },
      { latency_ms: 0.2 },
      { violations: ['x'] },
      { script: true },
      { relationship: { parent_record_id: 'x' } },
      { mcp_trust: {} },
    ];
    for (const change of changes) {
      expect(judge(altered(change))).toMatchObject({
        ok: false,
        status: 'failed',
        signatureFault: 'signed_digest_mismatch',
        fault: { code: 'signature_invalid' },
      });
    }
  });

  test('is false under another key', () => {
    const other = singleKey(parsePublicKey(generateKeyPair().publicKey));
    expect(
      verifyTrace(traceFile(sampleTrace()), { profile: 'standard', keys: other }),
    ).toMatchObject({
      ok: false,
      signatureFault: 'key_id_mismatch',
    });
  });

  test('is false with a signature of zeros, and no more is said', () => {
    const { signature } = sampleTrace();
    const report = judge(
      altered({ signature: { ...signature, sig: Buffer.alloc(64).toString('base64') } as Json }),
    );
    expect(report).toMatchObject({
      ok: false,
      signatureFault: 'signature_wrong',
      fault: undefined,
    });
  });

  test('is false with an empty signature', () => {
    const report = judge(altered({ signature: { alg: '', key_id: '', sig: '' } }));
    expect(report).toMatchObject({ ok: false, signatureFault: 'signed_digest_missing' });
  });

  test('is false without a signature', () => {
    expect(judge(altered({ signature: null }))).toMatchObject({
      ok: false,
      signatureFault: 'signature_missing',
      fault: { code: 'signature_missing' },
    });
  });

  test('is false under a key whose role is another', () => {
    const [key] = keys.keys;
    const trusted = { keys: [{ ...key!, roles: ['pack'] as const }] };
    expect(
      verifyTrace(traceFile(sampleTrace()), { profile: 'standard', keys: trusted }),
    ).toMatchObject({ ok: false, signatureFault: 'key_role' });
  });
});

describe('fields outside the signature', () => {
  test('are refused, and tolerated under compat', () => {
    for (const [text, at] of [
      [altered({ note: 1 }), 'note'],
      [altered({ Verdict: 'allow' }), 'Verdict'],
      [altered({ signature: { ...sampleTrace().signature, more: 1 } as Json }), 'signature.more'],
    ] as const) {
      const report = judge(text);
      expect(report).toMatchObject({ ok: false, status: 'verified' });
      expect(report.refusals.map(({ code }) => code)).toEqual(['record_unknown_field']);
      expect(report.refusals[0]?.message).toContain(at);
      expect(judge(text, 'compat')).toMatchObject({
        ok: true,
        refusals: [],
        tolerated: [{ code: 'record_unknown_field' }],
      });
    }
  });

  test('include a second member of the same name', () => {
    const text = altered({}).replace('{', '{"verdict":"block",');
    expect(judge(text)).toMatchObject({ ok: false, refusals: [{ code: 'json_duplicate_key' }] });
    expect(judge(text, 'compat').ok).toBe(true);
  });
});

describe('strict', () => {
  test('refuses a trace id that does not follow from the decision', () => {
    const trace = sampleTrace({ trace_id: 'x' });
    expect(judge(traceFile(trace)).ok).toBe(true);
    expect(judge(traceFile(trace), 'strict').refusals.map(({ code }) => code)).toEqual([
      'trace_id_mismatch',
    ]);
  });

  test('refuses another schema', () => {
    const trace = sampleTrace({ schema_id: 'x' });
    expect(judge(traceFile(trace)).ok).toBe(true);
    expect(judge(traceFile(trace), 'strict').refusals.map(({ code }) => code)).toEqual([
      'trace_schema',
    ]);
  });
});

describe('bytes that are no trace', () => {
  for (const [text, code] of [
    ['', 'json_syntax'],
    ['{', 'json_syntax'],
    ['{} {}', 'json_trailing_data'],
    ['[]', 'record_field_type'],
    ['{"verdict":1}', 'record_field_type'],
    ['{"created_at":"today"}', 'record_field_value'],
  ] as const) {
    test(`${JSON.stringify(text)} cannot be read`, () => {
      const report = judge(text);
      expect(report).toMatchObject({
        ok: false,
        trace: undefined,
        fault: { code, where: { file: 'trace.json' } },
      });
      expect(report.fault?.facts.exit).toBe(6);
    });
  }

  test('are judged without an exception, whatever they are (property)', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => Buffer.from(json)),
    );
    fc.assert(
      fc.property(bytes, (input) => expect(judge(input).ok).toBe(false)),
      { numRuns: 300, seed: 20260305 },
    );
  });
});

test('signing again gives the same signature', () => {
  const trace = sampleTrace();
  expect(signTrace(TEST_KEY, trace)).toEqual(trace);
});
