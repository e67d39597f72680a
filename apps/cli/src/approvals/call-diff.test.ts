import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callDiff } from './call-diff.ts';

let project = '';
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

test('a new file is shown once, under its name in the project', () => {
  const { lines, shows } = callDiff(project, {
    file_path: join(project, '.github/ci.yml'),
    content: 'on: push\n',
  });
  expect(lines).toEqual(['--- /dev/null', '+++ b/.github/ci.yml', '@@ -0,0 +1 @@', '+on: push']);
  expect(shows).toEqual(['content']);
});

test('a file elsewhere has one slash behind the mark of the diff', () => {
  const { lines } = callDiff(project, { file_path: '/nowhere/at/all', content: 'x\n' });
  expect(lines[1]).toBe('+++ b/nowhere/at/all');
});

test('of a file that is there already the whole content is shown besides the change', () => {
  writeFileSync(join(project, 'a'), 'one\ntwo\n');
  const { lines, shows } = callDiff(project, { file_path: 'a', content: 'one\n2\n' });
  expect(lines.slice(0, 2)).toEqual(['--- a/a', '+++ b/a']);
  expect(lines).toContain('-two');
  expect(shows).toEqual([]);
});

test('what is binary, or empty, is shown as it was given', () => {
  expect(callDiff(project, { file_path: 'a', content: 'x\u0000y' }).shows).toEqual([]);
  expect(callDiff(project, { file_path: 'a', content: '' }).shows).toEqual([]);
});

test('an edit replaces what the tool would replace', () => {
  writeFileSync(join(project, 'a'), 'x\ny\nx\n');
  const edit = { file_path: 'a', old_string: 'x', new_string: '$&z' };
  const plus = (lines: readonly string[]) => lines.filter((line) => line === '+$&z').length;
  expect(plus(callDiff(project, edit).lines)).toBe(1);
  expect(plus(callDiff(project, { ...edit, replace_all: true }).lines)).toBe(2);
  expect(callDiff(project, { ...edit, old_string: 'none' }).lines).toEqual([]);
});
