import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { parseLimitState, printLimitState } from './limit-state.ts';
import { destructiveSubject, giveBack, takeFromLimit } from './take-from-limit.ts';

const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z
const MINUTE = 60_000_000_000n;
const ALICE = { toolName: 'tool.read', identity: 'alice' };
const TWO = { requests: 2, window: 'minute', scope: 'tool_identity' };

describe('a rate limit', () => {
  test('counts calls, and refuses the one over it without counting it', () => {
    const first = takeFromLimit(new Map(), TWO, ALICE, NOON);
    expect(first.decision).toEqual({
      allowed: true,
      limit: 2,
      used: 1,
      remaining: 1,
      scope: 'tool_identity',
      key: 'tool.read|alice',
    });
    expect([...first.counters]).toEqual([
      ['minute|tool_identity|2026-06-03T12:00:00Z|tool.read|alice', 1],
    ]);
    const second = takeFromLimit(first.counters, TWO, ALICE, NOON + 1n);
    const third = takeFromLimit(second.counters, TWO, ALICE, NOON + 2n);
    expect(third.decision).toMatchObject({ allowed: false, used: 2, remaining: 0 });
    expect(third.counters).toEqual(second.counters);
  });

  test('only looks when nothing may be spent', () => {
    const looked = takeFromLimit(new Map(), TWO, ALICE, NOON, false);
    expect(looked.decision).toMatchObject({ allowed: true, used: 0, remaining: 2 });
    expect(looked.counters.size).toBe(0);
  });

  test('gives back what a call took that did not go ahead', () => {
    const taken = takeFromLimit(new Map(), TWO, ALICE, NOON);
    const back = giveBack(taken.counters, TWO, ALICE, NOON);
    expect(takeFromLimit(back, TWO, ALICE, NOON).decision.used).toBe(1);
    expect(giveBack(new Map(), TWO, ALICE, NOON).size).toBe(0);
  });

  test('starts anew with the next window, and keeps counters of another kind of window', () => {
    const minute = takeFromLimit(new Map(), TWO, ALICE, NOON + MINUTE - 1n);
    const hour = takeFromLimit(minute.counters, { ...TWO, window: 'hour' }, ALICE, NOON);
    const later = takeFromLimit(hour.counters, TWO, ALICE, NOON + MINUTE);
    expect(later.decision.used).toBe(1);
    expect([...later.counters.keys()]).toEqual([
      'hour|tool_identity|2026-06-03T12:00:00Z|tool.read|alice',
      'minute|tool_identity|2026-06-03T12:01:00Z|tool.read|alice',
    ]);
  });

  test('keeps what a later window counted when the clock was set back', () => {
    const later = takeFromLimit(new Map(), TWO, ALICE, NOON + MINUTE);
    const back = takeFromLimit(later.counters, TWO, ALICE, NOON);
    expect(back.decision.used).toBe(1);
    expect(takeFromLimit(back.counters, TWO, ALICE, NOON + MINUTE).decision.used).toBe(2);
  });

  test('drops counters that are none of its own', () => {
    const { counters } = takeFromLimit(new Map([['minute|tool', 5]]), TWO, ALICE, NOON);
    expect(counters.size).toBe(1);
  });

  test('counts by tool, by identity, or by both', () => {
    for (const [scope, other, used] of [
      ['tool', { toolName: 'tool.read', identity: 'bob' }, 2],
      ['identity', { toolName: 'tool.write', identity: 'alice' }, 2],
      ['tool_identity', { toolName: 'tool.read', identity: 'bob' }, 1],
    ] as const) {
      const limit = { ...TWO, scope };
      const first = takeFromLimit(new Map(), limit, ALICE, NOON);
      expect(takeFromLimit(first.counters, limit, other, NOON).decision.used).toBe(used);
    }
  });

  test('does not count a destructive call as a plain one of the same tool', () => {
    const plain = takeFromLimit(new Map(), TWO, ALICE, NOON);
    const budget = takeFromLimit(plain.counters, TWO, destructiveSubject(ALICE), NOON);
    expect(budget.decision).toMatchObject({
      used: 1,
      key: 'destructive_budget|tool.read|alice',
    });
  });

  test('over an unknown window is refused', () => {
    expect(codeOf(() => takeFromLimit(new Map(), { ...TWO, window: 'day' }, ALICE, NOON))).toBe(
      'limit_window_unknown',
    );
  });
});

describe('a rate limit state', () => {
  test('is read as it was printed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z|]{1,12}$/), fc.integer({ min: 1, max: 1e9 })),
        (counters) => {
          const given = new Map(Object.entries(counters));
          const text = printLimitState(given);
          expect(printLimitState(parseLimitState(text, 'rate.json'))).toBe(text);
        },
      ),
    );
  });

  test('with a counter that stands twice has the higher of both', () => {
    const text = (...counts: number[]): string => {
      const counters = counts.map((count) => ({ key: ' a ', count }));
      const { schema_id, schema_version } = JSON.parse(printLimitState(new Map()));
      return JSON.stringify({ schema_id, schema_version, counters });
    };
    for (const counts of [
      [9, 1],
      [1, 9],
    ]) {
      expect([...parseLimitState(text(...counts), 'f')]).toEqual([['a', 9]]);
    }
    expect(parseLimitState(text(0, -1), 'f').size).toBe(0);
  });

  test('of another schema or with trailing data is refused', () => {
    const text = printLimitState(new Map([['a', 1]]));
    expect(codeOf(() => parseLimitState(text.replace('1.0.0', '2.0.0'), 'f'))).toBe(
      'limit_state_schema',
    );
    expect(codeOf(() => parseLimitState(`${text}{}`, 'f'))).toBe('json_trailing_data');
    expect(codeOf(() => parseLimitState('', 'f'))).toBe('json_syntax');
  });
});
