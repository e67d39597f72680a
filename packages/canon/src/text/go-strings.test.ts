import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  compareUtf8,
  normalizeList,
  normalizeLowerList,
  toLower,
  trimSpace,
} from './go-strings.ts';

test('trimming strips U+0085, U+00A0 and U+2028, and keeps U+FEFF and U+180E', () => {
  expect(trimSpace('\u0085 \u00a0\u2028x\u3000\n')).toBe('x');
  expect(trimSpace('\ufeffx\u180e')).toBe('\ufeffx\u180e');
  expect(trimSpace(' \t ')).toBe('');
});

test('trimming looks at the ends alone, however much white space is inside', () => {
  const text = `é${' \u00a0'.repeat(100_000)}é`;
  const started = performance.now();
  for (let i = 0; i < 50; i += 1) expect(trimSpace(`\u3000${text} `)).toBe(text);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('lower case has no final sigma and no combining dot', () => {
  expect(toLower('ΑΣ')).toBe('ασ');
  expect(toLower('İI')).toBe('ii');
  expect(toLower('ẞ Ⅷ Ⱥ \u212a')).toBe('ß ⅷ ⱥ k');
});

test('strings are ordered as their UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      expect(Math.sign(compareUtf8(a, b))).toBe(bytes);
    }),
    { numRuns: 500, seed: 3 },
  );
  expect(compareUtf8('\u{1f600}', '\ufb33')).toBeGreaterThan(0);
});

test('lists are trimmed, emptied of nothing and repetitions, and sorted', () => {
  expect(normalizeList([' b', 'a', '', 'b ', ' '])).toEqual(['a', 'b']);
  expect(normalizeLowerList(['B', 'b', 'A'])).toEqual(['a', 'b']);
  expect(normalizeList(null)).toEqual([]);
});
