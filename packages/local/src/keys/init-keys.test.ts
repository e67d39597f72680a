import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePrivateKey, parsePublicKey } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { watchedCalls } from '../testing/watched-calls.ts';
import { initKeys, rotateKeys, type KeyInit } from './init-keys.ts';
import { loadSigningKey } from './load-key.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-init-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const env = { PATH: process.env['PATH'] };
const request = (more: Partial<KeyInit> = {}): KeyInit => ({
  folder: join(folder, 'keys'),
  prefix: 'gait',
  env,
  ...more,
});
const read = (path: string): string => readFileSync(path, 'utf8');

test('a pair is two files of mode 0600 in the form of the reference', () => {
  const made = initKeys(request());
  expect(readdirSync(join(folder, 'keys')).sort()).toEqual(['gait_private.key', 'gait_public.key']);
  expect(read(made.privateKeyPath)).toMatch(/^[A-Za-z0-9+/]{86}==\n$/u);
  expect(read(made.publicKeyPath)).toMatch(/^[A-Za-z0-9+/]{43}=\n$/u);
  for (const path of [made.privateKeyPath, made.publicKeyPath])
    expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(parsePrivateKey(read(made.privateKeyPath)).keyId).toBe(made.keyId);
  expect(parsePublicKey(read(made.publicKeyPath)).keyId).toBe(made.keyId);
  expect(made.warnings).toEqual([]);
});

test('an existing pair, or half of one, is kept unless forced', () => {
  const made = initKeys(request());
  const before = read(made.privateKeyPath);
  expect(codeOf(() => initKeys(request()))).toBe('file_exists');
  rmSync(made.privateKeyPath);
  expect(codeOf(() => initKeys(request()))).toBe('file_exists');
  expect(readdirSync(join(folder, 'keys'))).toEqual(['gait_public.key']);
  const forced = initKeys(request({ force: true }));
  expect(read(forced.privateKeyPath)).not.toBe(before);
  expect(parsePublicKey(read(forced.publicKeyPath)).keyId).toBe(forced.keyId);
});

test('a failure at the second file leaves neither half, or the old pair', () => {
  mkdirSync(join(folder, 'keys/gait_public.key'), { recursive: true });
  expect(codeOf(() => initKeys(request()))).toBe('file_exists');
  expect(codeOf(() => initKeys(request({ force: true })))).toBe('file_not_regular');
  expect(readdirSync(join(folder, 'keys'))).toEqual(['gait_public.key']);
  rmSync(join(folder, 'keys'), { recursive: true });
  const made = initKeys(request());
  const old = read(made.publicKeyPath);
  rmSync(made.privateKeyPath);
  mkdirSync(made.privateKeyPath);
  expect(codeOf(() => initKeys(request({ force: true })))).toBe('file_not_regular');
  expect(read(made.publicKeyPath)).toBe(old);
});

test('a killed command never leaves halves of two pairs: the old public half is gone before the new private one comes', () => {
  initKeys(request());
  const keys = join(folder, 'keys');
  const there = watchedCalls(`
    const { initKeys } = await load('keys/init-keys.ts');
    watch = (name) => { if (name === 'rename') tell(real.readdirSync(${JSON.stringify(keys)}).filter((file) => !file.startsWith('.'))); };
    initKeys({ folder: ${JSON.stringify(keys)}, prefix: 'gait', env: {}, force: true });`);
  expect(there).toEqual([['gait_private.key'], ['gait_private.key']]);
});

test('rotation adds a pair named for the time and keeps the present one', () => {
  const first = initKeys(request());
  const rotated = rotateKeys(request(), Date.parse('2026-11-21T13:04:48.999Z'));
  expect(rotated.prefix).toBe('gait_20261121T130448Z');
  expect(rotated.privateKeyPath).toEndWith('gait_20261121T130448Z_private.key');
  expect(rotated.keyId).not.toBe(first.keyId);
  expect(readdirSync(join(folder, 'keys')).length).toBe(4);
  expect(codeOf(() => rotateKeys(request(), Date.parse('2026-11-21T13:04:48Z')))).toBe(
    'file_exists',
  );
});

test('empty names and separators in the prefix are refused before anything is made', () => {
  expect(codeOf(() => initKeys(request({ prefix: ' ' })))).toBe('invalid_input');
  expect(codeOf(() => initKeys(request({ folder: '' })))).toBe('invalid_input');
  for (const prefix of ['a/b', '../a', String.raw`a\b`])
    expect(codeOf(() => initKeys(request({ prefix })))).toBe('path_unsafe');
  expect(readdirSync(folder)).toEqual([]);
});

test('a file in the place of the folder is refused', () => {
  writeFileSync(join(folder, 'keys'), '');
  expect(codeOf(() => initKeys(request()))).toBe('file_missing');
});

test('a link planted under the name of a key file is not written through', () => {
  mkdirSync(join(folder, 'keys'));
  symlinkSync(join(folder, 'stolen'), join(folder, 'keys/gait_private.key'));
  expect(codeOf(() => initKeys(request()))).toBe('file_exists');
  initKeys(request({ force: true }));
  expect(readdirSync(folder)).toEqual(['keys']);
});

test('the private key can be encrypted with a passphrase', async () => {
  const made = initKeys(request({ passphrase: 'secret' }));
  expect(read(made.privateKeyPath)).toStartWith('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  const sources = {
    privateKeyPath: made.privateKeyPath,
    publicKeyPath: made.publicKeyPath,
    passphraseEnv: 'P',
  };
  expect((await loadSigningKey(sources, { env: { P: 'secret' } })).key.keyId).toBe(made.keyId);
});

test('a P-256 pair is PEM', () => {
  const made = initKeys(request({ alg: 'ecdsa-p256-sha256' }));
  expect(read(made.privateKeyPath)).toStartWith('-----BEGIN PRIVATE KEY-----');
  expect(parsePublicKey(read(made.publicKeyPath)).keyId).toBe(made.keyId);
});

test('a key in a git work tree warns unless git ignores it', () => {
  spawnSync('git', ['init', '-q', folder]);
  const codes = (): readonly string[] =>
    initKeys(request({ force: true }))
      .warnings.map((warning) => warning.code)
      .filter((code) => code !== 'key_replaced');
  expect(codes()).toEqual(['key_in_repository']);
  writeFileSync(join(folder, '.gitignore'), 'keys/\n');
  expect(codes()).toEqual([]);
  // Without git nobody can say that it is ignored: warn.
  const { warnings } = initKeys(request({ force: true, env: { PATH: '/nowhere' } }));
  expect(warnings.map(({ code }) => code)).toEqual(['key_replaced', 'key_in_repository']);
});
