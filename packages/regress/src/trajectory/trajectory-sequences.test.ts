import { describe, expect, test } from 'bun:test';
import { errorOf } from '../testing/error-of.ts';
import { firstMismatch } from './first-mismatch.ts';
import { normalizeSequence, toolSequence } from './tool-sequence.ts';
import { readVerdict, readVerdictSequence, verdictOf } from './verdict-sequence.ts';

describe('verdicts', () => {
  test.each([
    [' Allow ', 'allow'],
    ['passed', 'allow'],
    ['needs approval', 'require_approval'],
    ['needs-approval', 'require_approval'],
    ['NeedsApproval', 'require_approval'],
    ['dry-run', 'dry_run'],
    ['denied', 'block'],
    ['failure', 'error'],
    ['maybe', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%p reads as %p', (text, verdict) => {
    expect(readVerdict(text)).toBe(verdict as never);
  });

  test.each([
    ['ok', null, 'allow'],
    [' SUCCESS ', {}, 'allow'],
    ['dry-run', null, 'dry_run'],
    // A status knows fewer spellings than a verdict.
    ['needsapproval', null, 'error'],
    ['failed', null, 'error'],
    ['', null, 'error'],
    ['toString', null, 'error'],
    ['ok', { verdict: 'block' }, 'block'],
    ['blocked', { verdict: 'nonsense' }, 'block'],
    ['ok', { verdict: true }, 'allow'],
    ['ok', { verdict: ['block'] }, 'allow'],
  ])('status %p with result %p came to %p', (status, result, verdict) => {
    expect(verdictOf({ status, result })).toBe(verdict as never);
  });

  test('blank expectations are dropped, words that are no verdict are refused', async () => {
    expect(readVerdictSequence(['OK', ' ', 'Denied'])).toEqual(['allow', 'block']);
    expect(readVerdictSequence(null)).toEqual([]);
    expect((await errorOf(() => readVerdictSequence(['allow', 'maybe']))).code).toBe(
      'regress_fixture',
    );
  });
});

describe('sequences', () => {
  test('tool names are trimmed and nameless calls left out', () => {
    expect(toolSequence([{ tool_name: ' a ' }, { tool_name: '' }, { tool_name: 'b' }])).toEqual([
      'a',
      'b',
    ]);
    expect(normalizeSequence(null)).toEqual([]);
  });

  test('the first difference is named, also where one sequence ends', () => {
    expect(firstMismatch(['a', 'b'], ['a', 'b'])).toBeUndefined();
    expect(firstMismatch(['a', 'b'], ['a', 'c'])).toEqual({ index: 1, expected: 'b', actual: 'c' });
    expect(firstMismatch(['a', 'b'], ['a'])).toEqual({
      index: 1,
      expected: 'b',
      actual: '<missing>',
    });
    expect(firstMismatch([], ['a'])).toEqual({ index: 0, expected: '<missing>', actual: 'a' });
  });
});
