import { describe, expect, test } from 'bun:test';
import { parseJson, prettyJson, type Json, type JsonObject } from '@gait/canon';
import { collectFindings } from '../verdict/findings.ts';
import { buildEvent } from './build-event.ts';
import { parseSeal } from './session-seal.ts';
import {
  changeChain,
  edit,
  factsOf,
  field,
  makeSession,
  sealOf,
  testKey,
  type Step,
  utf8,
  verify,
} from './testing/session-fixture.ts';
import type { SessionReport } from './verify-session.ts';

const { signing, keys } = testKey();
const OTHER = testKey();
const STEPS: readonly Step[] = [
  'event',
  'event',
  'checkpoint',
  'event',
  'signed checkpoint',
  'event',
  'event',
];
const SESSION = makeSession(STEPS, signing);
const SEAL = sealOf(SESSION.lines, signing);
const HEAD = SESSION.facts.head;

function refused({ refusals }: SessionReport): readonly string[] {
  return refusals.map(({ code }) => code);
}

/** The last `count` events rewritten by somebody who computes every hash anew but holds no key. */
function rewritten(keep: number, count: number): readonly string[] {
  const lines = SESSION.lines.slice(0, keep);
  for (let i = 0; i < count; i++) {
    const { facts } = factsOf(lines);
    const place = {
      sessionId: 'sess',
      runId: 'run',
      sequence: facts.lastSequence + 1,
      head: facts.head,
      createdAt: '2026-01-01T00:00:30Z',
      producerVersion: '1.4.0',
    };
    lines.push(buildEvent(place, { toolName: 'tool.evil', verdict: 'allow' }).line);
  }
  return lines;
}

describe('an honest session', () => {
  test('is complete under its seal', async () => {
    const report = await verify(SESSION, {
      chain: SESSION.chain,
      lines: SESSION.lines,
      seal: SEAL,
      keys,
    });
    expect(report).toMatchObject({
      ok: true,
      checkpointsChecked: 2,
      completeness: { state: 'complete', through: 5 },
    });
    expect(report.completeness.by).toEqual(['checkpoint', 'seal']);
    expect(report.seal?.holds).toBe(true);
  });
  test('is open without seal, signed checkpoint and expected head', async () => {
    const plain = makeSession(['event', 'checkpoint', 'event']);
    expect(await verify(plain, { chain: plain.chain })).toMatchObject({
      ok: true,
      completeness: { state: 'open', through: 0 },
    });
    expect(await verify(plain, { lines: plain.lines })).toMatchObject({
      ok: true,
      completeness: { state: 'open', through: 0 },
    });
  });
  test('is vouched for by a signed checkpoint as far as that goes, and stays open', async () => {
    const report = await verify(SESSION, { chain: SESSION.chain, lines: SESSION.lines, keys });
    expect(report.ok).toBe(true);
    expect(report.completeness).toEqual({ state: 'open', through: 3, by: ['checkpoint'] });
  });
  test('is open under a seal that nobody checked', async () => {
    const report = await verify(SESSION, { lines: SESSION.lines, seal: SEAL });
    expect(report).toMatchObject({
      ok: true,
      completeness: { state: 'open' },
      seal: { holds: false, signature: { status: 'skipped' } },
    });
  });
  test('is complete when it ends at the expected head, which needs no key', async () => {
    expect(
      (await verify(SESSION, { lines: SESSION.lines, expectHead: HEAD })).completeness,
    ).toEqual({
      state: 'complete',
      through: 5,
      by: ['expected_head'],
    });
  });
  test('is open behind an expected head that lies inside it', async () => {
    const inside = field(SESSION.lines[1] ?? '', 'event_hash');
    expect(
      (await verify(SESSION, { lines: SESSION.lines, expectHead: inside })).completeness,
    ).toEqual({
      state: 'open',
      through: 1,
      by: ['expected_head'],
    });
  });
  test('may be half written by the reference: those spans are unchained and no failure', async () => {
    const mixed = makeSession([
      'event',
      'reference event',
      'reference event',
      'reference checkpoint',
      'event',
      'reference event',
      'checkpoint',
      'event',
    ]);
    const report = await verify(mixed, {
      chain: mixed.chain,
      lines: mixed.lines,
      seal: sealOf(mixed.lines, signing),
      keys,
    });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'complete' } });
    expect(report.journal?.spans).toEqual([
      { from: 1, to: 1, status: 'chained' },
      { from: 2, to: 3, status: 'unchained' },
      { from: 4, to: 4, status: 'chained' },
      { from: 5, to: 5, status: 'unchained' },
      { from: 6, to: 6, status: 'chained' },
    ]);
  });
  test('of the reference alone is unchained and open', async () => {
    const theirs = makeSession(['reference event', 'reference checkpoint', 'reference event']);
    const report = await verify(theirs, { chain: theirs.chain, lines: theirs.lines, keys });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'open' } });
    expect(report.journal?.spans).toEqual([{ from: 1, to: 2, status: 'unchained' }]);
  });
});

test('a head that is reached vouches for nothing where a profile tolerated a fault', async () => {
  const lines = SESSION.lines.map((line, i) => (i === 2 ? edit(line, { verdict: 'block' }) : line));
  const report = await verify(SESSION, { lines, expectHead: HEAD, profile: 'compat' });
  expect(report.tolerated.map(({ code }) => code)).toEqual(['session_edited']);
  expect(report).toMatchObject({ ok: true, completeness: { state: 'open', through: 0, by: [] } });
});

describe('a cut', () => {
  test('below the seal is named with the first missing sequence', async () => {
    const report = await verify(SESSION, { lines: SESSION.lines.slice(0, -1), seal: SEAL, keys });
    expect(report).toMatchObject({
      ok: false,
      completeness: { state: 'open', through: 0, by: [] },
    });
    expect(report.refusals).toMatchObject([{ code: 'session_cut', sequence: 5 }]);
  });
  test('below the seal is named without any key', async () => {
    expect(
      refused(await verify(SESSION, { lines: SESSION.lines.slice(0, -1), seal: SEAL })),
    ).toEqual(['session_cut']);
  });
  test('of a checkpoint at the end is named', async () => {
    const session = makeSession(['event', 'checkpoint']);
    const report = await verify(session, {
      lines: session.lines.slice(0, -1),
      seal: sealOf(session.lines, signing),
      keys,
    });
    expect(refused(report)).toEqual(['session_cut']);
  });
  test('below a signed checkpoint is named', async () => {
    const report = await verify(SESSION, {
      chain: SESSION.chain,
      lines: SESSION.lines.slice(0, 2),
      keys,
    });
    expect(report.refusals).toMatchObject([
      { code: 'session_cut', sequence: 2 },
      {
        code: 'session_cut',
        sequence: 2,
        message: expect.stringContaining('signed checkpoint 2') as string,
      },
    ]);
  });
  test('below the expected head is named', async () => {
    const report = await verify(SESSION, { lines: SESSION.lines.slice(0, -1), expectHead: HEAD });
    expect(report.refusals).toMatchObject([
      { code: 'session_head_mismatch', line: 7, sequence: 4 },
    ]);
  });
  test('that nothing vouches against is not seen, and the answer is open', async () => {
    const report = await verify(SESSION, { lines: SESSION.lines.slice(0, -1) });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'open' } });
  });
  test('of the chain is named by the journal', async () => {
    const chain = changeChain(SESSION.chain, (checkpoints) => checkpoints.slice(0, 1));
    expect(refused(await verify(SESSION, { chain, lines: SESSION.lines }))).toEqual([
      'session_chain_truncated',
    ]);
  });
  test('of the chain below the expected head is not called verified', async () => {
    const chain = changeChain(SESSION.chain, (checkpoints) => checkpoints.slice(0, 1));
    const expectHead = SESSION.facts.lastCheckpointHash;
    expect((await verify(SESSION, { chain: SESSION.chain, expectHead })).completeness).toEqual({
      state: 'complete',
      through: 3,
      by: ['expected_head'],
    });
    expect(refused(await verify(SESSION, { chain, expectHead }))).toEqual([
      'session_journal_needed',
    ]);
  });
});

describe('an attacker who computes every hash anew', () => {
  test('passes unseen where nothing vouches, and the answer is open', async () => {
    const report = await verify(SESSION, { lines: rewritten(6, 2) });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'open' } });
  });
  test('is found by the seal', async () => {
    expect(refused(await verify(SESSION, { lines: rewritten(6, 2), seal: SEAL, keys }))).toEqual([
      'session_seal_mismatch',
    ]);
  });
  test('is found by a signed checkpoint', async () => {
    const report = await verify(SESSION, { chain: SESSION.chain, lines: rewritten(2, 3), keys });
    expect(refused(report)).toContain('session_cut');
  });
  test('is found by the expected head', async () => {
    expect(refused(await verify(SESSION, { lines: rewritten(6, 2), expectHead: HEAD }))).toEqual([
      'session_head_mismatch',
    ]);
  });
  test('is found when he makes a checkpoint of his own', async () => {
    const forged = makeSession(['event', 'event', 'event', 'checkpoint']);
    const report = await verify(SESSION, { chain: SESSION.chain, lines: forged.lines, keys });
    expect(refused(report)).toEqual(['session_fork', 'session_cut', 'signature_stripped']);
  });
  test('cannot seal his work with another key', async () => {
    const lines = rewritten(6, 2);
    const report = await verify(SESSION, { lines, seal: sealOf(lines, OTHER.signing), keys });
    expect(report).toMatchObject({ ok: false, completeness: { state: 'open' } });
    expect(refused(report)).toEqual(['session_signature']);
  });
  test('cannot strip the signature of a seal', async () => {
    const bare = { ...(parseJson(SEAL) as JsonObject), signatures: [] as Json };
    const report = await verify(SESSION, {
      lines: SESSION.lines,
      seal: utf8(prettyJson(bare)),
      keys,
    });
    expect(refused(report)).toEqual(['session_signature']);
  });
  test('cannot change what a seal says', async () => {
    const other = { ...(parseJson(SEAL) as JsonObject), event_count: 4, last_sequence: 4 };
    const report = await verify(SESSION, {
      lines: SESSION.lines,
      seal: utf8(prettyJson(other)),
      keys,
    });
    expect(refused(report)).toEqual(['session_signature', 'session_seal_mismatch']);
  });
  test.each([
    ['first_sequence', 2, 'session_gap'],
    ['last_sequence', 4, 'session_seal_mismatch'],
    ['event_count', 4, 'session_seal_mismatch'],
    ['checkpoint_count', 1, 'session_seal_mismatch'],
    ['last_checkpoint_digest', 'a'.repeat(64), 'session_seal_mismatch'],
  ] as const)(
    'is found by each number of a seal, also without a key: %s',
    async (name, value, code) => {
      const seal = utf8(prettyJson({ ...(parseJson(SEAL) as JsonObject), [name]: value }));
      const report = await verify(SESSION, { lines: SESSION.lines, seal });
      expect([refused(report), report.seal?.holds]).toEqual([[code], false]);
    },
  );
  test('gains nothing by taking all hashes out of a sealed journal', async () => {
    const ours = {
      prev_hash: undefined,
      event_hash: undefined,
      event_count: undefined,
      chain_head: undefined,
      prev_checkpoint_hash: undefined,
      checkpoint_hash: undefined,
      signatures: undefined,
    };
    const stripped = SESSION.lines.map((line, i) => (i === 0 ? line : edit(line, ours)));
    expect(refused(await verify(SESSION, { lines: stripped, seal: SEAL, keys }))).toEqual([
      'session_seal_mismatch',
    ]);
  });
  test('cannot pass off the compaction of a sealed journal', async () => {
    const session = makeSession(['event', 'checkpoint', 'event', 'checkpoint', 'event']);
    const compacted = session.lines.filter((_, i) => i !== 1);
    const report = await verify(session, {
      lines: compacted,
      seal: sealOf(session.lines, signing),
      keys,
    });
    expect(refused(report)).toEqual(['session_gap']);
  });
});

describe('records behind the seal', () => {
  test('are named with line and sequence', async () => {
    const report = await verify(SESSION, {
      lines: rewritten(SESSION.lines.length, 1),
      seal: SEAL,
      keys,
    });
    expect(report.refusals).toMatchObject([{ code: 'session_past_seal', line: 9, sequence: 5 }]);
  });
});

describe('a seal file', () => {
  test('is read strictly', () => {
    const value = parseJson(SEAL) as JsonObject;
    const read = (changes: JsonObject): unknown =>
      parseSeal(utf8(prettyJson({ ...value, ...changes })), collectFindings('standard'));
    expect(() => read({ note: 'x' })).toThrow('note');
    expect(() => read({ schema_version: '2.0.0' })).toThrow('unsupported');
  });
  test('of another session is named', async () => {
    const other = makeSession(['event']).lines.map((line) => line.replaceAll('"sess"', '"sess2"'));
    const report = await verify(SESSION, { lines: other, seal: SEAL, keys });
    expect(refused(report)).toContain('session_identity_mismatch');
  });
});
