import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test';
import { fileBroker } from './file-broker.ts';
import { ask, issued, SECRET, world } from './testing/broker-world.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-receipt-'));
  path = join(folder, 'receipt.json');
  write(JSON.stringify({ provider: 'vault', lease_id: 'l', secret: SECRET }));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(text: string, mode = 0o600): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}

const code = (profile: 'standard' | 'strict' = 'standard') =>
  ask(fileBroker(world({}, profile), path));

test('a receipt in a file is read like a printed one', async () => {
  const { receipt, secret } = await issued(fileBroker(world({}, 'strict'), path));
  expect(receipt).toMatchObject({ credentialRef: 'vault_dynamic:l', proof: 'typed' });
  expect(secret?.reveal()).toBe(SECRET);
});

test('others may never write it; under strict they may not read it either', async () => {
  for (const [mode, standard, strict] of [
    [0o640, 'ok', 'broker_receipt_permissions'],
    [0o604, 'ok', 'broker_receipt_permissions'],
    [0o602, 'broker_receipt_permissions', 'broker_receipt_permissions'],
  ] as const) {
    chmodSync(path, mode);
    const answer = await code();
    expect(typeof answer === 'string' ? answer : 'ok').toBe(standard);
    expect(await code('strict')).toBe(strict);
  }
});

test('a missing, linked, oversized or unreadable receipt is refused and not repeated', async () => {
  write(SECRET);
  expect(await code()).toBe('broker_receipt_invalid');
  write(`{"credential_ref":"r","owner":"${'x'.repeat(17_000)}"}`);
  expect(await code()).toBe('file_too_large');
  rmSync(path);
  expect(await code()).toBe('broker_unavailable');
  symlinkSync('/etc/hostname', path);
  expect(await code()).toBe('broker_unavailable');
  rmSync(path);
  mkdirSync(path);
  expect(await code()).toBe('broker_unavailable');
});

test('under strict a receipt of another user is refused, whoever may read it', async () => {
  const self = process.getuid?.() ?? 0;
  // Root can give the file away; anybody else is made another user.
  if (self === 0) chownSync(path, 4242, 4242);
  const other = spyOn(process, 'getuid' as never).mockImplementation((() =>
    self === 0 ? 0 : self + 1) as never);
  try {
    expect(await code('strict')).toBe('broker_receipt_permissions');
    expect(await code()).not.toBe('broker_receipt_permissions');
  } finally {
    other.mockRestore();
  }
});
