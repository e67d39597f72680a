import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { DocumentSplitter } from './document-splitter.ts';

interface Parts {
  readonly skeleton: string;
  readonly elements: readonly (readonly [string, string])[];
  readonly tooLarge: number;
}

function split(text: string, cuts: readonly number[] = []): Parts {
  const elements: (readonly [string, string])[] = [];
  let skeleton = '';
  let tooLarge = 0;
  const splitter = new DocumentSplitter({
    element: (member, bytes) => elements.push([member, Buffer.from(bytes).toString('utf8')]),
    skeleton: (bytes) => {
      skeleton = Buffer.from(bytes).toString('utf8');
    },
    tooLarge: () => {
      tooLarge++;
    },
  });
  const bytes = Buffer.from(text, 'utf8');
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const piece = Uint8Array.from(bytes.subarray(start, cut));
    splitter.push(piece);
    piece.fill(0x58);
    start = Math.max(start, cut);
  }
  splitter.push(bytes.subarray(start));
  splitter.end();
  return { skeleton, elements, tooLarge };
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('splitting a document', () => {
  test('hands on the elements of its lists and the rest', () => {
    expect(split('{"a":1,"receipts":[{"x":[1,2]}, "]", 3],"env":{"l":[1,2]},"n":[]}')).toEqual({
      skeleton: '{"a":1,"receipts":[],"env":{"l":[1,2]},"n":[]}',
      elements: [
        ['receipts', '{"x":[1,2]}'],
        ['receipts', ' "]"'],
        ['receipts', ' 3'],
      ],
      tooLarge: 0,
    });
  });

  test('is not misled by quotes and brackets in text', () => {
    const { elements } = split(String.raw`{"timeline":["a\"],[","\\",{"k":"}]"}]}`);
    expect(elements.map(([, text]) => text)).toEqual([
      String.raw`"a\"],["`,
      String.raw`"\\"`,
      '{"k":"}]"}',
    ]);
  });

  test.each([
    '{"a":[1,]}',
    '{"a":[,1]}',
    '{"a":[1,,2]}',
    '{"a":[1}',
    '{"a":[1',
    '{"a":[1]]}',
    '{"a":[1 2]}',
    '{"a":[}]}',
    '',
  ])('a part of %s is no JSON', (text) => {
    const { skeleton, elements } = split(text);
    expect([skeleton, ...elements.map(([, element]) => element)].every(isJson)).toBe(false);
  });

  test('does not keep an element that is too large', () => {
    const { elements, tooLarge } = split(`{"a":["${'x'.repeat(11 * 1024 * 1024)}",1]}`);
    expect(elements).toEqual([['a', '1']]);
    expect(tooLarge).toBe(1);
  });

  test('every document is put together again from its parts, however it is cut', () => {
    const document = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 5,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(
        document,
        fc.array(fc.nat(200), { maxLength: 6 }),
        fc.boolean(),
        (value, cuts, spaced) => {
          const text = spaced ? JSON.stringify(value, null, 1) : JSON.stringify(value);
          const { skeleton, elements } = split(text, cuts);
          const emptied = Object.fromEntries(
            Object.entries(value).map(([key, item]) => [key, Array.isArray(item) ? [] : item]),
          );
          const items = Object.values(value).flatMap((item) =>
            Array.isArray(item) ? (item as unknown[]) : [],
          );
          expect(JSON.parse(skeleton)).toEqual(JSON.parse(JSON.stringify(emptied)));
          expect(elements.map(([, element]) => JSON.parse(element) as unknown)).toEqual(
            JSON.parse(JSON.stringify(items)) as unknown[],
          );
        },
      ),
      { numRuns: 500, seed: 5 },
    );
  });
});
