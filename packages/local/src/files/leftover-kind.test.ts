import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectLock } from '../locks/inspect-lock.ts';
import { lockContent, newToken } from '../locks/lock-file.ts';
import { ownIdentity } from '../locks/process-identity.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { leftoverKind } from './leftover-kind.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-left-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

test('temporary files of writers count only when they are old, and only in our own spelling', () => {
  for (const name of [
    '.a.json.tmp-0123456789abcdef',
    'j.lock.tmp-0123456789ab',
    'j.lock.recover-0123456789abcdef.tmp-0123456789ab',
  ]) {
    expect(leftoverKind(at(name), 0)).toBe('temporary');
    expect(leftoverKind(at(name), Date.now())).toBeUndefined();
  }
  for (const name of ['.a.tmp-notes', 'a.tmp-0123456789abcdef', 'a.json']) {
    expect(leftoverKind(at(name), 0)).toBeUndefined();
  }
});

test('locks count only when their owner is gone', () => {
  const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
  writeFileSync(at('dead.lock'), lockContent(newToken(), Date.now(), dead));
  writeFileSync(at('alive.lock'), lockContent(newToken(), Date.now()));
  expect(leftoverKind(at('dead.lock'), 0)).toBe('lock');
  expect(leftoverKind(at('alive.lock'), 0)).toBeUndefined();
  expect(leftoverKind(at('none.lock'), 0)).toBeUndefined();
});

test('looking at a lock says who has it and since when', () => {
  expect(inspectLock(at('j.lock')).state).toBe('free');
  withLockSync(at('j'), () => {
    const seen = inspectLock(at('j.lock'));
    expect(seen).toMatchObject({ state: 'held', reason: 'owner_alive', pid: process.pid });
    expect(seen.ageMs).toBeLessThan(5_000);
  });
});
