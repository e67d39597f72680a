import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'bun:test';
import { read } from './testing/describe-shell.ts';
import { EVERYDAY } from './testing/everyday.ts';
import { disagreements, loadSecondReader } from './testing/second-reader.ts';
import {
  BUILTIN_CASES,
  FILE_CASES,
  LIST_CASES,
  PLAIN_CASES,
  WRAPPER_CASES,
} from './testing/shell-cases.ts';
import { HARMFUL, WRAPPINGS } from './testing/wrappings.ts';

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

/** What bash refuses as well and tree-sitter, which is made for editors, goes on with. */
const REFUSED = ['ls ;; ls', 'then', 'fi', 'done'];
/** A function that nothing calls runs nothing; to bash the carriage return is a part of the name. */
const NOT_RUN = ['f() { rm a; }', 'ls() { rm a; }; command ls', 'rm\r\n'];

test('tree-sitter agrees on what is a text, and sees no program that is not seen here', async () => {
  const second = await loadSecondReader();
  const wrapped = HARMFUL.flatMap((text) => Object.values(WRAPPINGS).map((wrap) => wrap(text)));
  const texts = [...TEXTS, ...wrapped].filter(
    (text) => !REFUSED.includes(text) && !NOT_RUN.includes(text),
  );
  expect(disagreements(texts, read, second)).toEqual([]);
});

test('what the two do not agree on is found', async () => {
  const second = await loadSecondReader();
  const blind = { effects: [], obscurities: [], programs: [], runs: [] };
  const found = disagreements(['ls; rm a', 'ls |', 'cd a'], () => blind, second);
  expect(found).toEqual([
    'ls, rm is not seen in "ls; rm a"',
    'only the second takes it for an error: "ls |"',
  ]);
  expect(
    disagreements(['ls'], () => ({ ...blind, obscurities: ['syntax_error'] }), second),
  ).toEqual(['only the first takes it for an error: "ls"']);
});
