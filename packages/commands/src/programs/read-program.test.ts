import { expect, test } from 'bun:test';
import * as fc from 'fast-check';
import type { Word } from '../model/invocation.ts';
import { KNOWN_PROGRAMS } from './known-programs.ts';
import { readProgram } from './read-program.ts';
import { describe, invocationOf, TEST_CONTEXT } from './testing/describe-reading.ts';

const ROWS = KNOWN_PROGRAMS.flatMap((theme) =>
  Object.entries(theme.rows).flatMap(([names, row]) =>
    names.split(' ').map((name) => ({ name, row, theme })),
  ),
);
const NAMES = ROWS.map(({ name }) => name);
const SUBS = [...new Set(ROWS.flatMap(({ row }) => Object.keys(row.subs ?? {})))].flatMap((names) =>
  names.split(' '),
);
const OPTIONS = [
  ...new Set(
    ROWS.flatMap(({ row }) =>
      Object.values(row.options ?? {}).flatMap((names) => names.split(' ')),
    ),
  ),
].map((name) => name.replace(/\?$/, ''));

const text = fc.oneof(
  fc.constantFrom(...SUBS),
  fc.constantFrom(...OPTIONS),
  fc.constantFrom(
    '--',
    '-',
    '',
    '.',
    '/',
    '-rf',
    '--x=y',
    'a',
    '../b',
    'h:x',
    'https://x.y/z',
    'a=b',
    '@a',
  ),
  fc.string({ maxLength: 12 }),
);
const word: fc.Arbitrary<Word> = fc
  .tuple(text, fc.constantFrom('known', 'known', 'known', 'unknown', 'pattern'))
  .map(([value, kind]) =>
    kind === 'unknown'
      ? { value: undefined, prefix: value.slice(0, 4), pattern: false }
      : {
          value,
          prefix: kind === 'pattern' ? value.slice(0, 2) : value,
          pattern: kind === 'pattern',
        },
  );

test('no words make reading throw, and the same words give the same reading', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...NAMES),
      fc.array(word, { maxLength: 8 }),
      fc.option(fc.string({ maxLength: 80 }), { nil: undefined }),
      (program, args, file) => {
        const context = { ...TEST_CONTEXT, readText: () => file };
        const invocation = { program, args, input: 'terminal' as const, context };
        expect(readProgram(invocation)).toEqual(readProgram(invocation));
      },
    ),
    { numRuns: 3000 },
  );
});

test('every path of an effect is absolute and clean', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.array(word, { maxLength: 6 }), (program, args) => {
      const reading = readProgram({ program, args, input: 'pipe', context: TEST_CONTEXT });
      for (const { place } of reading?.effects ?? []) {
        if (place.kind === 'path') {
          expect(place.path.startsWith('/')).toBe(true);
          expect(place.path).not.toMatch(/\/\.{1,2}(?:\/|$)/);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

const STRICT = ROWS.filter(({ row }) => row.lenient === undefined && row.raw === undefined);

test.each(STRICT.map(({ name }) => name))(
  'an option that nobody knows makes %s unknown',
  (name) => {
    expect(describe(`${name} --no-such-option-of-anything a b`)).toBe('unknown');
  },
);

test('programs that change or send files refuse options that they do not have', () => {
  const names = STRICT.map(({ name }) => name);
  for (const name of [
    'rm',
    'cp',
    'mv',
    'ln',
    'chmod',
    'truncate',
    'curl',
    'wget',
    'sort',
    'tee',
    'zip',
    'scp',
  ])
    expect(names).toContain(name);
});

test('an unknown option before a subcommand hides which word it is', () => {
  for (const { name, row } of ROWS) {
    if (row.subs === undefined) continue;
    const [sub] = Object.keys(row.subs)[0]?.split(' ') ?? [];
    expect(`${name} ${describe(`${name} --no-such-option-of-anything ${sub} x`)}`).toBe(
      `${name} unknown`,
    );
  }
});

test('an effect is never lost behind `--` or in a cluster', () => {
  for (const command of [
    'rm -rf -- a',
    'rm -fr a',
    'rm --recursive --force a',
    'rm -r -f a',
    'rm a -rf',
  ])
    expect(describe(command)).toBe('delete! tree:/p/a');
});

test('only the copies of a program that belong to the system or the project count', () => {
  expect(describe('/usr/bin/rm a')).toBe('delete! /p/a');
  expect(describe('/home/u/.cargo/bin/cargo build')).toBe(describe('cargo build'));
  expect(describe('node_modules/.bin/tsc')).toBe('write workspace:/p');
  for (const command of [
    './ls',
    'bin/ls',
    '/tmp/ls',
    '../ls',
    '/p/node_modules/.bin/ls',
    './tsc',
    '/usr/bin/../../tmp/ls',
  ])
    expect(`${command} ${describe(command)}`).toBe(`${command} unknown`);
});

test('a version behind the name is still that program', () => {
  expect(describe('gcc-12 -o a b.c')).toBe(describe('gcc -o a b.c'));
  expect(describe('pip3.11 list')).toBe('read workspace:/p');
  expect(describe('nothing-12 a')).toBe('unknown');
});

test('on Windows paths have drives and names have any case', () => {
  const context = { ...TEST_CONTEXT, dialect: 'cmd' as const, folder: 'C:\\p', project: 'C:\\p' };
  expect(describe('RM a', context)).toBe('delete! C:/p/a');
  expect(describe('rm D:\\x\\..\\y', context)).toBe('delete! D:/y');
});

test('the program of every effect is the program that was started', () => {
  const reading = readProgram(invocationOf('/bin/cp a b/'));
  expect(reading?.effects.map(({ program }) => program)).toEqual(['cp', 'cp']);
});

test('thousands of words take no time that anybody notices', () => {
  const args = Array.from({ length: 20_000 }, (_, index): Word => {
    const value = index % 2 === 0 ? `--file${index}` : `a/${index}`;
    return { value, prefix: value, pattern: false };
  });
  for (const program of ['rm', 'git', 'curl', 'tar', 'docker', 'npm', 'grep']) {
    const started = performance.now();
    readProgram({ program, args, input: 'terminal', context: TEST_CONTEXT });
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

test('each name stands in the table once', () => {
  const twice = NAMES.filter((name, index) => NAMES.indexOf(name) !== index);
  expect(twice).toEqual([]);
});

test('a shell script with the name of a tool is not that tool', () => {
  const context = (text: string) => ({ ...TEST_CONTEXT, readText: () => text });
  expect(describe('.venv/bin/pytest', context('#!/bin/sh\nrm -rf ~'))).toBe('unknown');
  expect(describe('.venv/bin/pytest', context('#!/p/.venv/bin/python\n'))).toBe(
    'write workspace:/p',
  );
  expect(describe('bin/rails test')).toBe('write workspace:/p');
  expect(describe('bin/tsc')).toBe('unknown');
});
