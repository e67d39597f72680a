import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import {
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
import { codeOf } from '../testing/code-of.ts';
import { appendLine, appendLines } from './append-lines.ts';
import { readLines } from './read-lines.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-journal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const path = (): string => join(folder, 'j.jsonl');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

test('lines are appended in order with their offsets, mode 0600, and no lock is left', () => {
  expect(appendLine(path(), '{"n":1}')).toEqual({ offset: 0, size: 8, torn: undefined });
  expect(appendLine(path(), '{"n":2}', { fsync: false })).toEqual({
    offset: 8,
    size: 16,
    torn: undefined,
  });
  expect(readFileSync(path(), 'utf8')).toBe('{"n":1}\n{"n":2}\n');
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['j.jsonl']);
});

test('a part of a line left by a killed writer is set aside, never continued', () => {
  writeFileSync(path(), '{"n":1}\n{"n":');
  const { torn } = appendLine(path(), '{"n":3}');
  expect(torn).toEqual({
    action: 'set_aside',
    offset: 8,
    length: 5,
    size: 8,
    savedAs: `${path()}.torn-8`,
  });
  expect(readFileSync(path(), 'utf8')).toBe('{"n":1}\n{"n":3}\n');
  expect(readFileSync(`${path()}.torn-8`, 'utf8')).toBe('{"n":');
});

test('a second torn tail at the same place does not overwrite the first', () => {
  for (const part of ['{"a', '{"bb']) {
    writeFileSync(path(), `{"n":1}\n${part}`);
    appendLine(path(), '{"n":3}');
  }
  const saved = readdirSync(folder).filter((name) => name.includes('.torn-'));
  expect(saved.map((name) => readFileSync(join(folder, name), 'utf8')).sort()).toEqual([
    '{"a',
    '{"bb',
  ]);
});

test('a whole last line without its line end is completed and kept', () => {
  writeFileSync(path(), '{"n":1}\n{"n":2}');
  expect(appendLine(path(), '{"n":3}').torn?.action).toBe('completed');
  expect(readFileSync(path(), 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
});

test('a journal that is one torn line becomes empty before the append', () => {
  writeFileSync(path(), `{"x":"${'y'.repeat(200_000)}`);
  expect(appendLine(path(), '{"n":1}').torn?.length).toBe(200_006);
  expect(readFileSync(path(), 'utf8')).toBe('{"n":1}\n');
});

test('a line end inside a record is refused and nothing is written', () => {
  expect(codeOf(() => appendLine(path(), '{"a":1}\n{"forged":true}'))).toBe('invalid_input');
  expect(codeOf(() => appendLines(path(), ['{}', 'a\nb']))).toBe('invalid_input');
  expect(readdirSync(folder)).toEqual([]);
});

test('a journal that is a link is refused and the target stays untouched', () => {
  writeFileSync(join(folder, 'target'), 'precious\n');
  symlinkSync(join(folder, 'target'), path());
  expect(codeOf(() => appendLine(path(), '{}'))).toBe('path_unsafe');
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('precious\n');
});

test('a folder in the place of a journal is refused', () => {
  expect(codeOf(() => appendLines(folder, ['{}']))).toBe('file_not_regular');
});

test('lines are read with numbers and offsets, the unfinished one marked', () => {
  writeFileSync(path(), 'a\n\nü\nrest');
  const lines = [...readLines(path())].map((line) => [
    line.number,
    line.offset,
    text(line.bytes),
    line.complete,
  ]);
  expect(lines).toEqual([
    [1, 0, 'a', true],
    [2, 2, '', true],
    [3, 3, 'ü', true],
    [4, 6, 'rest', false],
  ]);
});

test('lines longer than a block are read whole, longer than the limit refused by number', () => {
  writeFileSync(path(), `short\n${'x'.repeat(500_000)}\nend\n`);
  expect([...readLines(path())].map((line) => line.bytes.byteLength)).toEqual([5, 500_000, 3]);
  expect(codeOf(() => [...readLines(path(), { maxLineBytes: 499_999 })])).toBe('file_too_large');
  writeFileSync(path(), 'x'.repeat(500_000));
  expect(codeOf(() => [...readLines(path(), { maxLineBytes: 1000 })])).toBe('file_too_large');
});

test('sixty-four processes append at once and no line is lost or mixed', async () => {
  const each = 10;
  const script = `
    import { appendLine } from ${JSON.stringify(join(import.meta.dir, 'append-lines.ts'))};
    for (let n = 0; n < ${each}; n += 1) {
      appendLine(${JSON.stringify(path())}, JSON.stringify({ writer: Number(process.argv[2]), n, fill: 'x'.repeat(300) }));
    }`;
  writeFileSync(join(folder, 'child.ts'), script);
  const children = Array.from({ length: 64 }, (_, writer) =>
    spawn(process.execPath, [join(folder, 'child.ts'), String(writer)], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(
    children.map((child) => new Promise((done) => child.once('exit', done))),
  );
  expect(new Set(codes)).toEqual(new Set([0]));
  const next = new Map<number, number>();
  for (const line of readLines(path())) {
    const { writer, n } = JSON.parse(text(line.bytes)) as { writer: number; n: number };
    expect(n).toBe(next.get(writer) ?? 0);
    next.set(writer, n + 1);
  }
  expect([...next.values()]).toEqual(Array.from({ length: 64 }, () => each));
  expect(readdirSync(folder).sort()).toEqual(['child.ts', 'j.jsonl']);
}, 60_000);
