import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { approvalFiles } from './approval-files.ts';
import { changeFile } from './change-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-change-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a file is made, then changed, with its folder', () => {
  const path = join(folder, 'deep', 'list.txt');
  changeFile(path, (before) => {
    expect(before).toBeUndefined();
    return 'a\n';
  });
  changeFile(path, (before) => `${new TextDecoder().decode(before)}b\n`);
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a change that fails leaves the file as it was, and the lock free', () => {
  const path = join(folder, 'list.txt');
  changeFile(path, () => 'a\n');
  const fail = (): string => {
    throw new Error('no');
  };
  expect(() => changeFile(path, fail)).toThrow('no');
  expect(readFileSync(path, 'utf8')).toBe('a\n');
  changeFile(path, () => 'b\n');
  expect(readFileSync(path, 'utf8')).toBe('b\n');
});

test('a change whose lock was taken away meanwhile is not written', () => {
  const path = join(folder, 'list.txt');
  changeFile(path, () => 'a\n');
  const robbed = (): string => {
    rmSync(`${path}.lock`);
    return 'b\n';
  };
  expect(codeOf(() => changeFile(path, robbed))).toBe('lock_lost');
  expect(readFileSync(path, 'utf8')).toBe('a\n');
});

test('what is known of approvals is kept in the state folder of the user', () => {
  const at = { env: { XDG_STATE_HOME: '/s' }, home: '/h', platform: 'linux' } as const;
  expect(approvalFiles(at)).toEqual({
    spent: '/s/gait/approvals/spent.jsonl',
    denials: '/s/gait/approvals/denials.jsonl',
    revocations: '/s/gait/approvals/revocations.json',
  });
});
