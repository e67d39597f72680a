import { describe, expect, test } from 'bun:test';
import {
  canonicalize,
  emptyRecord,
  generateKeyPair,
  parsePublicKey,
  singleKey,
  type JsonObject,
} from '@gait/canon';
import fc from 'fast-check';
import { TEST_KEY } from '../runpack/testing/sample-run.ts';
import { collectFindings } from '../verdict/findings.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { buildProofRecords, encodeProofRecord, type ProofEntry } from './build-proof-records.ts';
import { compareProofRecords, type DeclaredEntry } from './compare-proof-records.ts';
import { encodeControls, proofRecordHash, proofRecordId } from './proof-hash.ts';
import { packEventRecord, proofRecord, type ProofRecord } from './proof-record.ts';
import { judgeProofSignature, verifyProofRecords, type ProofLine } from './verify-proof-records.ts';

const SUBJECT = { packType: 'run', sourceRef: 'run_1', producerVersion: '1.0.0' };
const ENTRIES: ProofEntry[] = ['b.json', 'a/z.zip', 'c.jsonl'].map((path) => ({
  path,
  type: 'json',
  data: Buffer.from(path),
}));
const DECLARED: DeclaredEntry[] = ENTRIES.map(({ path, type, data }) => ({
  path,
  type,
  sha256: new Bun.CryptoHasher('sha256').update(data).digest('hex'),
  size: data.length,
}));

function read(text: string): ProofLine[] {
  return verifyProofRecords(Buffer.from(text), collectFindings('standard'));
}

/** A record with a right hash, as its line. */
function line(over: Partial<ProofRecord>): string {
  const draft: ProofRecord = {
    ...emptyRecord(proofRecord),
    record_id: 'prf-x',
    record_version: '1.0',
    timestamp: '2026-01-01T00:00:00Z',
    source: 's',
    source_product: 'p',
    record_type: 'tool_invocation',
    event: { a: 1 },
    controls: { permissions_enforced: false },
    ...over,
  };
  const integrity = { ...draft.integrity, record_hash: proofRecordHash(draft) };
  const encoded = encodeProofRecord({ ...draft, integrity });
  return canonicalize(encoded);
}

function fault(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('built records', () => {
  const text = buildProofRecords(ENTRIES, SUBJECT, TEST_KEY);

  test('are chained in path order, without a line end after the last', () => {
    expect(text.endsWith('}')).toBe(true);
    expect(read(text).map(({ record }) => record.event?.['entry_path'])).toEqual([
      'a/z.zip',
      'b.json',
      'c.jsonl',
    ]);
  });

  test('carry id, hash and link as the published formulas give them', () => {
    const [first, second] = read(text);
    expect(first?.record.record_id).toBe(proofRecordId(first!.record));
    expect(first?.record.integrity.previous_record_hash).toBe('');
    expect(second?.record.integrity.previous_record_hash).toBe(first!.record.integrity.record_hash);
  });

  test('are signed over the text of their hash', async () => {
    for (const { record } of read(text))
      expect(await judgeProofSignature(record, singleKey(TEST_KEY.publicKey))).toBeUndefined();
    const other = singleKey(parsePublicKey(generateKeyPair().publicKey));
    expect(await judgeProofSignature(read(text)[0]!.record, other)).toBe('key id mismatch');
  });

  test('without key carry no signature', async () => {
    const [first] = read(buildProofRecords(ENTRIES, SUBJECT, undefined));
    expect(await judgeProofSignature(first!.record, singleKey(TEST_KEY.publicKey))).toBe(
      'missing signature',
    );
    expect(canonicalize(encodeProofRecord(first!.record))).not.toContain('signing_key_id');
  });

  test('say what the manifest says', () => {
    const findings = collectFindings('standard');
    compareProofRecords(read(text), SUBJECT, DECLARED, findings);
    expect(findings.refusals).toEqual([]);
  });
});

describe('the signature of a record', () => {
  const [{ record } = { record: emptyRecord(proofRecord) }] = read(
    buildProofRecords(ENTRIES, SUBJECT, TEST_KEY),
  );
  const keys = singleKey(TEST_KEY.publicKey);
  const withIntegrity = (over: Partial<ProofRecord['integrity']>): Promise<string | undefined> =>
    judgeProofSignature({ ...record, integrity: { ...record.integrity, ...over } }, keys);

  test('counts a key only in the role of packs, and at the time of the record', async () => {
    const timestamp = '2026-05-05T05:05:05Z';
    await expectKeyLimits(
      'pack',
      timestamp,
      async (limited) =>
        (await judgeProofSignature({ ...record, timestamp }, limited)) === undefined,
    );
  });
  test('needs a key id', async () =>
    expect(await withIntegrity({ signing_key_id: ' ' })).toBe('missing signing_key_id'));
  test('needs a known prefix', async () =>
    expect(await withIntegrity({ signature: 'cosign:x' })).toBe('unsupported signature prefix'));
  test('needs base64', async () =>
    expect(await withIntegrity({ signature: 'base64:!' })).toBe('signature is not base64'));
  test('needs 64 bytes', async () =>
    expect(await withIntegrity({ signature: 'base64:AAAA' })).toBe('signature has not 64 bytes'));
  test('is over this record', async () =>
    expect(await withIntegrity({ record_hash: `sha256:${'0'.repeat(64)}` })).toBe(
      'signature verification failed',
    ));
});

describe('reading records', () => {
  test('skips blank lines and counts them', () => {
    const [first, second] = buildProofRecords(ENTRIES, SUBJECT, undefined).split('\n');
    expect(read(`\n${first}\r\n  \n${second}\n`).map((proof) => proof.line)).toEqual([2, 4]);
  });

  test('accepts no records', () => expect(read('')).toEqual([]));

  test('refuses what lacks a required text, or any event', () => {
    for (const over of [
      { record_version: ' ' },
      { source: '' },
      { source_product: '\t' },
      { record_type: '' },
      { timestamp: '0001-01-01T00:00:00Z' },
      { event: null },
    ] as const) {
      expect(fault(line(over))).toBe('proof_record_invalid');
    }
  });

  test('refuses an unknown record type', () =>
    expect(fault(line({ record_type: 'box' }))).toBe('proof_record_invalid'));

  test('refuses a member of another type', () => {
    for (const [member, value] of [
      ['agent_id', null],
      ['metadata', 1],
      ['integrity', {}],
      ['timestamp', '2026-01-01'],
    ] as const) {
      expect(fault(JSON.stringify({ ...(JSON.parse(line({})) as object), [member]: value }))).toBe(
        'proof_record_invalid',
      );
    }
  });

  test('keeps the fraction of a second outside the hash', () => {
    const whole = JSON.parse(line({})) as JsonObject;
    expect(read(JSON.stringify({ ...whole, timestamp: '2026-01-01T00:00:00.999Z' }))).toHaveLength(
      1,
    );
    expect(fault(JSON.stringify({ ...whole, timestamp: '2026-01-01T00:00:01Z' }))).toBe(
      'proof_record_hash',
    );
  });

  test('refuses a field the hash does not cover', () => {
    const findings = collectFindings('standard');
    const text = JSON.stringify({ ...(JSON.parse(line({})) as object), note: 1 });
    verifyProofRecords(Buffer.from(text), findings);
    expect(findings.refusals.map(({ code, line: at }) => ({ code, at }))).toEqual([
      { code: 'record_unknown_field', at: 1 },
    ]);
    const inside = collectFindings('standard');
    const controls = JSON.stringify({
      ...(JSON.parse(line({})) as object),
      controls: { permissions_enforced: false, note: 1 },
    });
    verifyProofRecords(Buffer.from(controls), inside);
    expect(inside.refusals.map(({ code }) => code)).toEqual(['record_unknown_field']);
  });
});

describe('the hash of a record', () => {
  test('covers additions to a relationship', () => {
    const relationship = { parent_ref: { kind: 'run', id: 'r' }, more: 1 };
    expect(read(line({ relationship }))).toHaveLength(1);
    expect(fault(line({ relationship }).replace('"more":1', '"more":2'))).toBe('proof_record_hash');
  });

  test('leaves empty parts of a relationship out', () => {
    const given = {
      entity_refs: [],
      parent_record_id: '',
      edges: null,
      policy_ref: { matched_rule_ids: [] },
    };
    const bare = { policy_ref: {} };
    const hashOf = (relationship: JsonObject): string =>
      (JSON.parse(line({ relationship })) as { integrity: { record_hash: string } }).integrity
        .record_hash;
    expect(hashOf(given)).toBe(hashOf(bare));
  });

  test('refuses a relationship with a member of another type', () => {
    for (const relationship of [
      { parent_ref: [] },
      { entity_refs: {} },
      { parent_record_id: 1 },
      { edges: [{ from: 'x' }] },
    ]) {
      expect(() => line({ relationship })).toThrow(
        expect.objectContaining({ code: 'record_field_type' }),
      );
    }
  });

  test('tells within_scope false from absent', () => {
    expect(encodeControls({})).toEqual({ permissions_enforced: false });
    expect(encodeControls({ within_scope: false })).toEqual({
      permissions_enforced: false,
      within_scope: false,
    });
    expect(encodeControls({ within_scope: null })).toEqual({ permissions_enforced: false });
    expect(() => encodeControls({ within_scope: 'yes' })).toThrow(
      expect.objectContaining({ code: 'record_field_type' }),
    );
  });
});

describe('records compared with the manifest', () => {
  function compare(alter: (lines: ProofLine[]) => ProofLine[], subject = SUBJECT): string[] {
    const findings = collectFindings('standard');
    compareProofRecords(
      alter(read(buildProofRecords(ENTRIES, SUBJECT, undefined))),
      subject,
      DECLARED,
      findings,
    );
    return findings.refusals.map(({ code, line: at }) =>
      at === undefined ? code : `${code} ${at}`,
    );
  }

  /** Changes the event of one record and its id with it. */
  function reword(lines: ProofLine[], index: number, event: Record<string, unknown>): ProofLine[] {
    return lines.map((proof, i) => {
      if (i !== index) return proof;
      const record = { ...proof.record, event: { ...proof.record.event, ...event } as JsonObject };
      return { ...proof, record: { ...record, record_id: proofRecordId(record) } };
    });
  }

  test('name what is missing', () =>
    expect(compare((lines) => lines.slice(1))).toEqual(['proof_record_missing']));

  test('name what is surplus', () => {
    expect(compare((lines) => reword(lines, 2, { entry_path: 'd' }))).toEqual([
      'proof_record_surplus 3',
      'proof_record_missing',
    ]);
  });

  test('name what stands twice', () => {
    expect(compare((lines) => [...lines, { ...lines[0]!, line: 4 }])).toEqual([
      'proof_record_duplicate 4',
    ]);
  });

  test('name what stands in another order', () => {
    expect(compare((lines) => [lines[1]!, lines[0]!, lines[2]!])).toEqual(['proof_record_order 1']);
  });

  test('name what contradicts the entry', () => {
    const events = [
      { entry_sha256: 'f'.repeat(64) },
      { entry_size_bytes: 9 },
      { entry_type: 'zip' },
      { pack_type: 'job' },
      { source_ref: 'x' },
      { producer_version: '2' },
      { entry_size_bytes: 'x' },
    ];
    for (const event of events)
      expect(compare((lines) => reword(lines, 1, event))[0]).toBe('proof_record_event 2');
  });

  test('name records of another kind', () => {
    const foreign = (lines: ProofLine[]): ProofLine[] =>
      lines.map((proof, i) => {
        if (i !== 0) return proof;
        const record = { ...proof.record, source: 'gait.gateway.kong' };
        return { ...proof, record: { ...record, record_id: proofRecordId(record) } };
      });
    expect(compare(foreign)).toEqual(['proof_record_event 1', 'proof_record_missing']);
  });

  test('name an id that does not follow from the record', () => {
    expect(
      compare((lines) =>
        lines.map((proof) => ({ ...proof, record: { ...proof.record, record_id: 'prf-1' } })),
      )[0],
    ).toBe('proof_record_id 1');
  });

  test('take a digest in capital letters', () => {
    const upper = DECLARED.map((entry) => ({ ...entry, sha256: entry.sha256.toUpperCase() }));
    const findings = collectFindings('standard');
    compareProofRecords(
      read(buildProofRecords(ENTRIES, SUBJECT, undefined)),
      SUBJECT,
      upper,
      findings,
    );
    expect(findings.refusals).toEqual([]);
  });
});

test('records of any files verify and agree with their manifest (property)', () => {
  const files = fc.uniqueArray(
    fc.record({
      path: fc.string({ minLength: 1, maxLength: 20 }),
      data: fc.uint8Array({ maxLength: 40 }),
    }),
    {
      selector: ({ path }) => path.toWellFormed(),
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(files, fc.string(), (given, sourceRef) => {
      const entries = given
        .map(({ path, data }) => ({ path: path.toWellFormed(), type: 'blob', data }))
        .filter(({ path }) => path !== 'proof_records.jsonl');
      const subject = { ...SUBJECT, sourceRef: sourceRef.trim().toWellFormed() };
      const lines = read(buildProofRecords(entries, subject, undefined));
      expect(lines).toHaveLength(entries.length);
      const declared = entries.map(({ path, type, data }) => ({
        path,
        type,
        size: data.length,
        sha256: new Bun.CryptoHasher('sha256').update(data).digest('hex'),
      }));
      const findings = collectFindings('standard');
      compareProofRecords(lines, subject, declared, findings);
      expect(findings.refusals.filter(({ code }) => code !== 'proof_record_event')).toEqual([]);
    }),
    { numRuns: 150, seed: 20260301 },
  );
});

test('an event record declares every field of an entry', () => {
  expect(packEventRecord.fields.map(([name]) => name)).toEqual([
    'pack_type',
    'source_ref',
    'producer_version',
    'entry_path',
    'entry_type',
    'entry_sha256',
    'entry_size_bytes',
    'entry_permissions',
  ]);
});
