import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isCodedError } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { openFileSource, SMALL_FILE } from './file-source.ts';
import { openRegular } from './open-regular.ts';
import { readOpened, readWhole } from './read-whole.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-read-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

test('a file is read whole, through a link too', () => {
  writeFileSync(at('a'), 'hello');
  symlinkSync(at('a'), at('l'));
  expect(Buffer.from(readWhole(at('a'))).toString()).toBe('hello');
  expect(Buffer.from(readWhole(at('l'))).toString()).toBe('hello');
});

test('a missing file is refused with the absolute path that was tried', () => {
  const shown = relative(process.cwd(), at('none.json'));
  try {
    readWhole(shown);
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.code).toBe('file_missing');
    expect(error.where.file).toBe(at('none.json'));
    expect(error.message).toContain(at('none.json'));
    expect(error.facts.exit).toBe(6);
  }
});

test('a folder, a pipe and a device are refused without waiting for them', () => {
  spawnSync('mkfifo', [at('p')]);
  expect(codeOf(() => readWhole(folder))).toBe('file_not_regular');
  expect(codeOf(() => readWhole(at('p')))).toBe('file_not_regular');
  expect(codeOf(() => readWhole('/dev/zero'))).toBe('file_not_regular');
  expect(codeOf(() => openFileSource(at('p')))).toBe('file_not_regular');
});

test('a file above the limit is refused, one of exactly the limit is read', () => {
  writeFileSync(at('a'), '12345');
  expect(codeOf(() => readWhole(at('a'), { maxBytes: 4 }))).toBe('file_too_large');
  expect(readWhole(at('a'), { maxBytes: 5 }).byteLength).toBe(5);
});

test('a file that grew or shrank after it was opened is refused, not read in part', () => {
  for (const size of [3, 6]) {
    writeFileSync(at('a'), '12345');
    const file = openRegular(at('a'));
    try {
      truncateSync(at('a'), size);
      expect(codeOf(() => readOpened(at('a'), file, 100))).toBe('file_changed');
    } finally {
      closeSync(file.fd);
    }
  }
});

test('an empty file is empty, and kernel files that claim no size are read', () => {
  writeFileSync(at('a'), '');
  expect(readWhole(at('a')).byteLength).toBe(0);
  if (process.platform === 'linux')
    expect(readWhole('/proc/self/stat').byteLength).toBeGreaterThan(10);
});

test('the name - means standard input only when asked for', () => {
  expect(codeOf(() => readWhole(at('-')))).toBe('file_missing');
  const script = `import { readWhole } from ${JSON.stringify(join(import.meta.dir, 'read-whole.ts'))};
    console.log(readWhole('-', { stdin: true, maxBytes: 100_000 }).byteLength);`;
  writeFileSync(at('stdin.ts'), script);
  const child = spawnSync(process.execPath, [at('stdin.ts')], {
    input: 'x'.repeat(90_000),
    cwd: import.meta.dir,
  });
  expect(child.stdout.toString().trim()).toBe('90000');
});

test('a source reads any range of a small and of a large file', () => {
  for (const size of [100, SMALL_FILE + 100]) {
    const bytes = Buffer.alloc(size, 'abc');
    writeFileSync(at('s'), bytes);
    const source = openFileSource(at('s'));
    expect(source.size).toBe(size);
    expect(Buffer.from(source.read(3, 6)).toString()).toBe('abcabc');
    expect(source.read(size - 2, 10).byteLength).toBe(2);
    expect(source.read(size + 5, 10).byteLength).toBe(0);
    source.close();
    source.close();
  }
});

test('a large file that changes while it is open is refused', () => {
  const make = (): ReturnType<typeof openFileSource> => {
    writeFileSync(at('s'), Buffer.alloc(SMALL_FILE + 100, 1));
    utimesSync(at('s'), 1, 1);
    return openFileSource(at('s'));
  };
  const grown = make();
  appendFileSync(at('s'), 'x');
  expect(codeOf(() => grown.read(0, 10))).toBe('file_changed');
  grown.close();
  const cut = make();
  truncateSync(at('s'), 50);
  expect(codeOf(() => cut.read(0, 100))).toBe('file_changed');
  cut.close();
  const edited = make();
  utimesSync(at('s'), 5, 5);
  expect(codeOf(() => edited.read(0, 10))).toBe('file_changed');
  edited.close();
});
