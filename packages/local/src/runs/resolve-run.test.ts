import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { resolveRun } from './resolve-run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-run-'));
  for (const dir of ['cwd/gait-out', 'home/.gait/runpacks'])
    mkdirSync(join(folder, dir), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const places = (): { cwd: string; home: string } => ({ cwd: at('cwd'), home: at('home') });
const put = (name: string): void => writeFileSync(at(name), 'zip');

test('a run id is looked for in gait-out, then in the home folder', () => {
  put('home/.gait/runpacks/runpack_a.zip');
  expect(resolveRun('a', places())).toEqual({
    path: at('home/.gait/runpacks/runpack_a.zip'),
    shown: at('home/.gait/runpacks/runpack_a.zip'),
  });
  put('cwd/gait-out/runpack_a.zip');
  expect(resolveRun('a', places())).toEqual({
    path: at('cwd/gait-out/runpack_a.zip'),
    shown: 'gait-out/runpack_a.zip',
  });
});

test('a name with a separator or ending in .zip is a path and shown as given', () => {
  put('cwd/x.ZIP');
  put('cwd/gait-out/plain');
  expect(resolveRun('x.ZIP', places())).toEqual({ path: at('cwd/x.ZIP'), shown: 'x.ZIP' });
  expect(resolveRun('./gait-out/../x.ZIP', places()).shown).toBe('./gait-out/../x.ZIP');
  expect(resolveRun('gait-out/plain', places()).path).toBe(at('cwd/gait-out/plain'));
  expect(codeOf(() => resolveRun('plain', places()))).toBe('file_missing');
});

test('a run that is nowhere is refused with every path that was tried', () => {
  try {
    resolveRun('none', places());
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.code).toBe('file_missing');
    expect(error.message).toContain(at('cwd/gait-out/runpack_none.zip'));
    expect(error.message).toContain(at('home/.gait/runpacks/runpack_none.zip'));
  }
});

test('a name that is a file or folder here is said to be one, with what to write instead', () => {
  const refusal = (name: string): { readonly message: string; readonly hint: string } => {
    try {
      resolveRun(name, places());
      throw new Error('found');
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(error.code).toBe('file_missing');
      return { message: error.message, hint: error.hint ?? '' };
    }
  };
  put('cwd/run.json');
  put('cwd/plain');
  expect(refusal('run.json').message).toContain('taken as a run id');
  expect(refusal('run.json').hint).toContain('gait run record run.json');
  expect(refusal('plain').hint).toContain('./plain');
  expect(refusal('gait-out').message).toContain('which is a folder');
  put('cwd/gait-out/runpack_b.zip');
  expect(refusal('./gait-out').hint).toContain('gait-out/runpack_b.zip');
});

test('a folder is no run, and the empty name none either', () => {
  mkdirSync(at('cwd/d.zip'));
  expect(codeOf(() => resolveRun('d.zip', places()))).toBe('file_missing');
  expect(codeOf(() => resolveRun('', places()))).toBe('invalid_input');
});

test('without a home folder only gait-out is looked into', () => {
  put('home/.gait/runpacks/runpack_a.zip');
  expect(codeOf(() => resolveRun('a', { cwd: at('cwd') }))).toBe('file_missing');
});

test('a file that is there but named like a run id is named in the hint', () => {
  put('cwd/session_chain.json');
  try {
    resolveRun('session_chain.json', places());
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.hint).toStartWith('to name the file, write ./session_chain.json');
  }
});
