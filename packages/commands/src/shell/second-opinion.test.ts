import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'bun:test';
import { read } from './testing/describe-shell.ts';
import { EVERYDAY } from './testing/everyday.ts';
import {
  BUILTIN_CASES,
  FILE_CASES,
  LIST_CASES,
  PLAIN_CASES,
  WRAPPER_CASES,
} from './testing/shell-cases.ts';

const SHELL = ['/bin/bash', '/usr/bin/bash', '/opt/homebrew/bin/bash'].find((path) =>
  existsSync(path),
);

/** Whether bash takes a text for a script. `-n` reads it and runs nothing; the text comes through its input. */
function parsesInBash(text: string): boolean {
  return spawnSync(SHELL ?? '', ['-n'], { input: `${text}\n`, env: {} }).status === 0;
}

const TEXTS = [
  ...[PLAIN_CASES, LIST_CASES, FILE_CASES, BUILTIN_CASES, WRAPPER_CASES]
    .flat()
    .map(([text]) => text),
  ...EVERYDAY,
  'if',
  'then',
  'ls |',
  '| ls',
  'ls &&',
  '(ls',
  'ls)',
  '{ ls',
  '"',
  "'",
  '`',
  '$(',
  'for x',
  'case x in',
  'fi',
  'done',
  'ls ;; ls',
  'f()',
  'ls <',
  'ls >',
  'a b (c)',
  '( )',
  '[[ a',
  '((1',
  'while do done',
  'ls & & ls',
  '! ! ls',
  'echo ${',
  '<<',
];

test.skipIf(SHELL === undefined)('bash refuses nothing that is read without an error', () => {
  const wrong = TEXTS.filter(
    (text) => !parsesInBash(text) && !read(text).obscurities.includes('syntax_error'),
  );
  expect(wrong).toEqual([]);
});

test.skipIf(SHELL === undefined)('nothing that bash takes for a script is an error', () => {
  const wrong = TEXTS.filter(
    (text) => parsesInBash(text) && read(text).obscurities.includes('syntax_error'),
  );
  expect(wrong).toEqual([]);
});
