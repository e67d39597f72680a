import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, messageOf } from '../testing/code-of.ts';
import { writeWhole } from './write-whole.ts';
import { writeWholeStream } from './write-whole-stream.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const leftovers = (): string[] => readdirSync(folder).filter((name) => name.includes('.tmp-'));

test('a written file has the content, mode 0600 and no temporary file beside it', () => {
  writeWhole(at('a.json'), '{"ü":1}');
  expect(readFileSync(at('a.json'), 'utf8')).toBe('{"ü":1}');
  expect(statSync(at('a.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('the mode asked for holds whatever the umask', () => {
  const before = process.umask(0o077);
  try {
    writeWhole(at('a'), 'x', { mode: 0o644 });
  } finally {
    process.umask(before);
  }
  expect(statSync(at('a')).mode & 0o777).toBe(0o644);
});

test('missing folders are made with mode 0750 only when asked for', () => {
  expect(codeOf(() => writeWhole(at('x/y/a'), 'x'))).toBe('file_missing');
  expect(readdirSync(folder)).toEqual([]);
  writeWhole(at('x/y/a'), 'x', { makeFolders: true });
  expect(statSync(at('x/y')).mode & 0o777).toBe(0o750);
});

test('an existing file is replaced, or kept when overwriting is off', () => {
  writeWhole(at('a'), 'old');
  expect(codeOf(() => writeWhole(at('a'), 'new', { overwrite: false }))).toBe('file_exists');
  expect(readFileSync(at('a'), 'utf8')).toBe('old');
  writeWhole(at('a'), 'new');
  expect(readFileSync(at('a'), 'utf8')).toBe('new');
  writeWhole(at('b'), 'new', { overwrite: false });
  expect(readFileSync(at('b'), 'utf8')).toBe('new');
  expect(leftovers()).toEqual([]);
});

test('a link at the destination is replaced and its target stays untouched', () => {
  writeFileSync(at('target'), 'precious');
  symlinkSync(at('target'), at('link'));
  writeWhole(at('link'), 'new');
  expect(readFileSync(at('target'), 'utf8')).toBe('precious');
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(false);
  expect(readFileSync(at('link'), 'utf8')).toBe('new');
});

test('a link at the destination counts as existing when overwriting is off', () => {
  symlinkSync(at('nowhere'), at('link'));
  expect(codeOf(() => writeWhole(at('link'), 'new', { overwrite: false }))).toBe('file_exists');
  expect(readdirSync(folder)).toEqual(['link']);
});

test('a folder, a pipe and a device at the destination are refused and stay', () => {
  mkdirSync(at('d'));
  expect(codeOf(() => writeWhole(at('d'), 'x'))).toBe('file_not_regular');
  spawnSync('mkfifo', [at('p')]);
  expect(codeOf(() => writeWhole(at('p'), 'x'))).toBe('file_not_regular');
  expect(lstatSync(at('p')).isFIFO()).toBe(true);
  expect(codeOf(() => writeWhole('/dev/null', 'x'))).toBe('file_not_regular');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  expect(leftovers()).toEqual([]);
});

test('a file in place of a parent folder is named as such', () => {
  writeFileSync(at('f'), 'x');
  expect(codeOf(() => writeWhole(at('f/a'), 'x'))).toBe('file_missing');
  expect(codeOf(() => writeWhole(at('f/a'), 'x', { makeFolders: true }))).toBe('file_missing');
});

test('names that the system refuses are coded', () => {
  expect(codeOf(() => writeWhole(at('n'.repeat(300)), 'x'))).toBe('path_unsafe');
  expect(codeOf(() => writeWhole(at('a\0b'), 'x'))).toBe('path_unsafe');
  expect(readdirSync(folder)).toEqual([]);
});

test('a name of the longest length can be written', () => {
  const name = 'n'.repeat(255);
  writeWhole(at(name), 'x');
  expect(readdirSync(folder)).toEqual([name]);
});

test('an empty file can be written', () => {
  writeWhole(at('a'), new Uint8Array());
  expect(statSync(at('a')).size).toBe(0);
});

test('a stream is written chunk by chunk and its size returned', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 100; i += 1) yield new Uint8Array(1000).fill(i);
  }
  expect(await writeWholeStream(at('s'), chunks())).toBe(100_000);
  expect(readFileSync(at('s'))[99_999]).toBe(99);
  expect(leftovers()).toEqual([]);
});

test('a stream whose source fails leaves the old file and nothing else', async () => {
  writeFileSync(at('s'), 'old');
  function* chunks(): Generator<Uint8Array> {
    yield new Uint8Array(10);
    throw new Error('source failed');
  }
  expect(await messageOf(writeWholeStream(at('s'), chunks()))).toBe('source failed');
  expect(readFileSync(at('s'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['s']);
});
