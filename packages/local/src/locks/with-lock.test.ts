import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, codeOfAsync, messageOf } from '../testing/code-of.ts';
import { lockContent, newToken, readLock } from './lock-file.ts';
import type { LockOptions } from './lock-options.ts';
import { ownIdentity } from './process-identity.ts';
import { withLock, withLockSync } from './with-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const path = (): string => join(folder, 'journal');
const lockPath = (): string => `${path()}.lock`;
const QUICK: LockOptions = {
  profile: 'standard',
  timeoutMs: 150,
  retryMs: 5,
  staleAfterMs: 60_000,
};
const OLD = new Date(Date.now() - 3_600_000);

test('the lock is a file the reference understands, there while working and gone afterwards', () => {
  withLockSync(path(), () => {
    const content: unknown = JSON.parse(readFileSync(lockPath(), 'utf8'));
    expect(content).toMatchObject({
      schema_id: 'gait.runpack.session_lock',
      schema_version: '1.0.0',
      pid: process.pid,
      host: ownIdentity().host,
    });
    expect(content).toHaveProperty(
      'created_at',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u),
    );
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock is given back when the work throws', async () => {
  expect(() =>
    withLockSync(path(), () => {
      throw new Error('work failed');
    }),
  ).toThrow('work failed');
  expect(await messageOf(withLock(path(), () => Promise.reject(new Error('work failed'))))).toBe(
    'work failed',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('missing folders are made', () => {
  withLockSync(join(folder, 'a/b/journal'), () => undefined);
  expect(existsSync(join(folder, 'a/b'))).toBe(true);
});

test('a live owner on this host keeps its lock however old, and the wait ends with a code', async () => {
  await withLock(path(), () => {
    utimesSync(lockPath(), OLD, OLD);
    const aged = readFileSync(lockPath(), 'utf8').replace(
      /"created_at":"[^"]*"/u,
      '"created_at":"2001-01-01T00:00:00Z"',
    );
    writeFileSync(lockPath(), aged);
    expect(codeOf(() => withLockSync(path(), () => undefined, QUICK))).toBe('lock_contention');
    expect(readFileSync(lockPath(), 'utf8')).toBe(aged);
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a process that was killed is taken over at once', () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(lockPath(), lockContent(newToken(), Date.now(), { ...ownIdentity(), pid: dead }));
  const start = performance.now();
  withLockSync(path(), () => undefined, QUICK);
  expect(performance.now() - start).toBeLessThan(100);
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a process number given to a newer process does not hold the lock',
  () => {
    writeFileSync(
      lockPath(),
      lockContent(newToken(), Date.now(), { ...ownIdentity(), start: '1' }),
    );
    withLockSync(path(), () => undefined, QUICK);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a young lock of the reference is waited for, an old one is taken over', () => {
  const reference = (at: Date): string =>
    `{"created_at":"${at.toISOString().slice(0, 19)}Z","pid":1,"schema_id":"gait.runpack.session_lock","schema_version":"1.0.0"}\n`;
  writeFileSync(lockPath(), reference(new Date()));
  expect(codeOf(() => withLockSync(path(), () => undefined, QUICK))).toBe('lock_contention');
  writeFileSync(lockPath(), reference(OLD));
  withLockSync(path(), () => undefined, QUICK);
  expect(readdirSync(folder)).toEqual([]);
});

test('garbage, emptiness and links in the place of a lock hold it only while young', () => {
  const plant: readonly (() => void)[] = [
    () => writeFileSync(lockPath(), ''),
    () => writeFileSync(lockPath(), '\0\xff{{'),
    () => writeFileSync(lockPath(), '{"pid":"x","created_at":7}'),
    () => writeFileSync(lockPath(), 'x'.repeat(100_000)),
    () => spawnSync('mkfifo', [lockPath()]),
  ];
  for (const make of plant) {
    make();
    expect(codeOf(() => withLockSync(path(), () => undefined, QUICK))).toBe('lock_contention');
    utimesSync(lockPath(), OLD, OLD);
    withLockSync(path(), () => undefined, QUICK);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a link in the place of a lock is neither followed nor written through', () => {
  writeFileSync(join(folder, 'target'), 'precious');
  symlinkSync(join(folder, 'target'), lockPath());
  expect(codeOf(() => withLockSync(path(), () => undefined, QUICK))).toBe('lock_contention');
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('precious');
});

test('a folder in the place of a lock is named once it is old', () => {
  mkdirSync(lockPath());
  utimesSync(lockPath(), OLD, OLD);
  expect(codeOf(() => withLockSync(path(), () => undefined, QUICK))).toBe('file_not_regular');
});

test('only our own lock is given back', () => {
  const foreign = lockContent(newToken(), Date.now());
  withLockSync(path(), (lock) => {
    unlinkSync(lockPath());
    writeFileSync(lockPath(), foreign);
    expect(codeOf(() => lock.assertHeld())).toBe('lock_lost');
    expect(codeOf(() => lock.renew())).toBe('lock_lost');
  });
  expect(readFileSync(lockPath(), 'utf8')).toBe(foreign);
});

test('renewing sets the time to now and keeps the lock ours', () => {
  withLockSync(path(), (lock) => {
    const aged = readFileSync(lockPath(), 'utf8').replace(
      /"created_at":"[^"]*"/u,
      '"created_at":"2001-01-01T00:00:00Z"',
    );
    writeFileSync(lockPath(), aged);
    lock.renew();
    lock.assertHeld();
    expect(Date.now() - (readLock(lockPath())?.owner?.createdAt ?? 0)).toBeLessThan(5_000);
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('asynchronous callers of one process take turns in order', async () => {
  const order: number[] = [];
  const turn = (n: number): Promise<void> =>
    withLock(path(), async () => {
      await new Promise((done) => {
        setTimeout(done, 5);
      });
      order.push(n);
    });
  await Promise.all([1, 2, 3, 4, 5].map(turn));
  expect(order).toEqual([1, 2, 3, 4, 5]);
});

test('an asynchronous wait ends with a code too', async () => {
  writeFileSync(lockPath(), lockContent(newToken(), Date.now()));
  expect(await codeOfAsync(() => withLock(path(), () => undefined, QUICK))).toBe('lock_contention');
});

test('a right to remove that a killed process left behind does not block recovery', () => {
  const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
  const token = newToken();
  writeFileSync(lockPath(), lockContent(token, Date.now(), dead));
  // What a remover killed before it removed anything leaves: its right, and the right of its successor.
  const right = `${lockPath()}.recover-${createHash('sha256').update(token).digest('hex').slice(0, 16)}`;
  const second = newToken();
  writeFileSync(right, lockContent(second, Date.now(), dead));
  withLockSync(path(), () => undefined, QUICK);
  expect(readdirSync(folder)).toEqual([]);
});

test('sixteen processes that meet a dead lock all get their turn, one at a time', async () => {
  const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
  writeFileSync(lockPath(), lockContent(newToken(), Date.now(), dead));
  // Between marker and its removal nobody else may be inside.
  const script = `
    import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
    import { withLockSync } from ${JSON.stringify(join(import.meta.dir, 'with-lock.ts'))};
    const options = { profile: 'swarm', timeoutMs: 20000, retryMs: 5, staleAfterMs: 60000 };
    for (let i = 0; i < 20; i += 1) {
      withLockSync(${JSON.stringify(path())}, () => {
        writeFileSync(${JSON.stringify(join(folder, 'inside'))}, String(process.pid), { flag: 'wx' });
        const n = Number(readFileSync(${JSON.stringify(join(folder, 'count'))}, 'utf8'));
        writeFileSync(${JSON.stringify(join(folder, 'count'))}, String(n + 1));
        unlinkSync(${JSON.stringify(join(folder, 'inside'))});
      }, options);
    }`;
  writeFileSync(join(folder, 'count'), '0');
  writeFileSync(join(folder, 'child.ts'), script);
  const children = Array.from({ length: 16 }, () =>
    spawn(process.execPath, [join(folder, 'child.ts')], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(
    children.map((child) => new Promise((done) => child.once('exit', done))),
  );
  expect(codes).toEqual(Array.from({ length: 16 }, () => 0));
  expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('320');
  expect(readdirSync(folder).sort()).toEqual(['child.ts', 'count']);
}, 30_000);
