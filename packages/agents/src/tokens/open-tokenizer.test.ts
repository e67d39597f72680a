import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { ENCODINGS, type Encoding } from './encodings.ts';
import { loadTokenizer } from './load-tokenizer.ts';
import { openTokenizer, type Tokenizer } from './open-tokenizer.ts';
import { packRanks } from './rank-table.ts';

const tokenizers = new Map<Encoding, Tokenizer>();
beforeAll(async () => {
  for (const encoding of ENCODINGS) tokenizers.set(encoding, await loadTokenizer(encoding));
});
const count = (encoding: Encoding, text: string | Uint8Array): number =>
  tokenizers.get(encoding)?.count(text) ?? -1;

const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
const LIBRARY: Readonly<Record<Encoding, (text: string) => number>> = {
  cl100k_base: (text) => cl100k(text, PLAIN),
  o200k_base: (text) => o200k(text, PLAIN),
};

/** The samples that the makers of the encodings publish, as the library ships them. */
function publishedSamples(): readonly { encoding: string; text: string; tokens: number }[] {
  const library = createRequire(import.meta.url).resolve('gpt-tokenizer');
  const plans = readFileSync(join(dirname(library), '../data/TestPlans.txt'), 'utf8');
  const pattern = /EncodingName: (\S+)\nSample: ([\s\S]*?)\nEncoded: \[(.*?)\]/gu;
  return [...plans.matchAll(pattern)].map(([, encoding = '', text = '', tokens = '']) => ({
    encoding,
    text,
    tokens: tokens === '' ? 0 : tokens.split(',').length,
  }));
}

test('published samples have the published number of tokens', () => {
  const samples = publishedSamples().filter(({ encoding }) =>
    ENCODINGS.some((known) => known === encoding),
  );
  expect(samples.length).toBeGreaterThan(100);
  for (const { encoding, text, tokens } of samples)
    expect([encoding, text, count(encoding as Encoding, text)]).toEqual([encoding, text, tokens]);
});

test('counts of single texts are those of the reference', () => {
  // Facts of the reference: one line each, with its last line end.
  expect(count('cl100k_base', 'The quick brown lamp jumps over the lazy keeper.\n')).toBe(10);
  expect(count('cl100k_base', 'Тримає маяк увімкненим щоночі, без винятку.\n')).toBe(30);
  expect(count('cl100k_base', '<|endoftext|> and <|im_start|>\n')).toBe(13);
  expect(count('cl100k_base', 'a\r\nb\r\n\r\nc\r\n')).toBe(6);
  expect(count('cl100k_base', '')).toBe(0);
});

const WORDS = [
  ...[
    'a',
    'A',
    'Zz',
    'é',
    "'",
    "'s",
    "'RE",
    "'ll",
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\t',
    '\u00a0',
    '\u3000',
    '\u200b',
  ],
  ...[
    '1',
    '234',
    '４',
    '!',
    '?!',
    '/',
    '#',
    '==',
    '日',
    '本語',
    'ї',
    'При',
    '😀',
    '👩‍👩‍👧',
    '\u0301',
    'ǅ',
    'ʰ',
    '𝐀',
  ],
  ...[
    '<|endoftext|>',
    'the',
    ' the',
    'ing',
    '\u2028',
    '\0',
    'ß',
    'ﬁ',
    'ا',
    'ह',
    'ि',
    'HTTPServer',
    '---',
    '```',
    '{{x}}',
  ],
];
/** Where the library departs from the makers' own program; the next test has those. */
const LIBRARY_ERRS = /[\ufeff\u0085]/u;

test('any text has as many tokens as the library counts', () => {
  const text = fc.oneof(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join('')),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.toWellFormed()),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...ENCODINGS),
      text.filter((one) => !LIBRARY_ERRS.test(one)),
      (encoding, sample) => {
        expect(count(encoding, sample)).toBe(LIBRARY[encoding](sample));
        expect(count(encoding, new TextEncoder().encode(sample))).toBe(LIBRARY[encoding](sample));
      },
    ),
    { numRuns: 4_000, seed: 11 },
  );
});

test('a byte order mark is one token, and U+0085 white space, as for the makers of the encodings', () => {
  // Facts of OpenAI's own tokenizer 1.0.22; the library cuts the mark into two.
  expect(count('cl100k_base', '\ufeffabc')).toBe(2);
  expect(count('o200k_base', '\ufeffabc')).toBe(2);
  expect(count('cl100k_base', 'a \u0085 b')).toBe(4);
  expect(count('cl100k_base', '\u0085\u0085x \ufeff\n')).toBe(7);
  expect(count('cl100k_base', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x62, 0x63))).toBe(2);
});

test('long pieces, which are merged with a heap, have as many tokens as the library counts', () => {
  const letters = fc.constantFrom(
    'ab',
    'a',
    '=',
    'abcdefghijklmnopqrstuvwxyz',
    '日本語中文',
    '=-',
    'aB',
    '\u00e9e',
    ' ',
    '\n',
  );
  const piece = fc.tuple(
    letters,
    fc.integer({ min: 100, max: 1500 }),
    fc.infiniteStream(fc.nat(1_000)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ENCODINGS), piece, (encoding, [set, length, choices]) => {
      const units = [...set];
      const text = Array.from(
        { length },
        () => units[(choices.next().value as number) % units.length],
      ).join('');
      expect(count(encoding, text)).toBe(LIBRARY[encoding](text));
    }),
    { numRuns: 150, seed: 13 },
  );
});

test('200,000 characters of any one kind are counted in well under a second', () => {
  const units = [
    'a',
    'A',
    ' ',
    '\n',
    '=',
    '1',
    '\u00e9',
    '日',
    '\u0301',
    '𝐀',
    'aA',
    ' \n x',
    '\u0085',
    "'s",
    '\r',
    'ab',
    '😀',
  ];
  for (const encoding of ENCODINGS) {
    for (const unit of units) {
      const text = unit.repeat(200_000 / unit.length);
      const started = performance.now();
      const tokens = count(encoding, text);
      expect([unit, performance.now() - started < 1_000]).toEqual([unit, true]);
      expect(tokens).toBeGreaterThan(text.length / 200);
    }
  }
  // Eight letters a token, as the library counts shorter runs.
  expect(count('cl100k_base', 'a'.repeat(200_000))).toBe(25_000);
  expect(LIBRARY.cl100k_base('a'.repeat(2_000))).toBe(250);
}, 60_000);

test('bytes that are no UTF-8 count as replacement characters', () => {
  expect(count('cl100k_base', Uint8Array.of(0x61, 0xff, 0x62))).toBe(
    count('cl100k_base', 'a\ufffdb'),
  );
  expect(count('cl100k_base', 'a\ud800b')).toBe(count('cl100k_base', 'a\ufffdb'));
  expect(count('cl100k_base', '\ud83d\ud83d\ude00\ude00')).toBe(
    count('cl100k_base', '\ufffd\u{1f600}\ufffd'),
  );
});

test('a table that is cut short is not opened', () => {
  const packed = packRanks(['a', 'b', 'ab', [0xff]]);
  expect(openTokenizer('cl100k_base', packed).count('abab')).toBe(2);
  expect(() => openTokenizer('cl100k_base', packed.subarray(0, packed.length - 1))).toThrow(
    RangeError,
  );
  expect(() => packRanks(['x'.repeat(256)])).toThrow(RangeError);
  expect(() => packRanks([''])).toThrow(RangeError);
});
