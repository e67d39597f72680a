import { describe, expect, test } from 'bun:test';
import { readCompatibility, rowsOf, STRICTER, stricterFault } from './stricter-list.ts';
import { loadCases } from './vector-case.ts';

const LIST = { known: ['b_code', 'a_code'] };
const stricter = (...codes: string[]) => ({ verdict: 'stricter', codes }) as const;

describe('a case is stricter only as the list says', () => {
  test('a listed case with the listed codes is in order, in whatever sequence they come', () => {
    expect(stricterFault('known', stricter('a_code', 'b_code'), LIST)).toBeUndefined();
  });

  test('a listed case with another code, one more or one fewer is a fault', () => {
    for (const codes of [['c_code'], ['a_code'], ['a_code', 'b_code', 'c_code'], []])
      expect(stricterFault('known', stricter(...codes), LIST)).toContain('listed with');
  });

  test('a case that is not listed may not be stricter, whatever its code', () => {
    expect(stricterFault('other', stricter('a_code'), LIST)).toContain('not listed');
    expect(stricterFault('constructor', stricter('a_code'), LIST)).toContain('not listed');
  });

  test('a listed case that agrees after all is a stale entry', () => {
    expect(stricterFault('known', { verdict: 'agrees' }, LIST)).toContain('stale');
    expect(stricterFault('other', { verdict: 'agrees' }, LIST)).toBeUndefined();
  });
});

describe('the list', () => {
  const cases = new Map(loadCases().map((vector) => [vector.id, vector]));
  const document = readCompatibility();

  test('names only cases of the vectors that allow a refusal', () => {
    for (const id of Object.keys(STRICTER))
      expect({ id, allowed: cases.get(id)?.stricter_ok }).toEqual({ id, allowed: true });
  });

  test('has a row in docs/COMPATIBILITY.md for every code and every case', () => {
    const rows = rowsOf(document);
    const words = [...Object.keys(STRICTER), ...Object.values(STRICTER).flat()];
    expect(words.filter((word) => !rows.has(word))).toEqual([]);
  });

  test('gives each case the codes that docs/COMPATIBILITY.md gives it', () => {
    const told = document
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .filter(([, id, kind]) => id !== undefined && cases.get(id)?.kind === kind)
      .map(([, id, , codes]) => [id, codes?.split(', ').toSorted()]);
    expect(Object.fromEntries(told)).toEqual(STRICTER);
  });

  test('does not take a code in a sentence for a row', () => {
    expect(rowsOf('`in_text`\n| `a_code`, b_code | says `c_code` |\n')).toEqual(
      new Set(['a_code', 'b_code']),
    );
  });
});
