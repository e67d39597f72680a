import { describe, expect, test } from 'bun:test';
import { QUESTION, STAR, UNKNOWN } from '../marks.ts';
import { describeShell } from '../testing/describe-shell.ts';
import { PLAIN_CASES } from '../testing/shell-cases.ts';
import { expandBraces } from './expand-braces.ts';
import { expandWord } from './expand-word.ts';
import { outputOf } from './known-output.ts';
import { matchesPattern, removeMatch, replaceMatch } from './match-pattern.ts';

const texts = (source: string): readonly string[] | undefined =>
  expandBraces(source)?.map(({ text }) => text);

describe('readShell: words', () => {
  for (const [text, description] of PLAIN_CASES) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text)).toBe(description);
    });
  }

  test('braces are expanded as the shell does, up to a number', () => {
    expect(texts('a{b,c}d{1..3..2}')).toEqual(['abd1', 'abd3', 'acd1', 'acd3']);
    expect(texts('{01..03}')).toEqual(['01', '02', '03']);
    expect(texts('"{a,b}"{c}')).toEqual(['"{a,b}"{c}']);
    expect(texts('{a,b}'.repeat(8))).toBeUndefined();
    expect(expandWord).toBeFunction();
    expect(outputOf).toBeFunction();
  });

  test('patterns are matched in a time that does not explode', () => {
    expect(matchesPattern('abc', `a${STAR}${QUESTION}`)).toBe(true);
    expect(matchesPattern('a'.repeat(1500), `${`${STAR}a`.repeat(700)}b`)).toBe(false);
    expect(matchesPattern(UNKNOWN, STAR)).toBeUndefined();
    expect(removeMatch('a.b.c', `${STAR}.`, '##')).toBe('c');
    expect(replaceMatch('aba', 'a', 'x', '//')).toBe('xbx');
  });
});
