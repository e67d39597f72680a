import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { collectFindings } from '../verdict/findings.ts';
import { judgeJournal, type JournalReport } from './judge-journal.ts';
import type { Profile, Refusal } from '../verdict/findings.ts';
import {
  edit,
  linesOf,
  makeSession,
  payloadOf,
  sealOf,
  testKey,
  verify,
} from './testing/session-fixture.ts';
import { hashEvent } from './session-hash.ts';

const { signing, keys } = testKey();
const SMALL = makeSession(['event', 'event', 'event', 'event']);
/** Long enough that its faults are more than are kept. */
const EVENTS = 600;
const LONG = longSession();

/** As `makeSession` of events alone, whose time does not grow with the square. */
function longSession(): ReturnType<typeof makeSession> {
  const first = makeSession(['event']);
  const [header = '', template = ''] = first.lines;
  const events = [template];
  let prev = String(payloadOf(template)['event_hash']);
  for (let sequence = 2; sequence <= EVENTS; sequence++) {
    const line = chained(template, { sequence, prev_hash: prev });
    events.push(line);
    prev = String(payloadOf(line)['event_hash']);
  }
  return { ...first, lines: [header, ...events] };
}

/** The line with other fields and the hash that belongs to them. */
function chained(line: string, changes: Parameters<typeof edit>[1]): string {
  const changed = edit(line, changes);
  const payload = payloadOf(changed);
  return edit(changed, { event_hash: hashEvent(payload, String(payload['prev_hash'])) });
}

/** Every event but the last is another one; hashes fit wherever an event follows the one before. */
function forged(lines: readonly string[]): readonly string[] {
  let last = 0;
  let head = '';
  return lines.map((line, i) => {
    const { sequence, prev_hash: prev } = payloadOf(line);
    if (i === 0 || sequence === EVENTS) return line;
    const follows = sequence === last + 1 && head !== '';
    const other = chained(line, {
      tool_name: 'harmless',
      prev_hash: follows ? head : (prev ?? ''),
    });
    last = Number(sequence);
    head = String(payloadOf(other)['event_hash']);
    return other;
  });
}

/** Events apart by `step` first, those between them behind, as many columns as there are. */
function inColumns(lines: readonly string[], step: number): readonly string[] {
  const [header = '', ...events] = lines;
  const columns = Array.from({ length: step }, (_, c) =>
    events.filter((_line, i) => i % step === (events.length - 1 + c) % step),
  );
  return [header, ...new Set([events[0] ?? '', ...columns.flat()])];
}

function judge(
  lines: readonly string[],
  profile: Profile = 'standard',
): { report: JournalReport; refusals: readonly Refusal[] } {
  const findings = collectFindings(profile);
  return { report: judgeJournal(linesOf(lines), new Set(), findings), refusals: findings.refusals };
}

describe('a journal with more faults than are told', () => {
  const flood = forged(inColumns(LONG.lines, 2));

  test('keeps its gaps although the events in them were told of no more', () => {
    const { report } = judge(flood);
    expect(report.errors).toHaveLength(200);
    expect(new Set(report.errors.map(({ code }) => code))).toEqual(new Set(['session_gap']));
    expect(report.clean).toBe(false);
  });

  for (const profile of ['standard', 'strict', 'compat'] as const) {
    test(`is never complete under a trusted seal that its last event fits (${profile})`, async () => {
      const seal = sealOf(LONG.lines, signing);
      const report = await verify(LONG, { lines: flood, seal, keys, profile });
      expect(report).toMatchObject({ ok: false, completeness: { state: 'open', by: [] } });
      expect(report.seal?.holds).toBe(false);
    });
  }

  test('tells 200 of each kind: edited events do not drown a second header', () => {
    const [header = '', ...events] = LONG.lines;
    const edited = events.map((line) => edit(line, { tool_name: 'x' }));
    const { report, refusals } = judge([header, ...edited, header]);
    expect(refusals).toHaveLength(200);
    expect(report.errors.map(({ code }) => code)).toEqual(['session_header_duplicate']);
  });
});

describe('a gap', () => {
  const [header = '', e1 = '', e2 = '', e3 = '', e4 = ''] = SMALL.lines;

  test('is not told of when every missing event turns up behind', () => {
    const { report, refusals } = judge([header, e1, e3, e2, e4]);
    expect(report.errors.map(({ code, line }) => `${code}@${line}`)).toEqual([
      'session_reordered@4',
    ]);
    expect(refusals).toEqual([]);
    expect(report.clean).toBe(false);
  });

  test('is told of when one of its events is missing', () => {
    const { report } = judge([header, e1, e4, e2]);
    expect(report.errors.map(({ code }) => code)).toEqual(['session_gap', 'session_reordered']);
  });

  test('hides no forged event: what turns up late must fit both its neighbours', () => {
    const late = chained(e2, { tool_name: 'harmless' });
    expect(judge([header, e1, e3, late, e4]).refusals).toMatchObject([
      { code: 'session_chain_broken', sequence: 3 },
    ]);
    const torn = chained(e2, { prev_hash: 'ab'.repeat(32) });
    expect(judge([header, e1, e3, torn, e4]).refusals).toMatchObject([
      { code: 'session_chain_broken', sequence: 2 },
      { code: 'session_chain_broken', sequence: 3 },
    ]);
  });

  test('beside a checkpoint knows the head behind it', () => {
    const [head = '', a = '', cp = '', b = '', c = ''] = makeSession(
      ['event', 'signed checkpoint', 'event', 'event'],
      signing,
    ).lines;
    expect(judge([head, a, cp, c, b]).refusals).toEqual([]);
  });
});

test('no permutation, edit or removal of a sealed journal of 600 events is complete (property)', async () => {
  const seal = sealOf(LONG.lines, signing);
  const honest = await verify(LONG, { lines: LONG.lines, seal, keys });
  expect(honest).toMatchObject({ ok: true, completeness: { state: 'complete', through: EVENTS } });
  const order = fc.oneof(
    fc.integer({ min: 2, max: 5 }).map((step) => inColumns(LONG.lines, step)),
    fc
      .shuffledSubarray([...LONG.lines.slice(1)], { minLength: EVENTS - 20 })
      .map((events) => [LONG.lines[0] ?? '', ...events]),
    fc
      .shuffledSubarray([...LONG.lines.slice(1, -1)])
      .map((events) => [LONG.lines[0] ?? '', ...events, LONG.lines.at(-1) ?? '']),
    fc.constant(LONG.lines),
  );
  const edits = fc.oneof(
    fc.constant((lines: readonly string[]) => lines),
    fc.constant(forged),
    fc.nat({ max: EVENTS - 1 }).map((at) => (lines: readonly string[]) => {
      const place = 1 + (at % (lines.length - 1));
      return lines.with(place, edit(lines[place] ?? '', { verdict: 'block' }));
    }),
  );
  await fc.assert(
    fc.asyncProperty(order, edits, async (lines, change) => {
      const changed = change(lines);
      if (changed.join('\n') === LONG.lines.join('\n')) return;
      const report = await verify(LONG, { lines: changed, seal, keys });
      expect(report.ok).toBe(false);
      expect(report.completeness.state).toBe('open');
      expect(report.seal?.holds).toBe(false);
    }),
    { seed: 20_261_121, numRuns: 40 },
  );
}, 120_000);
