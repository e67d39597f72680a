import { resolve } from 'node:path';
import { STANDARD_LOCK, type LockOptions } from './lock-options.ts';
import { attemptLock, lockTimeout, pause, type HeldLock } from './take-lock.ts';

/**
 * Runs a function while holding the lock of a file (`<path>.lock`), waiting
 * without giving up the thread. For commands; servers use `withLock`.
 *
 * @param path Of the file that is protected, not of the lock.
 * @throws CodedError `lock_contention` when the lock stays taken, errors of the
 *   file system, and whatever `work` throws.
 */
export function withLockSync<T>(
  path: string,
  work: (lock: HeldLock) => T,
  options: LockOptions = STANDARD_LOCK,
): T {
  const lock = takeLockSync(path, options);
  try {
    return work(lock);
  } finally {
    lock.release();
  }
}

/** `withLockSync` for asynchronous work; callers of one process queue in order. */
export async function withLock<T>(
  path: string,
  work: (lock: HeldLock) => T | Promise<T>,
  options: LockOptions = STANDARD_LOCK,
): Promise<T> {
  const key = resolve(path);
  const before = queues.get(key) ?? Promise.resolve();
  const turn = before.then(async () => {
    const lock = await takeLock(path, options);
    try {
      return await work(lock);
    } finally {
      lock.release();
    }
  });
  const settled = turn.then(ignore, ignore);
  queues.set(key, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}

/** Inside one process the lock file cannot tell callers apart quickly: they queue here first. */
const queues = new Map<string, Promise<void>>();

function ignore(): void {
  // The failure belongs to the caller whose turn it was.
}

function takeLockSync(path: string, options: LockOptions): HeldLock {
  const start = performance.now();
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 1; ; attempt += 1) {
    const result = attemptLock(path, options);
    if (result.lock !== undefined) return result.lock;
    if (performance.now() - start >= options.timeoutMs)
      throw timeout(path, options, start, attempt);
    if (!result.again) Atomics.wait(clock, 0, 0, pause(attempt, options));
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}

async function takeLock(path: string, options: LockOptions): Promise<HeldLock> {
  const start = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    const result = attemptLock(path, options);
    if (result.lock !== undefined) return result.lock;
    if (performance.now() - start >= options.timeoutMs)
      throw timeout(path, options, start, attempt);
    if (!result.again) await sleep(pause(attempt, options));
  }
}

function timeout(path: string, options: LockOptions, start: number, attempts: number): Error {
  return lockTimeout(path, options, performance.now() - start, attempts);
}
