import { describe, expect, test } from 'bun:test';
import { describeShell } from '../testing/describe-shell.ts';
import { BUILTIN_CASES } from '../testing/shell-cases.ts';
import { DECLARES } from './declare.ts';
import { BUILTINS } from './table.ts';

describe('readShell: builtins', () => {
  for (const [text, description] of BUILTIN_CASES) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text)).toBe(description);
    });
  }

  test('a name that every object has is no builtin', () => {
    expect(BUILTINS['constructor']).toBeUndefined();
    expect(DECLARES.some((name) => name in BUILTINS)).toBe(false);
  });
});
