import { describe, expect, test } from 'bun:test';
import { createPaint, showControls } from './paint.ts';

const plain = createPaint({ colour: false, width: undefined });
const colour = createPaint({ colour: true, width: undefined });

describe('paint', () => {
  test('columns are aligned by what a terminal shows, not by characters', () => {
    expect(
      plain.table([
        ['a', 'x'],
        ['日本', 'y'],
        ['e\u0301e', 'z'],
      ]),
    ).toEqual(['a     x', '日本  y', 'e\u0301e    z']);
    expect(
      colour.table([
        [colour.bold('a'), 'x'],
        ['bb', 'y'],
      ]),
    ).toEqual(['\u001b[1ma\u001b[0m   x', 'bb  y']);
  });

  test('a line break in a cell is shown as such', () => {
    expect(plain.table([['tool', 'x\n✓ verified']])).toEqual(['tool  x\\n✓ verified']);
  });

  test('pairs without a value are left out', () => {
    expect(plain.pairs({ run: 'r', none: undefined, empty: '', zero: 0 })).toEqual([
      'run   r',
      'zero  0',
    ]);
  });

  test('a last column longer than the terminal is wrapped between words, and nothing is lost', () => {
    const narrow = createPaint({ colour: false, width: 30 });
    expect(narrow.table([['name', 'one two three four five six']])).toEqual([
      'name  one two three four five',
      '      six',
    ]);
    const digest = 'a'.repeat(64);
    expect(narrow.table([['name', digest]])).toEqual([`name  ${digest}`]);
  });

  test('without colour there is no escape character', () => {
    expect(plain.good('x') + plain.bad('y') + plain.verdict(true, 'z')).toBe('xy✓ z');
    expect(colour.good('x')).toBe('\u001b[32mx\u001b[0m');
    expect(colour.good('')).toBe('');
  });

  test('control and direction characters of an artifact are shown, not obeyed', () => {
    expect(showControls('a\u001b]0;title\u0007b\u202ec\td')).toBe(
      'a\\u001b]0;title\\u0007b\\u202ec\td',
    );
  });
});
