import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockContent, newToken } from '../locks/lock-file.ts';
import { codeOfAsync } from '../testing/code-of.ts';
import { withSuiteAtRest } from './suite-at-rest.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-rest-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const QUICK = { profile: 'suite', timeoutMs: 100, retryMs: 5, staleAfterMs: 60_000 } as const;

test('a suite that nobody changes is read once, without a lock', async () => {
  const seen: (readonly string[])[] = [];
  expect(await withSuiteAtRest(folder, async () => seen.push(readdirSync(folder)))).toBe(1);
  expect(seen).toEqual([[]]);
});

test('a suite that was changed while it was read is read again, under its lock', async () => {
  const locked: boolean[] = [];
  const answer = await withSuiteAtRest(folder, async () => {
    locked.push(existsSync(at('gait.yaml.lock')));
    // What the first reading found may be half of a change: neither its answer nor its error counts.
    if (locked.length > 1) return 'second';
    writeFileSync(at('fixture.json'), '');
    throw new Error('half of it');
  });
  expect([answer, locked]).toEqual(['second', [false, true]]);
});

test('a suite that is being changed all the time is not read at all: the wait ends with a code', async () => {
  writeFileSync(at('gait.yaml.lock'), lockContent(newToken(), Date.now()));
  let read = 0;
  const work = async (): Promise<number> => (read += 1);
  expect(await codeOfAsync(() => withSuiteAtRest(folder, work, QUICK))).toBe('lock_contention');
  expect(read).toBe(0);
});
