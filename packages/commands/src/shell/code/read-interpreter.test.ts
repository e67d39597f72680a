import { describe, expect, test } from 'bun:test';
import { CODE_CASES, CODE_FILES } from '../testing/code-cases.ts';
import { describeShell } from '../testing/describe-shell.ts';
import { OWN_PROGRAMS } from '../wrappers/table.ts';
import { judgePython } from './judge-python.ts';
import { judgeScript } from './judge-script.ts';
import { lexCode } from './lex-code.ts';
import { parseSed } from './parse-sed.ts';
import { readAwk } from './read-awk.ts';
import { readInterpreter } from './read-interpreter.ts';
import { readSed } from './read-sed.ts';

describe('readShell: scripts and code of interpreters', () => {
  for (const [text, description] of CODE_CASES) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text, CODE_FILES)).toBe(description);
    });
  }

  test('an interpreter is known by its name with a version', () => {
    expect(OWN_PROGRAMS('python3.12')).toBe(readInterpreter);
    expect(OWN_PROGRAMS('gawk')).toBe(readAwk);
    expect(OWN_PROGRAMS('gsed')).toBe(readSed);
    expect(OWN_PROGRAMS('constructor')).toBeUndefined();
  });
});

describe('judging code', () => {
  test('names the files that plain code reads', () => {
    expect(judgePython("print(open('a').read())")).toMatchObject({ reads: ['a'], loads: false });
    expect(judgeScript("console.log(require('fs').readFileSync('a'))")).toMatchObject({
      reads: ['a'],
      loads: false,
    });
    expect(parseSed('r a\nw b')).toEqual({ reads: ['a'], writes: ['b'] });
  });

  test('gives up where code and text cannot be told apart', () => {
    expect(lexCode("a = (b) / c; 'x' / 'y'", 'javascript')).toBeUndefined();
    expect(lexCode("a = (b) / c; 'x'", 'javascript')?.map(({ text }) => text)).toContain('/');
    expect(lexCode('`${`${a}`}`', 'javascript')).toBeUndefined();
    expect(lexCode("print('a", 'python')).toBeUndefined();
    expect(parseSed('s/a/b')).toBeUndefined();
  });

  test('takes nothing for plain that leads to other modules', () => {
    for (const code of [
      'import json; json.codecs.builtins',
      'f = eval',
      'import os as json; json.remove("a")',
      'print(().__class__)',
    ]) {
      expect(judgePython(code)).toBeUndefined();
    }
    for (const code of [
      '[...eval]',
      'a[b](c)',
      'a`x`',
      'process.mainModule',
      'this',
      'new Function("x")',
      'require(x)',
    ]) {
      expect(judgeScript(code)).toBeUndefined();
    }
  });
});
