import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchedCalls } from '../testing/watched-calls.ts';

/** What was sent to the disk, in order, by each of these expressions. */
function synced(...actions: readonly string[]): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'gait-durable-'));
  try {
    return watchedCalls(`
      const { writeWhole } = await load('files/write-whole.ts');
      const { writeWholeStream } = await load('files/write-whole-stream.ts');
      const { appendLines } = await load('journals/append-lines.ts');
      const at = (name) => ${JSON.stringify(`${folder}/`)} + name;
      for (const action of [${actions.map((action) => `() => ${action}`).join(',')}]) {
        const calls = [];
        watch = (name, what) => { if (name === 'fsync') calls.push(what); };
        await action();
        tell(calls);
      }`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a file is on the disk before it has its name, and its name before the call returns', () => {
  expect(
    synced(
      `writeWhole(at('a'), 'x')`,
      `writeWhole(at('a'), 'x', { overwrite: true })`,
      `writeWhole(at('b'), 'x', { overwrite: false })`,
      `writeWholeStream(at('c'), [Buffer.from('x')])`,
    ),
  ).toEqual(Array.from({ length: 4 }, () => ['file', 'folder']));
});

test('a file that can be made again is not waited for', () => {
  expect(
    synced(
      `writeWhole(at('a'), 'x', { sync: false })`,
      `writeWholeStream(at('c'), [Buffer.from('x')], { sync: false })`,
    ),
  ).toEqual([[], []]);
});

test('an appended line is on the disk when the call returns, and the name of a new journal too', () => {
  expect(
    synced(
      `appendLines(at('j'), ['{}'])`,
      `appendLines(at('j'), ['{}'])`,
      `appendLines(at('j'), ['{}'], { fsync: false })`,
    ),
  ).toEqual([['file', 'folder'], ['file'], []]);
});
