import { afterAll, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import {
  appendLine,
  openTraceJournal,
  readLines,
  withLockSync,
  writeWhole,
  writeWholeStream,
} from '@gait/local';

// A file system of two megabytes that really runs full. Mounting one needs root on Linux.
const MEBIBYTE = 1024 * 1024;
const disk = mkdtempSync(join(tmpdir(), 'gait-full-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
if (!mounted) writeSync(2, 'full-disk: skipped, mounting a tmpfs needs root on Linux\n');
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const at = (name: string): string => join(disk, name);
const failure = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
  return 'no error';
};
/** Fills the disk to the last block. */
const fill = (): void => {
  for (const size of [MEBIBYTE, 4096, 1]) {
    for (let i = 0; ; i += 1) {
      try {
        writeFileSync(at(`fill-${size}-${i}`), Buffer.alloc(size));
      } catch {
        rmSync(at(`fill-${size}-${i}`), { force: true });
        break;
      }
      if (size === 1 && i > 100) break;
    }
  }
};
const empty = (): void => {
  for (const name of readdirSync(disk)) rmSync(at(name), { recursive: true, force: true });
};
const own = (): string[] => readdirSync(disk).filter((name) => !name.startsWith('fill-'));

describe.skipIf(!mounted)('on a full disk', () => {
  test('a file that does not fit gives disk_full; the old one stays whole and nothing else is left', () => {
    empty();
    writeWhole(at('state'), 'old');
    expect(failure(() => writeWhole(at('state'), Buffer.alloc(3 * MEBIBYTE)))).toBe('disk_full');
    fill();
    expect(failure(() => writeWhole(at('state'), Buffer.alloc(100_000)))).toBe('disk_full');
    expect(readFileSync(at('state'), 'utf8')).toBe('old');
    expect(own()).toEqual(['state']);
  });

  test('a stream that does not fit leaves nothing', async () => {
    empty();
    function* chunks(): Generator<Uint8Array> {
      for (let i = 0; i < 100; i += 1) yield Buffer.alloc(100_000);
    }
    const outcome = await writeWholeStream(at('big'), chunks()).then(
      () => 'no error',
      (error: unknown) => (isCodedError(error) ? error.code : String(error)),
    );
    expect(outcome).toBe('disk_full');
    expect(own()).toEqual([]);
  });

  test('a journal on a full disk keeps whole lines only, frees its lock and goes on when there is space', () => {
    empty();
    const line = JSON.stringify({ fill: 'x'.repeat(10_000) });
    let written = 0;
    while (failure(() => appendLine(at('j'), line)) === 'no error') written += 1;
    expect(failure(() => appendLine(at('j'), line))).toBe('disk_full');
    expect(written).toBeGreaterThan(100);
    expect(statSync(at('j')).size).toBe(written * (line.length + 1));
    expect(own()).toEqual(['j']);
    fill();
    expect(failure(() => withLockSync(at('other'), () => undefined))).toBeOneOf([
      'disk_full',
      'no error',
    ]);
    for (const name of readdirSync(disk)) if (name.startsWith('fill-')) rmSync(at(name));
    writeFileSync(at('j'), readFileSync(at('j')).subarray(0, line.length + 1));
    expect(appendLine(at('j'), line).torn).toBeUndefined();
    expect([...readLines(at('j'))].length).toBe(2);
  });
  test('a trace journal refuses while there is no room, keeps nothing of it, and goes on afterwards', async () => {
    empty();
    const journal = openTraceJournal(disk, { label: 'a' });
    const line = JSON.stringify({ fill: 'x'.repeat(10_000) });
    const say = (): Promise<string> =>
      journal.append(line).then(
        () => 'kept',
        (error: unknown) => (isCodedError(error) ? error.code : String(error)),
      );
    expect(await say()).toBe('kept');
    fill();
    expect(await Promise.all([say(), say(), say()])).toEqual([
      'disk_full',
      'disk_full',
      'disk_full',
    ]);
    expect(journal.fault()?.code).toBe('disk_full');
    expect(statSync(journal.path).size).toBe(line.length + 1);
    for (const name of readdirSync(disk)) if (name.startsWith('fill-')) rmSync(at(name));
    expect(await Promise.all([say(), say()])).toEqual(['kept', 'kept']);
    expect(journal.fault()).toBeUndefined();
    await journal.close();
    expect(readFileSync(journal.path, 'utf8')).toBe(`${line}\n`.repeat(3));
  });
});
