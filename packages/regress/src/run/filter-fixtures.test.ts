import { describe, expect, test } from 'bun:test';
import { errorOf } from '../testing/error-of.ts';
import { filterFixtures } from './filter-fixtures.ts';

const ITEMS = ['pay', 'pay-refund', 'refund', 'mail'].map((name) => ({ name }));
const names = (filter: string): string[] => filterFixtures(ITEMS, filter).map(({ name }) => name);

describe('--filter', () => {
  test('without text keeps all, with text keeps names that contain it', () => {
    expect(names('')).toHaveLength(4);
    expect(names('refund')).toEqual(['pay-refund', 'refund']);
  });

  test('with * or ? matches whole names', () => {
    expect(names('pay*')).toEqual(['pay', 'pay-refund']);
    expect(names('*refund')).toEqual(['pay-refund', 'refund']);
    expect(names('?ay')).toEqual(['pay']);
    expect(names('*')).toHaveLength(4);
    expect(names('p*y*f*d')).toEqual(['pay-refund']);
  });

  test('that keeps nothing is an error which names the fixtures', async () => {
    const error = await errorOf(() => names('p?'));
    expect(error.code).toBe('regress_filter');
    expect(error.hint).toContain('pay-refund');
  });

  test('with many stars takes no long time', () => {
    const started = performance.now();
    expect(() => filterFixtures([{ name: 'a'.repeat(2000) }], `${'a*'.repeat(500)}b`)).toThrow();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
