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
    const styled = colour.table([
      [colour.bold('a'), 'x'],
      ['bb', 'y'],
    ]);
    expect(colour.render(styled)).toBe('\u001b[1ma\u001b[0m   x\nbb  y');
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
    expect(narrow.table([['name', `by ${digest}`]])).toEqual([`name  by ${digest}`]);
  });

  test('a sentence is broken between words, and what follows is indented', () => {
    const narrow = createPaint({ colour: true, width: 20 });
    const lines = narrow.prose(narrow.bad('refused: an entry of a\nstrange name'));
    expect(narrow.render(lines)).toBe(
      '\u001b[31mrefused: an entry\n  of a\\nstrange name\u001b[0m',
    );
    expect(plain.prose('a '.repeat(200))).toHaveLength(1);
  });

  test('a last column without room beside the others goes below them', () => {
    const narrow = createPaint({ colour: false, width: 30 });
    expect(narrow.table([['--private-key-command', 'program that prints the key']])).toEqual([
      '--private-key-command',
      '      program that prints the',
      '      key',
    ]);
  });

  test('without colour there is no escape character', () => {
    expect(plain.good('x') + plain.bad('y') + plain.verdict(true, 'z')).toBe('xy✓ z');
    expect(colour.render([colour.good('x')])).toBe('\u001b[32mx\u001b[0m');
    expect(colour.good('')).toBe('');
  });

  test('what a painter writes for a style cannot be guessed, and means nothing to another', () => {
    const other = createPaint({ colour: true, width: undefined });
    expect(colour.good('x')).not.toBe(other.good('x'));
    expect(colour.render([other.good('x')])).not.toContain('\u001b');
  });

  test('a line is one line, and sets no colour but those of the painter', () => {
    const hostile = '\u001b[32mgreen\u001b[0m\n✓ verified\r\u009b1m';
    const shown = '\\u001b[32mgreen\\u001b[0m\\n✓ verified\\r\\u009b1m';
    expect(plain.render([hostile, 'next'])).toBe(`${shown}\nnext`);
    expect(colour.render([colour.bad(hostile)])).toBe(`\u001b[31m${shown}\u001b[0m`);
    expect(colour.render(colour.table([[hostile, 'y']]))).toBe(`${shown}  y`);
  });

  test('control and direction characters of an artifact are shown, not obeyed', () => {
    expect(showControls('a\u001b]0;title\u0007b\u202ec\td')).toBe(
      'a\\u001b]0;title\\u0007b\\u202ec\\td',
    );
    for (const code of [0x61c, 0x200e, 0x200f, 0x2028, 0x202a, 0x202e, 0x2066, 0x2069, 0x9b]) {
      expect(showControls(String.fromCharCode(code))).toBe(
        `\\u${code.toString(16).padStart(4, '0')}`,
      );
    }
  });
});
