import { describe, expect, test } from 'bun:test';
import { CodedError, type ErrorCode } from '@gait/canon';
import { recordRun } from '../runpack/record-run.ts';
import { DEFAULTS, sampleReceipt, sampleRun } from '../runpack/testing/sample-run.ts';
import { applyEnvelope, envelopeFromRefs } from './envelope-refs.ts';
import { parseEnvelope } from './parse-envelope.ts';

const RECORD = {
  ref_id: 'r',
  source_type: 'doc',
  source_locator: 'docs://a',
  query_digest: 'A'.repeat(64),
  content_digest: 'b'.repeat(64),
  retrieved_at: '2026-03-01T11:15:00+02:00',
  redaction_mode: 'reference',
};

const parse = (members: object = {}) =>
  parseEnvelope(
    Buffer.from(JSON.stringify({ context_set_id: ' set ', records: [RECORD], ...members })),
  );

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe('a context envelope', () => {
  test('is normalised before it is digested', () => {
    expect(parse()).toMatchObject({
      schema_id: 'gait.context.envelope',
      schema_version: '1.0.0',
      created_at: '1980-01-01T00:00:00Z',
      producer_version: '0.0.0-dev',
      context_set_id: 'set',
      evidence_mode: 'best_effort',
      records: [
        {
          query_digest: 'a'.repeat(64),
          retrieved_at: '2026-03-01T09:15:00Z',
          immutability: 'unknown',
        },
      ],
    });
  });

  test('has the digest of its sorted records, whatever else it says', () => {
    const other = { ...RECORD, ref_id: 'q' };
    const digestHex = parse({ records: [RECORD, other] }).context_set_digest;
    expect(
      parse({
        records: [other, RECORD],
        evidence_mode: 'required',
        created_at: '2026-01-01T00:00:00Z',
      }).context_set_digest,
    ).toBe(digestHex);
    expect(
      parse({ context_set_digest: ` ${parse().context_set_digest.toUpperCase()} ` })
        .context_set_digest,
    ).toBe(parse().context_set_digest);
  });

  test('with a digest that does not fit is refused', () => {
    expect(codeOf(() => parse({ context_set_digest: 'c'.repeat(64) }))).toBe(
      'context_digest_mismatch',
    );
    expect(codeOf(() => parse({ context_set_digest: 'abc' }))).toBe('context_envelope_invalid');
  });

  const INVALID: readonly (readonly [string, object, ErrorCode])[] = [
    ['an unknown member', { note: 1 }, 'record_unknown_field'],
    ['another schema', { schema_id: 'gait.other' }, 'context_envelope_invalid'],
    ['another version', { schema_version: '2.0.0' }, 'context_envelope_invalid'],
    ['no id', { context_set_id: ' ' }, 'context_envelope_invalid'],
    ['an unknown mode', { evidence_mode: 'odd' }, 'context_mode_invalid'],
    [
      'a record without locator',
      { records: [{ ...RECORD, source_locator: '' }] },
      'context_envelope_invalid',
    ],
    [
      'a record with half a digest',
      { records: [{ ...RECORD, content_digest: 'abc' }] },
      'context_envelope_invalid',
    ],
    [
      'a record of odd immutability',
      { records: [{ ...RECORD, immutability: 'odd' }] },
      'context_envelope_invalid',
    ],
    [
      'a record that is fresh before it is made',
      { records: [{ ...RECORD, freshness_sla_seconds: -1 }] },
      'context_envelope_invalid',
    ],
    ['a time that is none', { created_at: 'now' }, 'record_field_value'],
  ];

  test.each(INVALID)('with %s is refused', (_, members, code) => {
    expect(codeOf(() => parse(members))).toBe(code);
  });

  test('over one mebibyte is refused', () => {
    expect(codeOf(() => parseEnvelope(Buffer.alloc(1024 * 1024 + 1, 32)))).toBe('json_size');
  });
});

describe('references and envelopes', () => {
  const { refs } = sampleRun();

  test('an envelope replaces the references of a run', () => {
    const envelope = parse({ evidence_mode: 'required' });
    expect(applyEnvelope(refs, envelope)).toMatchObject({
      context_set_digest: envelope.context_set_digest,
      context_evidence_mode: 'required',
      context_ref_count: 1,
      receipts: [{ ref_id: 'r', source_locator: 'docs://a' }],
    });
  });

  test('a run recorded with an envelope gives the envelope back', () => {
    const envelope = parse();
    const { zip } = recordRun(sampleRun({ refs: applyEnvelope(refs, envelope) }), DEFAULTS);
    expect(zip.length).toBeGreaterThan(0);
    const back = envelopeFromRefs({ ...applyEnvelope(refs, envelope), run_id: 'run_sample' });
    expect(back).toMatchObject({
      context_set_id: 'run_sample',
      context_set_digest: envelope.context_set_digest,
      records: envelope.records ?? [],
    });
  });

  test('references without receipts and digest are no envelope', () => {
    expect(envelopeFromRefs({ ...refs, receipts: [], run_id: 'x' })).toBeUndefined();
  });

  test('a stored digest that does not fit the receipts is refused', () => {
    const forged = {
      ...refs,
      run_id: 'x',
      receipts: [sampleReceipt('a')],
      context_set_digest: 'd'.repeat(64),
    };
    expect(codeOf(() => envelopeFromRefs(forged))).toBe('context_digest_mismatch');
  });
});
