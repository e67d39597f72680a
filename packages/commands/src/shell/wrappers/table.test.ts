import { describe, expect, test } from 'bun:test';
import { describeShell } from '../testing/describe-shell.ts';
import { WRAPPER_CASES } from '../testing/shell-cases.ts';
import { readLeading } from './options.ts';
import { OWN_PROGRAMS } from './table.ts';

describe('readShell: programs that start programs', () => {
  for (const [text, description] of WRAPPER_CASES) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text)).toBe(description);
    });
  }

  test('a program of the same name in a folder of the project is another one', () => {
    expect(OWN_PROGRAMS('find')).toBeDefined();
    expect(describeShell('./find . -delete')).toBe('execute program:find');
  });

  test('options end where the program begins', () => {
    const { options, rest } = readLeading(['-k', '5', '--signal=9', 'rm', '-x'], '-k');
    expect(options.map(({ name, value }) => [name, value])).toEqual([
      ['-k', '5'],
      ['--signal', '9'],
    ]);
    expect(rest).toEqual(['rm', '-x']);
  });
});
