import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockContent, newToken, readLock } from './lock-file.ts';
import { ownIdentity } from './process-identity.ts';
import { recoverLock } from './recover-lock.ts';

const STALE_MS = 60_000;
const DEAD = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
const ELSEWHERE = { ...ownIdentity(), host: 'another-host' };
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-recover-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const lock = (): string => join(folder, 'j.lock');

test('a lock that is still the stale one is removed, and the right to remove it as well', () => {
  const token = newToken();
  writeFileSync(lock(), lockContent(token, Date.now(), DEAD));
  expect(recoverLock(lock(), token, STALE_MS)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test('the right to remove one lock is none to remove its successor, though that is stale too', () => {
  const successor = lockContent(newToken(), Date.now(), DEAD);
  writeFileSync(lock(), successor);
  expect(recoverLock(lock(), newToken(), STALE_MS)).toBe(true);
  expect(readFileSync(lock(), 'utf8')).toBe(successor);
});

test('a lock that its owner renewed since it was looked at is left to him', () => {
  const token = newToken();
  const renewed = lockContent(token, Date.now(), ELSEWHERE);
  writeFileSync(lock(), renewed);
  expect(recoverLock(lock(), token, STALE_MS)).toBe(true);
  expect(readFileSync(lock(), 'utf8')).toBe(renewed);
  writeFileSync(lock(), lockContent(token, Date.now() - 2 * STALE_MS, ELSEWHERE));
  expect(recoverLock(lock(), token, STALE_MS)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test('a link in the place of a lock is not read through: it has no owner', () => {
  writeFileSync(join(folder, 'target'), lockContent(newToken(), Date.now(), DEAD));
  symlinkSync(join(folder, 'target'), lock());
  expect(readLock(join(folder, 'target'))?.owner?.pid).toBe(DEAD.pid);
  expect(readLock(lock())).toMatchObject({ owner: undefined });
});
