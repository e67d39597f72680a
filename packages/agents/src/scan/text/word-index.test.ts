import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { indexWords } from './word-index.ts';

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
  const words = indexWords(text);
  expect(words.has(word)).toBe(expected);
  expect(words.has(word)).toBe(expected);
});

test('it answers as a plain search does, of parts of the text and of any word', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\u0438', '\uffff') });
  fc.assert(
    fc.property(letters, letters, fc.nat(20), fc.nat(6), (text, other, from, length) => {
      const words = indexWords(text);
      for (const word of [other, text.slice(from, from + length)])
        expect(words.has(word)).toBe(text.includes(word));
    }),
  );
});
