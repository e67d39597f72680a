import { describe, expect, test } from 'bun:test';
import {
  encodeRecord,
  parseTime,
  signValue,
  type Json,
  type JsonObject,
  type KeySet,
  type TrustedKey,
} from '@gait/canon';
import { chainOf, encodeChain } from './session-chain.ts';
import { hashCheckpoint, hashEvent, hashHeader, unsignedCheckpoint } from './session-hash.ts';
import { sessionCheckpointRecord, type SessionCheckpoint } from './session-records.ts';
import {
  changeChain,
  edit,
  factsOf,
  field,
  makeSession,
  payloadOf,
  sealOf,
  testKey,
  utf8,
  verify,
} from './testing/session-fixture.ts';
import type { SessionReport } from './verify-session.ts';

const { signing, keys } = testKey();
const OTHER = testKey();
const SESSION = makeSession(
  ['event', 'event', 'signed checkpoint', 'event', 'signed checkpoint'],
  signing,
);
const LAST = SESSION.lines.length - 1;

function refused({ refusals }: SessionReport): readonly string[] {
  return refusals.map(({ code }) => code);
}

function chainFrom(lines: readonly string[]): Uint8Array {
  const { facts, checkpoints } = factsOf(lines);
  return utf8(encodeChain(chainOf(facts.header, checkpoints, '2026-01-01T00:00:00Z')));
}

/** All hashes computed anew and all signatures dropped: what somebody without a key can do. */
function rehashed(lines: readonly string[]): readonly string[] {
  let head = '';
  let last = '';
  return lines.map((line, i) => {
    const payload = payloadOf(line);
    if (i === 0) {
      head = last = hashHeader(payload);
      return line;
    }
    if ('sequence' in payload) {
      const event_hash = hashEvent(payload, head);
      const done = edit(line, { prev_hash: head, event_hash });
      head = event_hash;
      return done;
    }
    const checkpoint_hash = hashCheckpoint(payload, head, last);
    const place = { chain_head: head, prev_checkpoint_hash: last };
    head = last = checkpoint_hash;
    return edit(line, { ...place, checkpoint_hash, signatures: undefined });
  });
}

/** Takes from a checkpoint what the reference does not write. */
const UNPLACED = Object.fromEntries(
  ['event_count', 'chain_head', 'prev_checkpoint_hash', 'checkpoint_hash', 'signatures'].map(
    (name) => [name, undefined],
  ),
);

/** The chain with some fields of its checkpoints changed; undefined takes a field out. */
function chainWith(chain: Uint8Array, changes: Record<string, Json | undefined>): Uint8Array {
  const alter = (one: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries({ ...one, ...changes }).filter(([, value]) => value !== undefined),
    ) as JsonObject;
  return changeChain(chain, (checkpoints) => checkpoints.map(alter));
}

const STRIPPED = rehashed(SESSION.lines);
const FORGED = rehashed(
  SESSION.lines.map((line, i) => (i === 2 ? edit(line, { verdict: 'block' }) : line)),
);

/** The same journal without its last checkpoint's signature. */
function resigned(signatures: Json | undefined): readonly string[] {
  return SESSION.lines.map((line, i) => (i === LAST ? edit(line, { signatures }) : line));
}

describe('a signature taken from a checkpoint', () => {
  const wrong = signValue(OTHER.signing, { other: 'value' });
  test.each([
    ['taken away', undefined, 'signature_stripped'],
    ['replaced', [{ ...wrong, signed_digest: '' }] as Json, 'session_signature'],
  ])('is refused when it is %s, in journal and in chain', async (_, signatures, code) => {
    const lines = resigned(signatures);
    expect(refused(await verify(SESSION, { lines, keys }))).toContain(code);
    expect(refused(await verify(SESSION, { chain: chainFrom(lines), keys }))).toContain(code);
    const required = await verify(SESSION, { lines, keys, requireSignature: true });
    expect(required.ok).toBe(false);
  });
  test('is named with file and sequence', async () => {
    const { refusals } = await verify(SESSION, { lines: resigned(undefined), keys });
    expect(refusals).toMatchObject([{ code: 'signature_stripped', entry: 'journal', sequence: 3 }]);
  });
  test('is refused once of a checkpoint that stands in chain and journal', async () => {
    const given = { chain: chainFrom(STRIPPED), lines: STRIPPED, keys };
    const codes = refused(await verify(SESSION, given));
    expect(codes).toEqual(['signature_stripped', 'signature_stripped']);
  });
  test('is tolerated under compat, unless signatures are required', async () => {
    const given = { lines: STRIPPED, keys, profile: 'compat' } as const;
    expect(await verify(SESSION, given)).toMatchObject({
      ok: true,
      tolerated: [{ code: 'signature_stripped' }, { code: 'signature_stripped' }],
      completeness: { state: 'open', through: 0 },
    });
    expect(await verify(SESSION, { ...given, requireSignature: true })).toMatchObject({
      ok: false,
      refusals: [{ code: 'signature_stripped' }],
    });
  });
  test('is no loss where a later signed checkpoint or a seal covers it', async () => {
    const steps = ['event', 'checkpoint', 'event'] as const;
    const later = makeSession([...steps, 'signed checkpoint'], signing);
    const given = { chain: later.chain, lines: later.lines, keys, requireSignature: true };
    expect((await verify(later, { ...given, requireSignature: false })).ok).toBe(true);
    expect((await verify(later, given)).ok).toBe(true);
    const sealed = makeSession(steps);
    const seal = sealOf(sealed.lines, signing);
    for (const requireSignature of [false, true]) {
      const parts = { chain: sealed.chain, lines: sealed.lines, seal, keys };
      expect((await verify(sealed, { ...parts, requireSignature })).ok).toBe(true);
    }
  });
});

describe('events rewritten under hashes computed anew, signatures dropped', () => {
  test('are refused when a key is given', async () => {
    const report = await verify(SESSION, { lines: FORGED, keys });
    expect(refused(report)).toEqual(['signature_stripped', 'signature_stripped']);
    expect(report.completeness).toEqual({ state: 'open', through: 0, by: [] });
  });
  test.each(['required', 'strict'] as const)('are refused when signatures are %s', async (how) => {
    const asked =
      how === 'strict' ? ({ profile: 'strict' } as const) : ({ requireSignature: true } as const);
    for (const parts of [
      { lines: FORGED },
      { chain: chainFrom(FORGED) },
      { chain: chainFrom(FORGED), lines: FORGED },
    ]) {
      const report = await verify(SESSION, { ...parts, keys, ...asked });
      expect([report.ok, refused(report)]).toMatchObject([
        false,
        expect.arrayContaining(['signature_stripped']) as string[],
      ]);
    }
  });
  test('gain nothing from tolerated breaks between signed checkpoints', async () => {
    const lines = SESSION.lines.map((line, i) =>
      i === 2 ? edit(line, { verdict: 'block' }) : line,
    );
    const report = await verify(SESSION, {
      lines,
      keys,
      profile: 'compat',
      requireSignature: true,
    });
    expect(refused(report)).toEqual(['signature_missing']);
  });
  test('are refused without any key when the runpacks tell otherwise', async () => {
    const report = await verify(SESSION, { chain: chainFrom(FORGED), lines: FORGED });
    expect(report.refusals).toMatchObject([
      { code: 'session_events_mismatch', entry: 'cp1.zip', sequence: 1 },
    ]);
  });
  test.each([
    { verdict: 'block' },
    { tool_name: 'tool.evil' },
    { intent_id: 'call_9' },
    { intent_digest: 'a'.repeat(64) },
    { reason_codes: ['x'] },
    { trace_id: 'trace_9' },
  ] as const)('are refused without hashes too: %p', async (change) => {
    const theirs = makeSession(['reference event', 'reference event', 'reference checkpoint']);
    const given = { chain: theirs.chain, lines: theirs.lines };
    expect((await verify(theirs, given)).ok).toBe(true);
    const lines = theirs.lines.map((line, i) => (i === 2 ? edit(line, change) : line));
    expect(refused(await verify(theirs, { ...given, lines }))).toEqual(['session_events_mismatch']);
  });
  test('are not asked for where they were compacted away', async () => {
    const lines = SESSION.lines.filter((_, i) => i !== 1 && i !== 2);
    expect((await verify(SESSION, { chain: SESSION.chain, lines, keys })).ok).toBe(true);
  });
});

describe('required signatures', () => {
  test('reach to the last event', async () => {
    const open = makeSession(['event', 'signed checkpoint', 'event'], signing);
    const given = { chain: open.chain, lines: open.lines, keys };
    expect(await verify(open, given)).toMatchObject({ ok: true, completeness: { through: 1 } });
    const report = await verify(open, { ...given, requireSignature: true });
    expect(report.refusals).toMatchObject([
      { code: 'signature_missing', entry: 'journal', sequence: 2 },
    ]);
    expect(refused(await verify(open, { ...given, profile: 'strict' }))).toEqual([
      'signature_missing',
    ]);
    const chainAlone = { chain: open.chain, keys, requireSignature: true };
    expect((await verify(open, chainAlone)).ok).toBe(true);
  });
  test('are not met without a key', async () => {
    const given = { lines: SESSION.lines, requireSignature: true };
    expect(refused(await verify(SESSION, given))).toEqual(['signature_missing']);
    expect((await verify(SESSION, { ...given, keys })).ok).toBe(true);
  });
  test('are not met by a seal of somebody else', async () => {
    const session = makeSession(['event']);
    const given = { lines: session.lines, keys, requireSignature: true };
    const report = await verify(session, { ...given, seal: sealOf(session.lines, OTHER.signing) });
    expect(refused(report)).toEqual(['session_signature', 'signature_missing']);
  });
  test('are met for a checkpoint of the reference by its signed runpack, in a chain alone', async () => {
    const { lines } = makeSession(['reference event', 'signed checkpoint'], signing);
    const bare = lines.map((line, i) => (i === 2 ? edit(line, UNPLACED) : line));
    const session = makeSession(['reference event', 'signed checkpoint'], signing);
    const given = { chain: chainFrom(bare), keys, requireSignature: true };
    expect((await verify(session, given)).ok).toBe(true);
    expect(refused(await verify(session, { ...given, lines: bare }))).toEqual([
      'signature_missing',
    ]);
    const unsigned = makeSession(['reference event', 'reference checkpoint']);
    expect((await verify(unsigned, { chain: unsigned.chain, keys })).ok).toBe(true);
    expect(refused(await verify(unsigned, { ...given, chain: unsigned.chain }))).toEqual([
      'signature_missing',
    ]);
  });
  test('are met by no signed runpack of a later checkpoint', async () => {
    // Each has a runpack of its own; only digests, which anybody computes, tie the two together.
    for (const [first, ok] of [
      ['reference checkpoint', false],
      ['signed checkpoint', true],
    ] as const) {
      const session = makeSession(
        ['reference event', first, 'event', 'signed checkpoint'],
        signing,
      );
      const chain = chainWith(session.chain, UNPLACED);
      const given = { chain, keys, requireSignature: true };
      const report = await verify(session, given);
      expect(report.refusals).toMatchObject(
        ok ? [] : [{ code: 'signature_missing', entry: 'chain', sequence: 1 }],
      );
      expect(report.ok).toBe(ok);
    }
  });
  test('are met for the checkpoints of the reference before a signed one of ours', async () => {
    const session = makeSession(
      ['reference event', 'reference checkpoint', 'event', 'signed checkpoint'],
      signing,
    );
    expect((await verify(session, { chain: session.chain, keys, requireSignature: true })).ok).toBe(
      true,
    );
  });
  test('are met by the signed checkpoint of the journal for a chain that lost its hashes, if nothing was tolerated', async () => {
    const unsigned = makeSession(['event', 'event', 'checkpoint', 'event', 'checkpoint']);
    const given = { chain: chainWith(SESSION.chain, UNPLACED), keys, requireSignature: true };
    expect((await verify(unsigned, { ...given, lines: SESSION.lines })).ok).toBe(true);
    const lines = SESSION.lines.map((line, i) =>
      i === 2 ? edit(line, { reason_codes: [] }) : line,
    );
    const report = await verify(unsigned, { ...given, lines, profile: 'compat' });
    expect(report.tolerated.length).toBeGreaterThan(0);
    expect(report.refusals).toMatchObject([{ entry: 'journal' }, { entry: 'chain' }]);
  });
  test('are met by no runpack for a checkpoint of ours that lost its hash alone', async () => {
    const session = makeSession(['event', 'signed checkpoint'], signing);
    const chain = chainWith(session.chain, { checkpoint_hash: undefined, signatures: undefined });
    const given = { chain, keys, requireSignature: true, profile: 'compat' } as const;
    expect((await verify(session, given)).refusals).toMatchObject([
      { code: 'signature_stripped', entry: 'chain' },
    ]);
  });
  test('a runpack may go without where its signed checkpoint names it, unless it must be signed', async () => {
    const session = makeSession(['event', 'checkpoint', 'event', 'signed checkpoint'], signing);
    const given = { chain: session.chain, keys, requireSignature: true };
    expect((await verify(session, given)).ok).toBe(true);
    expect((await verify(session, { ...given, requireSignedRunpacks: true })).ok).toBe(false);
  });
});

describe('a trusted key', () => {
  const trusting = (change: Partial<TrustedKey>): KeySet => ({
    ...keys,
    keys: keys.keys.map((one) => ({ ...one, ...change })),
  });
  const at = (text: string): bigint => parseTime(text)?.epochNanos ?? 0n;
  const sealed = makeSession(['event']);
  const seal = sealOf(sealed.lines, signing);

  test.each<[string, Partial<TrustedKey>, boolean]>([
    ['of the role session', { roles: ['session'] }, true],
    ['of all other roles', { roles: ['runpack', 'pack', 'guard_pack', 'trace'] }, false],
    ['valid before the seal', { validFrom: at('2026-01-01T23:59:59Z') }, true],
    ['valid only after the seal', { validFrom: at('2026-01-02T00:00:01Z') }, false],
    ['expired after the seal', { validUntil: at('2026-01-02T00:00:01Z') }, true],
    ['expired before the seal', { validUntil: at('2026-01-01T23:59:59Z') }, false],
  ])('%s counts for a seal or not', async (_, change, counts) => {
    const report = await verify(sealed, { lines: sealed.lines, seal, keys: trusting(change) });
    expect([report.ok, report.seal?.holds]).toEqual([counts, counts]);
    expect(refused(report)).toEqual(counts ? [] : ['session_signature']);
  });

  // Made at 00:00:03 and 00:00:05.
  test.each<[string, Partial<TrustedKey>, boolean]>([
    ['of the role session', { roles: ['session'] }, true],
    ['of all other roles', { roles: ['runpack', 'pack', 'guard_pack', 'trace'] }, false],
    ['valid before the checkpoints', { validFrom: at('2026-01-01T00:00:03Z') }, true],
    ['valid only after the last one', { validFrom: at('2026-01-01T00:00:06Z') }, false],
    ['expired after the checkpoints', { validUntil: at('2026-01-01T00:00:06Z') }, true],
    ['expired before the first one', { validUntil: at('2026-01-01T00:00:03Z') }, false],
  ])('%s counts for checkpoints or not', async (_, change, counts) => {
    const report = await verify(SESSION, { lines: SESSION.lines, keys: trusting(change) });
    expect(report.ok).toBe(counts);
    expect(refused(report).includes('session_signature')).toBe(!counts);
    expect(report.completeness.by).toEqual(counts ? ['checkpoint'] : []);
  });
});

describe('a head to expect', () => {
  test('is never a checkpoint digest: journals of other events have the same', async () => {
    const expectHead = SESSION.facts.lastCheckpoint?.checkpoint_digest;
    for (const parts of [
      { lines: FORGED },
      { lines: SESSION.lines },
      { chain: SESSION.chain },
      { chain: SESSION.chain, lines: SESSION.lines },
    ]) {
      const report = await verify(SESSION, { ...parts, expectHead });
      expect(report).toMatchObject({
        ok: false,
        completeness: { state: 'open' },
        refusals: [
          {
            code: 'session_head_digest',
            message: expect.stringContaining('chain_head') as string,
          },
        ],
      });
    }
  });
  test.each(['head', 'lastCheckpointHash'] as const)(
    'is found in the chain alone where a checkpoint ends the journal: %s',
    async (name) => {
      const report = await verify(SESSION, {
        chain: SESSION.chain,
        expectHead: SESSION.facts[name],
      });
      expect(report).toMatchObject({ ok: true, completeness: { state: 'complete', through: 3 } });
    },
  );
  test('may be the hash of a checkpoint, also of an unsigned one', async () => {
    const hashes = [STRIPPED, SESSION.lines].map((lines) => payloadOf(lines[LAST] ?? ''));
    for (const [i, lines] of [STRIPPED, SESSION.lines].entries()) {
      const expectHead = String(hashes[i]?.['checkpoint_hash']);
      for (const parts of [{ lines }, { chain: chainFrom(lines) }]) {
        const report = await verify(SESSION, { ...parts, expectHead });
        expect(report.completeness.state).toBe('complete');
      }
    }
  });
  test('is not the chain_head that a checkpoint of a chain alone names: anybody can name it', async () => {
    const noted = String(payloadOf(SESSION.lines[LAST] ?? '')['chain_head']);
    const report = await verify(SESSION, { chain: SESSION.chain, expectHead: noted });
    expect(report).toMatchObject({
      ok: false,
      refusals: [
        {
          code: 'session_journal_needed',
          message: expect.stringContaining('journal') as string,
        },
      ],
    });
    const { completeness } = await verify(SESSION, { lines: SESSION.lines, expectHead: noted });
    expect(completeness).toEqual({ state: 'open', through: 3, by: ['expected_head'] });
  });
  test('is found behind a checkpoint of the reference that compaction gave its place', async () => {
    const theirs = makeSession(['event', 'reference checkpoint']);
    const placed = theirs.lines.map((line, i) =>
      i === 2
        ? edit(line, {
            chain_head: field(theirs.lines[1] ?? '', 'event_hash'),
            prev_checkpoint_hash: hashHeader(payloadOf(theirs.lines[0] ?? '')),
          })
        : line,
    );
    const expectHead = theirs.facts.head;
    const given = { chain: chainFrom(placed), expectHead };
    expect((await verify(theirs, given)).completeness.state).toBe('complete');
    const bare = { chain: theirs.chain, expectHead };
    expect(refused(await verify(theirs, bare))).toEqual(['session_journal_needed']);
  });
});

describe('a checkpoint in a chain file', () => {
  const plain = makeSession(['event', 'checkpoint']);
  const changed = (changes: Partial<SessionCheckpoint>): Uint8Array => {
    const { facts, checkpoints } = factsOf(plain.lines);
    const all = checkpoints.map((one) => ({ ...one, ...changes }));
    return utf8(encodeChain(chainOf(facts.header, all, '2026-01-01T00:00:00Z')));
  };
  test.each([
    { checkpoint_hash: '' },
    { checkpoint_hash: '', event_count: 0, chain_head: '' },
    { checkpoint_hash: '', event_count: 0, prev_checkpoint_hash: '' },
    { checkpoint_hash: '', chain_head: '', prev_checkpoint_hash: '' },
  ])('may not have lost a part of its hashes: %p', async (changes) => {
    expect(refused(await verify(plain, { chain: changed(changes) }))).toEqual(['session_edited']);
  });
  test('may not carry a hash without its place in the chain', async () => {
    const none = { chain_head: '', prev_checkpoint_hash: '' };
    const checkpoint_hash = hashCheckpoint(payloadOf(plain.lines[2] ?? ''), '', '');
    const chain = changed({ ...none, checkpoint_hash });
    const { refusals } = await verify(plain, { chain });
    expect(refusals.map(({ message }) => message)).toContain(
      'checkpoint 1 has lost a part of its hashes',
    );
  });
  test('vouches for no journal that does not hold it with its hash', async () => {
    const lines = SESSION.lines
      .slice(0, 4)
      .map((line, i) => (i === 3 ? edit(line, UNPLACED) : line));
    const chain = chainFrom(SESSION.lines.slice(0, 4));
    const report = await verify(SESSION, { chain, lines, keys });
    expect(report).toMatchObject({ ok: true, completeness: { through: 0, by: [] } });
  });
  test('counts the events up to its end', async () => {
    const line = edit(plain.lines[2] ?? '', { event_count: 7 });
    const hash = hashCheckpoint(
      payloadOf(line),
      field(line, 'chain_head'),
      field(line, 'prev_checkpoint_hash'),
    );
    const chain = changed({ event_count: 7, checkpoint_hash: hash });
    expect(refused(await verify(plain, { chain }))).toEqual(['session_count_mismatch']);
  });
  test('vouches for nothing when it is signed without a hash', async () => {
    const theirs = makeSession(['reference event', 'reference checkpoint']);
    const { checkpoints } = factsOf(theirs.lines);
    const [one] = checkpoints;
    if (one === undefined) throw new Error('no checkpoint');
    const raw = unsignedCheckpoint(encodeRecord(sessionCheckpointRecord, one));
    const { alg, key_id, sig, signed_digest = '' } = signValue(signing, raw);
    const signed = { ...one, signatures: [{ alg, key_id, sig, signed_digest }] };
    const chain = utf8(encodeChain(chainOf(theirs.facts.header, [signed], '2026-01-01T00:00:00Z')));
    const report = await verify(theirs, { chain, keys });
    expect(report).toMatchObject({ ok: true, completeness: { through: 0, by: [] } });
    const required = await verify(theirs, { chain, keys, requireSignature: true });
    expect(refused(required)).toEqual(['signature_missing']);
  });
});
