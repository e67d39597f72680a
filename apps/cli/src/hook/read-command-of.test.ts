import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextForTest } from '../testing.ts';
import { readCommandOf } from './read-command-of.ts';

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gait-read-')));
  mkdirSync(join(cwd, 'lib'));
  writeFileSync(join(cwd, 'run.mjs'), "import './lib/x.js';\n");
  writeFileSync(join(cwd, 'lib/x.js'), 'export {};\n');
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** What reading `node run.mjs` says of the files, and what is doubtful about it. */
function readRun(fresh: readonly string[]): { digest: string; doubts: readonly string[] } {
  const { context } = contextForTest(['hook'], { cwd, home: cwd, env: {} });
  const isFresh = (path: string): boolean => fresh.some((name) => path === join(cwd, name));
  const { readCommand, filesRead } = readCommandOf(context, { isFresh });
  const { obscurities } = readCommand('node run.mjs', 'sh', cwd);
  return { digest: filesRead(), doubts: obscurities };
}

describe('what the files of a command said', () => {
  test('holds those of which only the age was asked', () => {
    const before = readRun(['run.mjs']);
    expect(before.doubts).toEqual([]);
    expect(readRun(['run.mjs'])).toEqual(before);
    writeFileSync(join(cwd, 'lib/x.js'), 'export const a = 1;\n');
    const after = readRun(['run.mjs']);
    expect(after.doubts).toEqual([]);
    expect(after.digest).not.toBe(before.digest);
  });

  test('holds those that a new script leads to', () => {
    const before = readRun(['run.mjs', 'lib/x.js']);
    expect(before.doubts).toEqual([]);
    writeFileSync(join(cwd, 'lib/x.js'), "import 'node:child_process';\n");
    const after = readRun(['run.mjs', 'lib/x.js']);
    expect(after.doubts).toEqual(['code_opaque']);
    expect(after.digest).not.toBe(before.digest);
  });
});
