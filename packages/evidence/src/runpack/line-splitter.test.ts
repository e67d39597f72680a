import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

function split(
  text: string,
  cuts: readonly number[],
  limit?: number,
): (readonly [number, string])[] {
  const out: (readonly [number, string])[] = [];
  const splitter = new LineSplitter(
    {
      line: (bytes, number) => out.push([number, Buffer.from(bytes).toString('latin1')]),
      tooLong: (number) => out.push([number, '(too long)']),
    },
    limit,
  );
  const bytes = Buffer.from(text, 'latin1');
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const piece = Uint8Array.from(bytes.subarray(start, cut));
    splitter.push(piece);
    piece.fill(0x58); // a decompressor uses its buffer again
    start = Math.max(start, cut);
  }
  splitter.push(bytes.subarray(start));
  splitter.end();
  return out;
}

describe('splitting lines', () => {
  test('strips white space as Unicode has it', () => {
    const noBreak = '\u00c2\u00a0';
    expect(split(`${noBreak}\n ${noBreak}a \t\r\n\u00ff`, [])).toEqual([
      [2, 'a'],
      [3, '\u00ff'],
    ]);
  });

  test('counts blank lines and does not hand them on', () => {
    expect(split('a\n\n \t\r\nb', [])).toEqual([
      [1, 'a'],
      [4, 'b'],
    ]);
  });

  test('does not keep a line that is too long', () => {
    expect(split('aaaa\nbb\ncccc', [2, 9], 3)).toEqual([
      [1, '(too long)'],
      [2, 'bb'],
      [3, '(too long)'],
    ]);
  });

  test('gives the same lines however the bytes are cut', () => {
    const alphabet = fc.constantFrom('a', 'b', '\n', '\n', ' ', '\r');
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (chars, cuts) => {
          const text = chars.join('');
          const expected = text
            .split('\n')
            .map((line, i) => [i + 1, line.trim()] as const)
            .filter(([, line]) => line !== '');
          expect(split(text, cuts)).toEqual(expected);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });
});
