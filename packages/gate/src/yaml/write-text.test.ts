import { expect, test } from 'bun:test';
import { writeText } from './write-text.ts';

test('a text of several lines is a block below its key', () => {
  expect(writeText('a\nb', 4)).toBe('|-\n    a\n    b');
  expect(writeText('a\nb\n', 2)).toBe('|\n  a\n  b');
  expect(writeText('a\n\n', 2)).toBe('|+\n  a\n  ');
});

test('what would be read as something else stands in quotes', () => {
  for (const text of ['', 'null', 'on', '0x1F', '12:30', '2026-01-01 10:00:00', '@a', 'a: b']) {
    expect(writeText(text, 0)).toBe(JSON.stringify(text));
  }
  for (const text of ['a', 'a:b', 'one-two', '12:3x', '2026-13-01', 'nulls', '0x', 'é']) {
    expect(writeText(text, 0)).toBe(text);
  }
});

test('characters that cannot be seen are written as escapes', () => {
  expect(writeText('a\u0000b\u0007\u00a0', 0)).toBe('"a\\x00b\\a\\u00a0"');
  expect(writeText('\u{e0001}\u0001', 0)).toBe('"\\U000e0001\\x01"');
});
