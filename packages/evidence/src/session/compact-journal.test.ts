import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sha256Hex } from '@gait/canon';
import { compactJournal } from './compact-journal.ts';
import { journalLines } from './journal-lines.ts';
import {
  codesOf,
  edit,
  factsOf,
  linesOf,
  makeSession,
  payloadOf,
  sealOf,
  testKey,
  verify,
  type Step,
} from './testing/session-fixture.ts';

const VECTORS = new URL('../../../../conformance/vectors/session/', import.meta.url);

function compacted(lines: readonly string[]): readonly string[] {
  return compactJournal(linesOf(lines)).text.trimEnd().split('\n');
}

test('a journal of the reference is compacted to the bytes the reference writes', () => {
  const { text, facts, after } = compactJournal(
    journalLines([readFileSync(new URL('journal.jsonl', VECTORS))]),
  );
  expect(sha256Hex(text)).toBe('f1c1bc36d4f689b9dac9a85d3815174049650dee77508106da8bc6688df6a9b3');
  expect([facts.eventCount, after.eventCount, after.lastEventSequence]).toEqual([4, 1, 4]);
});

describe('a chained journal', () => {
  const shapes: readonly (readonly Step[])[] = [
    ['event', 'checkpoint'],
    ['event', 'event', 'checkpoint', 'event', 'checkpoint', 'event', 'event'],
    ['event', 'reference checkpoint', 'event', 'reference event', 'checkpoint', 'event'],
    ['event', 'reference event', 'reference checkpoint', 'event'],
    [
      'reference event',
      'reference checkpoint',
      'reference event',
      'event',
      'reference checkpoint',
      'reference event',
    ],
  ];
  for (const shape of shapes) {
    test(`keeps its head through compaction: ${shape.join(', ')}`, () => {
      const { lines, facts } = makeSession(shape);
      const once = compacted(lines);
      expect(codesOf(once)).toEqual([]);
      expect(factsOf(once).facts.head).toBe(facts.head);
      expect(factsOf(once).facts.lastSequence).toBe(facts.lastSequence);
      expect(compacted(once)).toEqual(once);
    });
  }
  test('is vouched for by the same expected head before and after', async () => {
    const session = makeSession(['event', 'checkpoint', 'event']);
    const lines = compacted(session.lines);
    const report = await verify(session, {
      lines,
      chain: session.chain,
      expectHead: session.facts.head,
    });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'complete' } });
    expect(report.journal?.spans).toEqual([
      { from: 1, to: 1, status: 'compacted' },
      { from: 2, to: 2, status: 'chained' },
    ]);
  });
  test('can be sealed after compaction', async () => {
    const { signing, keys } = testKey();
    const session = makeSession(['event', 'checkpoint', 'event']);
    const lines = compacted(session.lines);
    const report = await verify(session, { lines, seal: sealOf(lines, signing), keys });
    expect(report).toMatchObject({ ok: true, completeness: { state: 'complete' } });
  });
  test('goes on where it stopped', () => {
    const { lines } = makeSession(['event', 'event', 'checkpoint']);
    const { facts } = factsOf(compacted(lines));
    expect(facts).toMatchObject({
      eventCount: 0,
      lastEventSequence: 0,
      lastSequence: 2,
      compactedThrough: 2,
    });
  });
  test('gives a checkpoint of the reference the head its place implied', () => {
    const { lines } = makeSession(['event', 'reference checkpoint', 'event']);
    expect(payloadOf(compacted(lines)[1] ?? '')['chain_head']).toBe(
      payloadOf(lines[1] ?? '')['event_hash'] ?? '',
    );
  });
});

test('a journal that was tampered with is not compacted: the traces would be gone', () => {
  const { lines } = makeSession(['event', 'event', 'checkpoint', 'event']);
  expect(() => compacted(lines.with(1, edit(lines[1] ?? '', { verdict: 'block' })))).toThrow(
    'event 1',
  );
});

test('a journal compacted by the reference is unchained, not failed', async () => {
  const session = makeSession(['event', 'checkpoint', 'event', 'event']);
  const ours = [
    'event_count',
    'chain_head',
    'prev_checkpoint_hash',
    'checkpoint_hash',
    'prev_hash',
    'event_hash',
  ];
  const gone = Object.fromEntries(ours.map((name) => [name, undefined]));
  const [header = '', , cp = '', e2 = '', e3 = ''] = session.lines;
  const lines = [edit(header, { events: null }), edit(cp, gone), edit(e2, gone), edit(e3, gone)];
  const report = await verify(session, { lines, chain: session.chain });
  expect(report).toMatchObject({ ok: true, completeness: { state: 'open' } });
  expect(report.journal?.spans).toEqual([
    { from: 1, to: 1, status: 'compacted' },
    { from: 2, to: 3, status: 'unchained' },
  ]);
});
