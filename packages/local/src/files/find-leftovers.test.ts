import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectLock } from '../locks/inspect-lock.ts';
import { lockContent, newToken } from '../locks/lock-file.ts';
import { ownIdentity } from '../locks/process-identity.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { codeOf } from '../testing/code-of.ts';
import { findLeftovers } from './find-leftovers.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-left-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const HOUR = 3_600_000;

test('old temporary files and locks of dead processes are found, everything else is left alone', () => {
  const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
  for (const name of ['.a.json.tmp-0123456789abcdef', 'j.lock.tmp-0123456789ab', '.young.tmp-0123456789abcdef', '.a.tmp-notes', 'a.lock']) {
    writeFileSync(at(name), 'x');
    if (!name.startsWith('.young') && name !== 'a.lock') utimesSync(at(name), new Date(0), new Date(0));
  }
  writeFileSync(at('dead.lock'), lockContent(newToken(), Date.now(), dead));
  writeFileSync(at('alive.lock'), lockContent(newToken(), Date.now()));
  expect(findLeftovers(folder, Date.now())).toEqual([
    { path: at('.a.json.tmp-0123456789abcdef'), kind: 'temporary' },
    { path: at('dead.lock'), kind: 'lock' },
    { path: at('j.lock.tmp-0123456789ab'), kind: 'temporary' },
  ]);
  expect(findLeftovers(folder, Date.now() + 2 * HOUR).length).toBe(4);
});

test('a missing folder is refused with a code', () => {
  expect(codeOf(() => findLeftovers(at('none'), 0))).toBe('file_missing');
});

test('looking at a lock says who has it and since when', () => {
  expect(inspectLock(at('j.lock')).state).toBe('free');
  withLockSync(at('j'), () => {
    const seen = inspectLock(at('j.lock'));
    expect(seen).toMatchObject({ state: 'held', reason: 'owner_alive', pid: process.pid });
    expect(seen.ageMs).toBeLessThan(5_000);
  });
});
