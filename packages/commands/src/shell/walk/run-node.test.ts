import { describe, expect, test } from 'bun:test';
import { describeShell, read, shellContext } from '../testing/describe-shell.ts';
import { FILE_CASES, LIST_CASES } from '../testing/shell-cases.ts';
import { isKnownCopy } from './known-copy.ts';
import { contextOf } from './run-external.ts';
import { runFields } from './run-fields.ts';
import { runNode } from './run-node.ts';
import { startState } from './run-text.ts';
import { TERMINAL } from '../input.ts';
import { startRun } from '../run.ts';
import { setVariable } from '../state.ts';

describe('readShell: lists, branches, loops, functions, files', () => {
  for (const [text, description] of [...LIST_CASES, ...FILE_CASES]) {
    test(JSON.stringify(text), () => {
      expect(describeShell(text)).toBe(description);
    });
  }

  test('commands above the budget are not read, and that is said', () => {
    expect(read('ls;'.repeat(2000)).obscurities).toEqual(['budget_spent']);
    expect(runNode).toBeFunction();
  });

  test('an empty name starts nothing, an unknown one is said', () => {
    const run = startRun({} as never, () => undefined, shellContext());
    const state = startState(run, run.origin);
    runFields(run, ['', 'rm'], state, TERMINAL);
    expect([...run.programs, ...run.obscurities]).toEqual([]);
    runFields(run, ['\uFDD0', 'rm'], state, TERMINAL);
    expect([...run.obscurities]).toEqual(['program_unknown']);
  });

  test('a program gets the variables that are exported and known', () => {
    const run = startRun({} as never, () => undefined, shellContext());
    const plain = setVariable(startState(run, run.origin), 'A', { text: '1', exported: false });
    const state = setVariable(plain, 'B', { text: '2', exported: true });
    const { variables, folder } = contextOf(run, state, '/p');
    expect([...variables]).toEqual([
      ['HOME', '/home/u'],
      ['B', '2'],
    ]);
    expect(folder).toBe('/p');
  });

  test('a known program is one that lies where programs lie', () => {
    expect(isKnownCopy('/usr/bin/env')).toBe(true);
    expect(isKnownCopy('.venv/bin/python')).toBe(true);
    expect(isKnownCopy('./env')).toBe(false);
    expect(isKnownCopy('/usr/bin/../../tmp/env')).toBe(false);
  });
});
