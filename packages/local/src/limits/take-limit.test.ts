import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { LIMIT_LOCK } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { codeOf } from '../testing/code-of.ts';
import { openLimitStore } from './take-limit.ts';

const CHILD = join(import.meta.dir, 'testing', 'take-child.ts');
const NOON = 1_780_488_000_000_000_000n;
const ALICE = { toolName: 'tool.read', identity: 'alice' };
const THREE = { requests: 3, window: 'hour', scope: 'tool' };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-limit-'));
  path = join(folder, 'rates.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function runChild(requests: number, count: number, killAfterMs?: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, path, String(requests), String(count)]);
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((done, fail) => {
    child.once('close', (status) => {
      if (status !== 0 && killAfterMs === undefined) fail(new Error(err));
      else done(out.split('\n').length - 1);
    });
  });
}

const used = (): number =>
  openLimitStore(path).look({ ...THREE, requests: 10_000 }, ALICE, NOON).used;

test('16 processes that take at once are let through exactly as often as the limit says', async () => {
  const all = await Promise.all(Array.from({ length: 16 }, () => runChild(40, 5)));
  expect(all.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(used()).toBe(40);
  expect(existsSync(`${path}.lock`)).toBe(false);
}, 120_000);

test('processes killed at any moment were counted for every call they were let through', async () => {
  let through = 0;
  for (let round = 0; round < 4; round++) {
    const killed = Array.from({ length: 4 }, (_, i) => runChild(10_000, 10_000, 250 + 60 * i));
    for (const count of await Promise.all(killed)) through += count;
  }
  const counted = used();
  expect(counted).toBeGreaterThanOrEqual(through);
  expect(openLimitStore(path).take({ ...THREE, requests: 10_000 }, ALICE, NOON).used).toBe(
    counted + 1,
  );
}, 120_000);

test('looking counts nothing and makes no file', () => {
  const store = openLimitStore(path);
  expect(store.look(THREE, ALICE, NOON)).toMatchObject({ allowed: true, used: 0, remaining: 3 });
  expect(existsSync(path)).toBe(false);
});

test('what a call took is given back, and the file is 0600 with a line end', () => {
  const store = openLimitStore(path);
  store.take(THREE, ALICE, NOON);
  store.take(THREE, ALICE, NOON);
  store.giveBack(THREE, ALICE, NOON);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    schema_id: 'gait.gate.rate_limit_state',
    schema_version: '1.0.0',
    counters: [{ key: 'hour|tool|2026-06-03T12:00:00Z|tool.read', count: 1 }],
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toEndWith('}\n');
});

test('a call over the limit writes nothing', () => {
  const store = openLimitStore(path);
  for (let i = 0; i < 3; i++) store.take(THREE, ALICE, NOON);
  const before = readFileSync(path, 'utf8');
  expect(store.take(THREE, ALICE, NOON)).toMatchObject({ allowed: false, used: 3, remaining: 0 });
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('a state that is damaged, of another schema or no file is refused and left as it is', () => {
  for (const [text, code] of [
    ['', 'json_syntax'],
    ['{', 'json_syntax'],
    ['{}', 'limit_state_schema'],
    ['{"schema_id":"gait.gate.rate_limit_state","schema_version":"2.0.0"}', 'limit_state_schema'],
    ['{"counters":[{"key":"a","count":"1"}]}', 'record_field_type'],
  ] as const) {
    writeFileSync(path, text);
    const store = openLimitStore(path);
    expect(codeOf(() => store.take(THREE, ALICE, NOON))).toBe(code);
    expect(codeOf(() => store.look(THREE, ALICE, NOON))).toBe(code);
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
  rmSync(path);
  mkdirSync(path);
  expect(codeOf(() => openLimitStore(path).take(THREE, ALICE, NOON))).toBe('file_not_regular');
});

test('without its folder nothing is counted, and nothing is let through', () => {
  const store = openLimitStore(join(folder, 'none', 'rates.json'));
  for (const ask of [store.take, store.look]) {
    expect(codeOf(() => ask(THREE, ALICE, NOON))).toBe('limit_state_unreadable');
  }
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('a state that may not be read is no state of zero', () => {
  const store = openLimitStore(path);
  store.take(THREE, ALICE, NOON);
  chmodSync(path, 0);
  expect(codeOf(() => store.take(THREE, ALICE, NOON))).toBe('file_permission');
});

test('a lock that stays taken refuses the call', () => {
  const store = openLimitStore(path, { ...LIMIT_LOCK, timeoutMs: 100 });
  withLockSync(path, () => {
    expect(codeOf(() => store.take(THREE, ALICE, NOON))).toBe('lock_contention');
  });
  expect(store.take(THREE, ALICE, NOON)).toMatchObject({ used: 1 });
});

test('a call whose lock was taken away meanwhile is not counted and not let through', () => {
  const store = openLimitStore(path);
  store.take(THREE, ALICE, NOON);
  const robbed = {
    ...THREE,
    // Asked for under the lock: the last moment before the new counters are written.
    get requests() {
      rmSync(`${path}.lock`, { force: true });
      return 3;
    },
  };
  expect(codeOf(() => store.take(robbed, ALICE, NOON))).toBe('lock_lost');
  expect(used()).toBe(1);
});
