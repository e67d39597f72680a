import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { fileError } from './file-error.ts';
import { makeFolder } from './write-whole.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-file-error-'));
  writeFileSync(join(folder, 'f'), 'x');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a new file whose name is taken exists already, it is not missing', () => {
  const path = join(folder, 'f');
  const create = (): void => {
    try {
      openSync(path, 'wx');
    } catch (error) {
      throw fileError(error, 'write', path);
    }
  };
  expect(codeOf(create)).toBe('file_exists');
});

test('a folder that cannot be made because a file is in its place is missing', () => {
  expect(codeOf(() => makeFolder(join(folder, 'f')))).toBe('file_missing');
  expect(codeOf(() => makeFolder(join(folder, 'f', 'a')))).toBe('file_missing');
});
