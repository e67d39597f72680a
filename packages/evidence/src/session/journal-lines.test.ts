import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { journalLines, MAX_JOURNAL_LINE } from './journal-lines.ts';

function texts(...chunks: string[]): readonly (readonly [number, string, number, boolean])[] {
  return [...journalLines(chunks.map((chunk) => Buffer.from(chunk)))].map(
    ({ number, bytes, offset, complete }) => [
      number,
      Buffer.from(bytes).toString(),
      offset,
      complete,
    ],
  );
}

test('lines are numbered from one and know where they begin', () => {
  expect(texts('ab\n\ncd\n')).toEqual([
    [1, 'ab', 0, true],
    [2, '', 3, true],
    [3, 'cd', 4, true],
  ]);
});

test('chunks may end anywhere', () => {
  expect(texts('a', 'b\nc', '', 'd', '\n')).toEqual([
    [1, 'ab', 0, true],
    [2, 'cd', 3, true],
  ]);
});

test('a last line without line feed says so', () => {
  expect(texts('a\nb')).toEqual([
    [1, 'a', 0, true],
    [2, 'b', 2, false],
  ]);
  expect(texts('')).toEqual([]);
});

test('what is kept of a chunk survives the reuse of its memory', () => {
  const buffer = Buffer.from('abc');
  const lines = journalLines(
    (function* () {
      yield buffer;
      buffer.fill('x');
      yield Buffer.from('d\n');
    })(),
  );
  expect([...lines].map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['abcd']);
});

test('a line is at most as long as the reference reads', () => {
  const longest = Buffer.alloc(MAX_JOURNAL_LINE, 0x61);
  expect([...journalLines([longest, Buffer.from('\n')])]).toHaveLength(1);
  const tooLong = (): unknown => [...journalLines([longest, Buffer.from('a')])];
  expect(tooLong).toThrow('longer than');
  try {
    tooLong();
  } catch (error) {
    expect(isCodedError(error) && [error.code, error.where.line]).toEqual([
      'session_line_too_long',
      1,
    ]);
  }
});
