import { expect, test } from 'bun:test';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import {
  at,
  codeOf,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

test('an audit that was taken away is missed, also after the next install', async () => {
  await install('--level', '1');
  rmSync(join(at.root, '.krci-ai/audit.jsonl'));
  const ran = await run('audit', 'verify', '--json');
  expect([ran.exit, ran.json?.['ok'], ran.json?.['records']]).toEqual([2, false, 0]);
  expect((await run('verify')).exit).toBe(2);
  await install('--level', '2');
  expect((await run('audit', 'verify', '--json')).json).toMatchObject({ faults: [{ line: 1 }] });
  // What is installed is told by the last record; the gap stays in the audit.
  expect((await run('audit', 'verify')).exit).toBe(2);
  expect((await run('verify')).exit).toBe(0);
});

test('before the first install nothing is missed', async () => {
  expect((await run('audit', 'verify')).exit).toBe(0);
});

test('an uninstall ends an audit, and what is installed later goes on with it', async () => {
  await install();
  await run('uninstall');
  expect((await run('audit', 'verify')).exit).toBe(0);
  await install('--level', '2');
  expect((await run('audit', 'verify')).exit).toBe(0);
});

test('a signed lock that was edited is used by no command, with a key or without', async () => {
  put('sign.key', generateKeyPair().privateKey);
  chmodSync(join(at.folder, 'sign.key'), 0o600);
  await install('--private-key', '../sign.key');
  const text = read('krci-ai.lock.json');
  writeFileSync(
    join(at.root, 'krci-ai.lock.json'),
    text.replace('"source":"../source"', '"source":"../evil"'),
  );
  for (const command of ['install', 'update', 'uninstall', 'status', 'verify']) {
    const ran = await run(command, '--json');
    expect([command, ran.exit === 0, codeOf(ran)]).toEqual([command, false, 'agent_lock_invalid']);
  }
});

test('an install that loses the signature of the lock says so', async () => {
  put('sign.key', generateKeyPair().privateKey);
  chmodSync(join(at.folder, 'sign.key'), 0o600);
  const first = await install('--private-key', '../sign.key');
  expect(first.json?.['warnings']).toBeUndefined();
  const same = await install();
  expect([same.json?.['written'], same.json?.['warnings']]).toEqual([false, undefined]);
  const ran = await install('--level', '1');
  expect(ran.json?.['warnings']).toEqual([
    expect.stringContaining('the lock was signed and is not any more'),
  ]);
  expect(lock().signature).toBeUndefined();
});
