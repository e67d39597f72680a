import { describe, expect, test } from 'bun:test';
import { describeShell } from './testing/describe-shell.ts';
import {
  BUILTIN_CASES,
  FILE_CASES,
  LIST_CASES,
  PLAIN_CASES,
  WRAPPER_CASES,
  type ShellCase,
} from './testing/shell-cases.ts';

const TABLES: Readonly<Record<string, readonly ShellCase[]>> = {
  'plain commands and words': PLAIN_CASES,
  'lists, branches, loops, functions, substitutions': LIST_CASES,
  'redirections and files that are written and then run': FILE_CASES,
  builtins: BUILTIN_CASES,
  'programs that start programs': WRAPPER_CASES,
};

for (const [title, cases] of Object.entries(TABLES)) {
  describe(`readShell: ${title}`, () => {
    for (const [text, description] of cases) {
      test(JSON.stringify(text), () => {
        expect(describeShell(text)).toBe(description);
      });
    }
  });
}
