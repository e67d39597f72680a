import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { missingFolders, presentFiles } from './present-files.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'krci-present-')));
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/file'), 'text');
  symlinkSync(join(root, 'a/file'), join(root, 'a/link'));
  symlinkSync(join(root, 'a'), join(root, 'folder'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LINK = { kind: 'blocked', why: 'a link or a device is there' } as const;

test.each([
  ['a/file', { kind: 'file', sha256: sha256Hex('text'), size: 4 }],
  ['a/gone', { kind: 'nothing' }],
  ['none/of/these', { kind: 'nothing' }],
  ['a/b', { kind: 'blocked', why: 'a folder is there' }],
  ['a/link', LINK],
  ['folder/file', { kind: 'blocked', why: 'folder is a link or a file, not a folder' }],
  ['a/file/inside', { kind: 'blocked', why: 'a/file is a link or a file, not a folder' }],
] as const)('%s is told as it is, whether it was expected or not', (path, present) => {
  expect(presentFiles(root)(path)).toEqual(present);
  expect(presentFiles(root, new Set([path]))(path)).toEqual(present);
});

test('a link that leads nowhere is there', () => {
  symlinkSync(join(root, 'gone'), join(root, 'a/dangling'));
  expect(presentFiles(root)('a/dangling')).toEqual(LINK);
});

test('a file that no journal could keep is in the way', () => {
  truncateSync(join(root, 'a/file'), 65 * 1024 * 1024);
  expect(presentFiles(root)('a/file')).toMatchObject({ kind: 'blocked' });
});

test('folders that are not there are told, the outer ones first', () => {
  expect(missingFolders(root, ['a/c/d/file', 'a/b/file', 'x/file'])).toEqual(['a/c', 'a/c/d', 'x']);
});
