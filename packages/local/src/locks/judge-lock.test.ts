import { expect, test } from 'bun:test';
import { judgeLock, type JudgeContext } from './judge-lock.ts';
import type { FoundLock, LockOwner } from './lock-file.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const TOKEN = '0123456789abcdef0123456789abcdef';

const context = (state: 'alive' | 'dead'): JudgeContext => ({
  nowMs: NOW,
  staleAfterMs: 5 * MINUTE,
  self: { pid: 1, host: 'here', start: '1' },
  look: () => state,
});
const lock = (owner: Partial<LockOwner> | undefined, ageMs: number): FoundLock => ({
  owner: owner && {
    pid: 7,
    createdAt: NOW - ageMs,
    host: undefined,
    start: '',
    token: undefined,
    ...owner,
  },
  mtimeMs: NOW - ageMs,
  instance: 'x',
});

test('our lock of a dead process on this host is stale at once', () => {
  const found = lock({ host: 'here', token: TOKEN }, 0);
  expect(judgeLock(found, context('dead'))).toEqual({ state: 'stale', reason: 'owner_dead' });
});

test('our lock of a live process on this host is held however old it is', () => {
  const found = lock({ host: 'here', token: TOKEN }, 1000 * MINUTE);
  expect(judgeLock(found, context('alive'))).toEqual({ state: 'held', reason: 'owner_alive' });
});

test('our lock from another host is judged by age, whatever runs here under its number', () => {
  expect(judgeLock(lock({ host: 'there', token: TOKEN }, MINUTE), context('dead')).state).toBe(
    'held',
  );
  expect(judgeLock(lock({ host: 'there', token: TOKEN }, 6 * MINUTE), context('alive')).state).toBe(
    'stale',
  );
});

test('a lock of the reference is judged by its age alone', () => {
  expect(judgeLock(lock({}, 4 * MINUTE), context('dead')).state).toBe('held');
  expect(judgeLock(lock({}, 6 * MINUTE), context('alive')).state).toBe('stale');
});

test('a lock file without meaning is judged by the age of the file', () => {
  expect(judgeLock(lock(undefined, MINUTE), context('alive')).state).toBe('held');
  expect(judgeLock(lock(undefined, 6 * MINUTE), context('alive')).state).toBe('stale');
});

test('a time slightly in the future is young, one far in the future does not hold for ever', () => {
  const ahead = (ms: number): FoundLock => ({
    ...lock({}, 10 * MINUTE),
    owner: { ...lock({}, 0).owner!, createdAt: NOW + ms },
  });
  expect(judgeLock(ahead(MINUTE), context('alive')).state).toBe('held');
  expect(judgeLock(ahead(60 * MINUTE), context('alive')).state).toBe('stale');
});
