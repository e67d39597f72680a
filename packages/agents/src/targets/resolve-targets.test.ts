import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { HARNESS_IDS } from '@gait/harness';
import { resolveTargets } from './resolve-targets.ts';

test('names become tools, each once, in the order of the table', () => {
  expect(resolveTargets(['windsurf', 'Copilot', 'claude', 'devin'])).toEqual([
    'claude',
    'vscode',
    'devin',
  ]);
  expect(resolveTargets(['zed', 'ALL'])).toEqual([...HARNESS_IDS]);
  expect(resolveTargets([])).toEqual([]);
});

test.each([
  ['cursro', 'did you mean cursor?'],
  ['vs-cod', 'did you mean vs-code?'],
  ['emacs', 'one of: claude, cursor,'],
  ['', 'one of: claude, cursor,'],
  ['__proto__', 'one of: claude, cursor,'],
])('%j is no tool, and the nearest is named', (name, hint) => {
  try {
    resolveTargets(['claude', name]);
    expect.unreachable();
  } catch (error) {
    expect(isCodedError(error) && error.code).toBe('target_unknown');
    expect(isCodedError(error) && error.hint).toStartWith(hint);
  }
});
