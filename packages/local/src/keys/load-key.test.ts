import { afterEach, beforeEach, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, isCodedError, type KeyPairText } from '@gait/canon';
import { codeOf, codeOfAsync } from '../testing/code-of.ts';
import type { KeySources, KeySurroundings } from './key-sources.ts';
import { loadSigningKey, loadVerifyKey } from './load-key.ts';
import { refuseLooseKeys } from './read-private-key.ts';

let folder = '';
let pair: KeyPairText;
let other: KeyPairText;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-keys-'));
  pair = generateKeyPair();
  other = generateKeyPair();
  put('private', pair.privateKey);
  put('public', pair.publicKey);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);
const put = (name: string, text: string, mode = 0o600): string => {
  writeFileSync(at(name), `${text}\n`);
  chmodSync(at(name), mode);
  return at(name);
};
const around = (more: Partial<KeySurroundings> = {}): KeySurroundings => ({
  env: { PATH: process.env['PATH'] },
  ...more,
});
const signingId = async (
  sources: KeySources,
  more: Partial<KeySurroundings> = {},
): Promise<string> => (await loadSigningKey(sources, around(more))).key.keyId;
const signingCode = (sources: KeySources, more: Partial<KeySurroundings> = {}): Promise<string> =>
  codeOfAsync(() => loadSigningKey(sources, around(more)));

test('a key comes from a file, from a variable or from a command', async () => {
  expect(await signingId({ privateKeyPath: at('private') })).toBe(pair.keyId);
  expect(
    await signingId({ mode: 'prod', privateKeyEnv: 'K' }, { env: { K: ` ${pair.privateKey}\n` } }),
  ).toBe(pair.keyId);
  expect(await signingId({ mode: '', privateKeyCommand: ['cat', at('private')] })).toBe(pair.keyId);
});

test('an ECDSA P-256 key in PEM is accepted wherever an Ed25519 key is', async () => {
  const p256 = generateKeyPair('ecdsa-p256-sha256');
  put('p256', p256.privateKey);
  put('p256.pub', p256.publicKey);
  const { key } = await loadSigningKey(
    { privateKeyPath: at('p256'), publicKeyPath: at('p256.pub') },
    around(),
  );
  expect([key.alg, key.keyId]).toEqual(['ecdsa-p256-sha256', p256.keyId]);
});

test('a public key beside the private one must match', async () => {
  expect(await signingId({ privateKeyPath: at('private'), publicKeyPath: at('public') })).toBe(
    pair.keyId,
  );
  put('public', other.publicKey);
  expect(await signingCode({ privateKeyPath: at('private'), publicKeyPath: at('public') })).toBe(
    'key_mismatch',
  );
});

test('mode dev makes a key that lives in this process, says so, and accepts no source', async () => {
  const loaded = await loadSigningKey({ mode: 'dev' }, around());
  expect(loaded.warnings.map((warning) => warning.code)).toEqual(['key_dev_mode']);
  expect(loaded.key.keyId).not.toBe((await loadSigningKey({ mode: 'dev' }, around())).key.keyId);
  expect(await signingCode({ mode: 'dev', privateKeyPath: at('private') })).toBe(
    'key_source_ambiguous',
  );
  expect(await signingCode({ mode: 'dev', publicKeyEnv: 'P' })).toBe('key_source_ambiguous');
});

test('no source, two sources, another mode and an unset variable are refused', async () => {
  expect(await signingCode({})).toBe('key_missing');
  expect(await signingCode({ publicKeyPath: at('public') })).toBe('key_missing');
  expect(await signingCode({ privateKeyPath: at('private'), privateKeyEnv: 'K' })).toBe(
    'key_source_ambiguous',
  );
  expect(await signingCode({ privateKeyEnv: 'K', privateKeyCommand: ['true'] })).toBe(
    'key_source_ambiguous',
  );
  expect(await signingCode({ mode: 'test', privateKeyPath: at('private') })).toBe('key_mode');
  expect(await signingCode({ privateKeyEnv: 'K' })).toBe('key_missing');
  expect(await signingCode({ privateKeyEnv: 'K' }, { env: { K: '  ' } })).toBe('key_missing');
});

test('a file that is missing, a folder or no key is refused', async () => {
  expect(await signingCode({ privateKeyPath: at('none') })).toBe('file_missing');
  expect(await signingCode({ privateKeyPath: folder })).toBe('file_not_regular');
  expect(await signingCode({ privateKeyPath: put('bad', '!!!') })).toBe('key_encoding');
  expect(await signingCode({ privateKeyPath: put('seed', 'A'.repeat(43) + '=') })).toBe(
    'key_length',
  );
  expect(await signingCode({ privateKeyPath: put('huge', 'A'.repeat(70_000)) })).toBe(
    'file_too_large',
  );
});

test('a private key that others can read warns, and is refused in the strict profile', async () => {
  chmodSync(at('private'), 0o640);
  const loaded = await loadSigningKey({ privateKeyPath: at('private') }, around());
  expect(loaded.warnings.map((warning) => warning.code)).toEqual(['key_permissions']);
  expect(await signingCode({ privateKeyPath: at('private') }, { permissions: 'refuse' })).toBe(
    'key_permissions',
  );
  chmodSync(at('private'), 0o400);
  expect(await signingId({ privateKeyPath: at('private') }, { permissions: 'refuse' })).toBe(
    pair.keyId,
  );
});

test('a process that signs can ask beforehand whether others can read its keys', () => {
  const paths = [at('private'), '', undefined];
  chmodSync(at('private'), 0o600);
  expect(codeOf(() => refuseLooseKeys(paths))).toBe('no error');
  for (const mode of [0o604, 0o640, 0o620]) {
    chmodSync(at('private'), mode);
    expect(codeOf(() => refuseLooseKeys(paths))).toBe('key_permissions');
  }
  expect(codeOf(() => refuseLooseKeys([at('nothing')]))).toBe('file_missing');
});

test('a key command that fails, prints too much or is missing is refused', async () => {
  expect(await signingCode({ privateKeyCommand: ['false'] })).toBe('key_command');
  expect(await signingCode({ privateKeyCommand: ['no-such-program-here'] })).toBe('key_command');
  expect(await signingCode({ privateKeyCommand: ['head', '-c', '20000', '/dev/zero'] })).toBe(
    'key_command',
  );
});

test('no secret enters a message, a hint or a cause', async () => {
  const cut = pair.privateKey.slice(0, 40);
  const attempts: readonly (readonly [KeySources, KeySurroundings['env']])[] = [
    [{ privateKeyEnv: 'K' }, { K: cut }],
    [{ privateKeyEnv: 'K' }, { K: `${cut}!` }],
    [{ privateKeyPath: put('cut', cut) }, {}],
    [
      { privateKeyCommand: ['sh', '-c', `echo ${cut}; echo ${cut} >&2; exit 3`] },
      { PATH: process.env['PATH'] },
    ],
    [{ privateKeyCommand: [at('none'), cut] }, {}],
    [
      { privateKeyEnv: 'K' },
      { K: `-----BEGIN PRIVATE KEY-----\n${cut}\n-----END PRIVATE KEY-----` },
    ],
    [
      { privateKeyEnv: 'K' },
      { K: `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${cut}\n-----END ENCRYPTED PRIVATE KEY-----` },
    ],
  ];
  for (const [sources, env] of attempts) {
    try {
      await loadSigningKey(sources, { env });
      expect.unreachable();
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(`${error.message} ${error.hint} ${String(error.cause)} ${error.stack}`).not.toContain(
        cut,
      );
    }
  }
});

test('a verify key comes from its public source, else from the private one', async () => {
  expect((await loadVerifyKey({ publicKeyPath: at('public') }, around())).keyId).toBe(pair.keyId);
  expect((await loadVerifyKey({ publicKeyEnv: 'P' }, { env: { P: other.publicKey } })).keyId).toBe(
    other.keyId,
  );
  expect((await loadVerifyKey({ privateKeyPath: at('private') }, around())).keyId).toBe(pair.keyId);
  expect(
    (
      await loadVerifyKey(
        { publicKeyEnv: 'P', privateKeyPath: at('private') },
        { env: { P: other.publicKey } },
      )
    ).keyId,
  ).toBe(other.keyId);
});

test('a verify key from two sources of one kind, or from none, is refused', async () => {
  const code = (sources: KeySources): Promise<string> =>
    codeOfAsync(() => loadVerifyKey(sources, around()));
  expect(await code({})).toBe('key_missing');
  expect(await code({ publicKeyPath: at('public'), publicKeyEnv: 'P' })).toBe(
    'key_source_ambiguous',
  );
  expect(
    await code({ publicKeyPath: at('public'), privateKeyPath: at('private'), privateKeyEnv: 'K' }),
  ).toBe('key_source_ambiguous');
  expect(await code({ publicKeyPath: at('private') })).toBe('key_length');
});
