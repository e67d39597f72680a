import { expect, test } from 'bun:test';
import { expandMake, findRule, parseMakefile } from './parse-makefile.ts';

test('rules, needs and variables are read, the first plain target is the default', () => {
  const file = parseMakefile('A = 1\nA += 2\n.PHONY: all\nall: b c\n\t@x $(A)\n\t-y\nb:; z\n');
  expect(file?.first).toBe('all');
  expect(file?.rules.get('all')).toEqual({ needs: ['b', 'c'], lines: ['x $(A)', 'y'] });
  expect(file?.rules.get('b')?.lines).toEqual([' z']);
  expect(file?.variables.get('A')).toBe('1 2');
});

test('text that make runs while it reads the file is found', () => {
  const file = parseMakefile('A := $(shell rm -rf $(X) a)\nB != evil\n');
  expect(file?.shells).toEqual(['rm -rf $(X) a', 'evil']);
});

test('a rule with a percent sign is the rule of what it fits', () => {
  const file = parseMakefile('%.o: %.c\n\tcc $*\n');
  expect(file === undefined ? undefined : findRule(file, 'a.o')).toEqual({
    needs: ['a.c'],
    lines: ['cc a'],
  });
});

test('variables become their values or unknown ones of the shell', () => {
  const values = new Map([
    ['OUT', 'dist'],
    ['ALL', '$(OUT)/x'],
  ]);
  expect(expandMake('rm $(ALL) ${OUT} $(NONE) $$HOME $(shell pwd)', values)).toBe(
    'rm dist/x dist ${NONE} $HOME $(pwd)',
  );
});

test('variables that name themselves end', () => {
  expect(expandMake('$(A)', new Map([['A', '$(A) $(A)']])).length).toBeLessThan(1000);
});

test('a file that is too large is not read', () => {
  expect(parseMakefile('a:\n'.repeat(100_000))).toBeUndefined();
});

test.each([
  ['SHELL = /tmp/evil', true],
  ['SHELL := /bin/bash', false],
  ['SHELL := bash', false],
  ['.RECIPEPREFIX = >', true],
  ['X := $(eval a: ; evil)', true],
  ['X := $(file >a,b)', true],
  ['load evil.so', true],
  ['export PATH := /tmp:$(PATH)', true],
  ['a:\n\tb', false],
])('%j hides what runs: %s', (text, opaque) => {
  expect(parseMakefile(`${text}\n`)?.opaque).toBe(opaque);
});

test('a target that is named by a variable is found', () => {
  const file = parseMakefile('T = all\n$(T): x\n\tevil\n');
  expect(file?.rules.get('all')).toEqual({ needs: ['x'], lines: ['evil'] });
});

test('text that is made to grow is read in little time', () => {
  const texts = [
    `${'a '.repeat(50_000)}:\n${'\tx\n'.repeat(25_000)}`,
    `${'a '.repeat(20_000)}: ${'b '.repeat(20_000)}\n`,
    `A = ${'x'.repeat(3900)}\nall:\n\t${'$(A)'.repeat(40_000)}\n`,
    `A = $(B)$(B)\nB = $(C)$(C)\nC = $(A)$(A)\n${'$(A)'.repeat(10_000)}:\n`,
    `${'$(shell '.repeat(20_000)}\n`,
    `A${' '.repeat(150_000)}\n`,
  ];
  for (const text of texts) {
    const started = performance.now();
    const file = parseMakefile(text);
    const lines = file?.rules.get('all')?.lines ?? [];
    for (const line of lines) {
      expect(expandMake(line, file?.variables ?? new Map()).length).toBeLessThan(1_000_000);
    }
    expect(performance.now() - started).toBeLessThan(1500);
  }
});
