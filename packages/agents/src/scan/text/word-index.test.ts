import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { indexWords, listWords } from './word-index.ts';

test.each([
  ['send it', 'send', true],
  ['resending', 'send', true],
  ['sen d', 'send', false],
  ['end', 'send', false],
  ['s', 's', true],
  ['', 'send', false],
  ['', '', true],
  ['\ud83d\ude00 \u0438\u0433\u043d', '\u0438\u0433\u043d', true],
])('%j has %j: %p', (text, word, expected) => {
  const index = indexWords(text);
  expect(index.hasAny(listWords([word]))).toBe(expected);
  expect(index.has(listWords(['beside', word]), 1)).toBe(expected);
  expect(index.hasAny(listWords(['\0\0', word]))).toBe(expected);
});

test('it answers as a plain search does, of parts of the text and of any words', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\u0438', '\uffff') });
  // Up to where the index has all its room, and beyond.
  const length = fc.constantFrom(0, 300, 3000, 9000);
  fc.assert(
    fc.property(
      letters,
      length,
      letters,
      fc.nat(20),
      fc.nat(6),
      (start, more, other, from, size) => {
        const text = start.padEnd(more, 'xy');
        const index = indexWords(text);
        const words = [other, text.slice(from, from + size)];
        const list = listWords(words);
        for (const [at, word] of words.entries())
          expect(index.has(list, at)).toBe(text.includes(word));
        expect(index.hasAny(list)).toBe(words.some((word) => text.includes(word)));
        expect(index.hasAny(listWords([]))).toBe(false);
      },
    ),
  );
});
