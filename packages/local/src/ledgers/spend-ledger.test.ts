import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOfAsync } from '../testing/code-of.ts';
import { openSpendLedger, type SpendLedger } from './spend-ledger.ts';

const NOW = 1_780_488_000_000_000_000n;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const path = (): string => join(folder, 'state', 'spent.jsonl');
const use = (name: string) => ({
  use: name,
  tokenId: `t-${name}`,
  expiresAt: '2026-06-04T00:00:00Z',
});
const spend = (ledger: SpendLedger, event: string, ...names: string[]) =>
  ledger.spend(names.map(use), event, NOW);

test('a use is spent once, and the line says by which event', async () => {
  const ledger = openSpendLedger(path());
  expect(await spend(ledger, 'e1', 'a')).toEqual({ ok: true });
  expect(await spend(ledger, 'e2', 'a')).toEqual({ ok: false, used: ['a'] });
  expect(readFileSync(path(), 'utf8')).toBe(
    '{"schema_id":"gait.gate.spent_approvals","schema_version":"1.0.0","event_id":"e1","at":"2026-06-03T12:00:00Z","spent":[{"use":"a","token_id":"t-a","expires_at":"2026-06-04T00:00:00Z"}]}\n',
  );
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('not even the same event spends twice: two calls of one moment have one event id', async () => {
  const [first, second] = [openSpendLedger(path()), openSpendLedger(path())];
  const both = await Promise.all([spend(first, 'e1', 'a'), spend(second, 'e1', 'a')]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await spend(first, 'e1', 'a')).toEqual({ ok: false, used: ['a'] });
});

test('several uses are spent together or not at all', async () => {
  const ledger = openSpendLedger(path());
  await spend(ledger, 'e1', 'a');
  expect(await spend(ledger, 'e2', 'b', 'a')).toEqual({ ok: false, used: ['a'] });
  expect(await spend(ledger, 'e3', 'b')).toEqual({ ok: true });
});

test('one event cannot use a token twice at once', async () => {
  expect(await spend(openSpendLedger(path()), 'e1', 'a', 'a')).toEqual({ ok: false, used: ['a'] });
});

test('nothing to spend writes nothing', async () => {
  expect(await spend(openSpendLedger(path()), 'e1')).toEqual({ ok: true });
  expect(openSpendLedger(path()).used().has('a')).toBe(false);
});

test('what another process wrote meanwhile is seen', async () => {
  const [first, second] = [openSpendLedger(path()), openSpendLedger(path())];
  await spend(first, 'e1', 'a');
  await spend(second, 'e2', 'b');
  expect(await spend(first, 'e3', 'b')).toEqual({ ok: false, used: ['b'] });
  expect(second.used().has('a')).toBe(true);
});

test('of many callers of one process exactly one wins', async () => {
  const ledger = openSpendLedger(path());
  const all = await Promise.all(Array.from({ length: 50 }, (_, i) => spend(ledger, `e${i}`, 'a')));
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
});

describe('a line that a killed writer left', () => {
  const line = (event: string, name: string): string =>
    JSON.stringify({
      schema_id: 'gait.gate.spent_approvals',
      schema_version: '1.0.0',
      event_id: event,
      at: '2026-06-03T12:00:00Z',
      spent: [{ use: name }],
    });

  test('in part was told to nobody and is set aside', async () => {
    await spend(openSpendLedger(path()), 'e1', 'a');
    for (let cut = 1; cut < line('e2', 'b').length; cut += 7) {
      appendFileSync(path(), line('e2', 'b').slice(0, cut));
      const ledger = openSpendLedger(path());
      expect(await spend(ledger, 'e1', 'a')).toEqual({ ok: false, used: ['a'] });
      expect(await spend(ledger, `e${cut}`, `c${cut}`)).toEqual({ ok: true });
      expect(await spend(ledger, 'ex', `c${cut}`)).toEqual({ ok: false, used: [`c${cut}`] });
    }
    expect(await spend(openSpendLedger(path()), 'e9', 'a')).toEqual({ ok: false, used: ['a'] });
  });

  test('without its line end counts', async () => {
    await spend(openSpendLedger(path()), 'e1', 'a');
    appendFileSync(path(), line('e2', 'b'));
    const ledger = openSpendLedger(path());
    expect(await spend(ledger, 'e3', 'b')).toEqual({ ok: false, used: ['b'] });
    expect(await spend(ledger, 'e3', 'c')).toEqual({ ok: true });
    expect(await spend(ledger, 'e4', 'b')).toEqual({ ok: false, used: ['b'] });
  });
});

describe('a ledger that cannot be trusted refuses everything', () => {
  test.each([
    'x',
    '{}',
    '[]',
    'null',
    '{"event_id":"e","spent":[]}',
    '{"schema_id":"gait.gate.spent_approvals","schema_version":"1.0.0","event_id":"e","spent":[{}]}',
    '{"schema_id":"gait.gate.spent_approvals","schema_version":"1.0.0","event_id":1,"spent":[]}',
    '',
  ])('with the line %p', async (line) => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(path(), `${line}\n`, { mode: 0o600 });
    expect(await codeOfAsync(() => spend(openSpendLedger(path()), 'e', 'a'))).toBe(
      'ledger_corrupt',
    );
  });

  test('that a newer gate shares, from the first line of the newer one on', async () => {
    const ledger = openSpendLedger(path());
    await spend(ledger, 'e1', 'a');
    const line = readFileSync(path(), 'utf8');
    appendFileSync(path(), line.replace('1.0.0', '1.1.0').replace('"a"', '"b"'));
    expect(await codeOfAsync(() => spend(ledger, 'e2', 'c'))).toBe('ledger_schema');
    expect(await codeOfAsync(() => spend(openSpendLedger(path()), 'e2', 'c'))).toBe(
      'ledger_schema',
    );
  });

  test.skipIf(process.platform === 'win32')('that others may write to', async () => {
    const ledger = openSpendLedger(path());
    await spend(ledger, 'e1', 'a');
    chmodSync(path(), 0o622);
    expect(await codeOfAsync(() => spend(ledger, 'e2', 'b'))).toBe('ledger_permissions');
  });

  test('that got shorter, went away or was replaced while it was open', async () => {
    const ledger = openSpendLedger(path());
    await spend(ledger, 'e1', 'a');
    const content = readFileSync(path());
    truncateSync(path(), 0);
    expect(await codeOfAsync(() => spend(ledger, 'e2', 'a'))).toBe('ledger_replaced');
    rmSync(path());
    expect(await codeOfAsync(() => spend(ledger, 'e2', 'a'))).toBe('ledger_replaced');
    writeFileSync(join(folder, 'keep'), '');
    writeFileSync(path(), content, { mode: 0o600 });
    const code = await codeOfAsync(() => spend(ledger, 'e2', 'b'));
    // A file system may give the new file the number of the old one; then nothing was lost either.
    expect(['ledger_replaced', 'no error']).toContain(code);
  });

  test('that would be in the current folder because no home is known', async () => {
    const ledger = openSpendLedger(join('.local', 'spent.jsonl'));
    expect(await codeOfAsync(() => spend(ledger, 'e', 'a'))).toBe('path_unsafe');
    expect(ledger.used().has('a')).toBe(false);
    expect(await spend(ledger, 'e')).toEqual({ ok: true });
  });

  test('that is a link or a folder', async () => {
    const target = join(folder, 'other');
    writeFileSync(target, '', { mode: 0o600 });
    mkdirSync(join(folder, 'state'));
    symlinkSync(target, path());
    expect(await codeOfAsync(() => spend(openSpendLedger(path()), 'e', 'a'))).not.toBe('no error');
    rmSync(path());
    mkdirSync(path());
    expect(await codeOfAsync(() => spend(openSpendLedger(path()), 'e', 'a'))).not.toBe('no error');
  });
});

test('a use whose lock was taken away meanwhile is not written, and not said to be', async () => {
  const ledger = openSpendLedger(path());
  await spend(ledger, 'e1', 'a');
  const before = readFileSync(path(), 'utf8');
  const robbed = {
    ...use('b'),
    // Asked for under the lock: the last moment before the line is written.
    get expiresAt() {
      rmSync(`${path()}.lock`, { force: true });
      return '2026-06-04T00:00:00Z';
    },
  };
  expect(await codeOfAsync(() => ledger.spend([robbed], 'e2', NOW))).toBe('lock_lost');
  expect(readFileSync(path(), 'utf8')).toBe(before);
  expect(await spend(ledger, 'e3', 'b')).toEqual({ ok: true });
});

test('a ledger that leads nowhere refuses: uses kept behind the link would be granted again', async () => {
  mkdirSync(join(folder, 'state'));
  symlinkSync(join(folder, 'gone'), path());
  const ledger = openSpendLedger(path());
  expect(await codeOfAsync(async () => ledger.used())).toBe('file_missing');
  expect(await codeOfAsync(() => spend(ledger, 'e1', 'a'))).toBe('file_missing');
});
