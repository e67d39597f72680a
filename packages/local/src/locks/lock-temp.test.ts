import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftoverKind } from '../files/leftover-kind.ts';
import { lockContent, newToken } from './lock-file.ts';
import { ownIdentity } from './process-identity.ts';
import { withLockSync } from './with-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-lock-temp-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid };
const take = (): void => withLockSync(at('gait.yaml'), () => undefined);

test('the next command that takes a lock removes what killed ones left on the way to theirs', () => {
  for (const name of [
    'gait.yaml.lock.tmp-0123456789ab',
    'gait.yaml.lock.recover-0123456789abcdef.tmp-0123456789ab',
  ]) {
    writeFileSync(at(name), lockContent(newToken(), Date.now(), dead));
    expect(leftoverKind(at(name), Date.now())).toBe('temporary');
  }
  take();
  expect(readdirSync(folder)).toEqual([]);
});

test('what a live process is about to make its lock is left to it', () => {
  const name = 'gait.yaml.lock.tmp-0123456789ab';
  writeFileSync(at(name), lockContent(newToken(), Date.now()));
  take();
  expect(readdirSync(folder)).toEqual([name]);
  expect(leftoverKind(at(name), Date.now())).toBeUndefined();
});

test('one without content goes when it is old and stays while it may still be written', () => {
  const [old, young] = ['j.lock.tmp-000000000000', 'j.lock.tmp-111111111111'];
  for (const name of [old, young]) writeFileSync(at(name), '');
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(at(old), hourAgo, hourAgo);
  take();
  expect(readdirSync(folder)).toEqual([young]);
});

test('only our own spelling is removed, however dead the owner in it', () => {
  const names = [
    'gait.yaml.lock.tmp-notes',
    'gait.yaml.tmp-0123456789ab',
    'j.lock.tmp-0123456789ab.txt',
  ];
  for (const name of names) writeFileSync(at(name), lockContent(newToken(), Date.now(), dead));
  take();
  expect(readdirSync(folder).sort()).toEqual(names.toSorted());
});
