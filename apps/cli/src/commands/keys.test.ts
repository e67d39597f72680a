import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';

const folders: string[] = [];
function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gait-keys-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('keys init', () => {
  test('writes a pair that keys verify accepts, both files for the owner alone, paths as given', async () => {
    const cwd = scratch();
    const made = await runInProcess(
      ['keys', 'init', '--out-dir', 'out/keys', '--prefix', 'fresh', '--json'],
      { cwd },
    );
    expect(made.json).toMatchObject({
      ok: true,
      prefix: 'fresh',
      private_key_path: 'out/keys/fresh_private.key',
      public_key_path: 'out/keys/fresh_public.key',
    });
    const [secret, open] = ['fresh_private.key', 'fresh_public.key'].map((name) =>
      join(cwd, 'out/keys', name),
    );
    expect([mode(secret ?? ''), mode(open ?? '')]).toEqual(['600', '600']);
    const checked = await runInProcess(
      [
        'keys',
        'verify',
        '--private-key',
        'out/keys/fresh_private.key',
        '--public-key',
        'out/keys/fresh_public.key',
        '--json',
      ],
      { cwd },
    );
    expect(checked.json).toMatchObject({
      ok: true,
      key_id: made.json?.['key_id'],
      private_key_source: 'path:out/keys/fresh_private.key',
    });
  });

  test('with --force says which pair it replaced', async () => {
    const cwd = scratch();
    const first = await runInProcess(['keys', 'init', '--json'], { cwd });
    expect(String(first.json?.['warnings'])).not.toContain('replaced');
    const again = await runInProcess(['keys', 'init', '--force', '--json'], { cwd });
    expect(String(again.json?.['warnings'])).toContain(
      `the old key pair ${String(first.json?.['key_id'])} was replaced`,
    );
  });

  test('refuses to replace a pair without --force, and leaves it as it was', async () => {
    const cwd = scratch();
    await runInProcess(['keys', 'init'], { cwd });
    const before = readFileSync(join(cwd, 'gait-out/keys/gait_private.key'), 'utf8');
    const again = await runInProcess(['keys', 'init', '--json'], { cwd });
    expect([again.exit, again.json?.['detail']]).toMatchObject([6, { code: 'file_exists' }]);
    expect(readFileSync(join(cwd, 'gait-out/keys/gait_private.key'), 'utf8')).toBe(before);
    expect((await runInProcess(['keys', 'init', '--force'], { cwd })).exit).toBe(0);
    expect(readFileSync(join(cwd, 'gait-out/keys/gait_private.key'), 'utf8')).not.toBe(before);
  });

  test('a P-256 pair is told by its algorithm', async () => {
    const cwd = scratch();
    expect((await runInProcess(['keys', 'init', '--alg', 'ecdsa-p256-sha256'], { cwd })).exit).toBe(
      0,
    );
    const { json } = await runInProcess(
      ['keys', 'verify', '--private-key', 'gait-out/keys/gait_private.key', '--json'],
      { cwd },
    );
    expect(json).toMatchObject({
      ok: true,
      alg: 'ecdsa-p256-sha256',
      public_key_source: 'derived',
    });
  });

  test('a misspelt algorithm or passphrase variable writes nothing', async () => {
    const cwd = scratch();
    const alg = await runInProcess(['keys', 'init', '--alg', 'ed2551', '--json'], { cwd });
    expect(alg.json).toMatchObject({
      hint: 'did you mean ed25519',
      detail: { code: 'flag_invalid', field: '--alg' },
    });
    const variable = await runInProcess(['keys', 'init', '--passphrase-env', 'NOT_SET', '--json'], {
      cwd,
    });
    expect(variable.json).toMatchObject({
      detail: { code: 'flag_invalid', field: '--passphrase-env' },
    });
    expect(() => statSync(join(cwd, 'gait-out'))).toThrow();
  });

  test('a passphrase encrypts the file: it opens with the passphrase only, and the key is not in it', async () => {
    const cwd = scratch();
    const env = { PASS: 'correct horse', WRONG: 'battery' };
    const made = await runInProcess(['keys', 'init', '--passphrase-env', 'PASS', '--json'], {
      cwd,
      env,
    });
    expect(readFileSync(join(cwd, 'gait-out/keys/gait_private.key'), 'utf8')).toContain(
      'BEGIN ENCRYPTED PRIVATE KEY',
    );
    const open = async (name: string) =>
      await runInProcess(
        [
          'keys',
          'verify',
          '--private-key',
          'gait-out/keys/gait_private.key',
          '--passphrase-env',
          name,
          '--json',
        ],
        { cwd, env },
      );
    expect((await open('PASS')).json).toMatchObject({ ok: true, key_id: made.json?.['key_id'] });
    const next = await runInProcess(
      ['keys', 'init', '--out-dir', 'my keys', '--passphrase-env', 'PASS'],
      { cwd, env },
    );
    expect(next.stdout).toContain(
      "check it: gait keys verify --private-key 'my keys/gait_private.key' --public-key 'my keys/gait_public.key' --passphrase-env PASS\n",
    );
    const wrong = await open('WRONG');
    expect(wrong.exit).toBe(6);
    expect(wrong.stdout + wrong.stderr).not.toContain('battery');
  });

  test('a key folder inside a git work tree that does not ignore it is warned about', async () => {
    const cwd = scratch();
    mkdirSync(join(cwd, '.git'));
    writeFileSync(join(cwd, '.git/HEAD'), 'ref: refs/heads/main\n');
    const { stderr, exit } = await runInProcess(['keys', 'init'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    expect(exit).toBe(0);
    expect(stderr).toContain('warning: the private key lies in the git work tree');
  });
});

test('keys rotate names the new pair by the time and keeps the old one', async () => {
  const cwd = scratch();
  await runInProcess(['keys', 'init'], { cwd });
  const now = () => BigInt(Date.UTC(2026, 5, 3, 12, 0, 7)) * 1_000_000n;
  const { json } = await runInProcess(['keys', 'rotate', '--json'], { cwd, now });
  expect(json).toMatchObject({
    ok: true,
    prefix: 'gait_20260603T120007Z',
    private_key_path: 'gait-out/keys/gait_20260603T120007Z_private.key',
  });
  expect(mode(join(cwd, 'gait-out/keys/gait_private.key'))).toBe('600');
});

describe('keys verify refuses', () => {
  const pair = async () => {
    const cwd = scratch();
    await runInProcess(['keys', 'init', '--prefix', 'a'], { cwd });
    await runInProcess(['keys', 'init', '--prefix', 'b'], { cwd });
    return cwd;
  };
  const verify = async (cwd: string, ...words: string[]) => {
    const { exit, json } = await runInProcess(['keys', 'verify', ...words, '--json'], {
      cwd,
      env: { K: 'x' },
    });
    return [exit, (json?.['detail'] as { code?: string } | undefined)?.code];
  };

  test("no source, two sources, a missing file, text that is no key, another pair's public half", async () => {
    const cwd = await pair();
    const own = 'gait-out/keys/a_private.key';
    expect(await verify(cwd)).toEqual([6, 'key_missing']);
    expect(await verify(cwd, '--private-key', own, '--private-key-env', 'K')).toEqual([
      6,
      'key_source_ambiguous',
    ]);
    expect(await verify(cwd, '--private-key', 'nowhere.key')).toEqual([6, 'file_missing']);
    expect(await verify(cwd, '--private-key', 'gait-out')).toEqual([6, 'file_not_regular']);
    expect(await verify(cwd, '--private-key-env', 'K')).toEqual([6, 'key_encoding']);
    expect(await verify(cwd, '--private-key-env', 'UNSET')).toEqual([6, 'key_missing']);
    expect(
      await verify(cwd, '--private-key', own, '--public-key', 'gait-out/keys/b_public.key'),
    ).toEqual([6, 'key_mismatch']);
    expect(await verify(cwd, '--private-key', 'gait-out/keys/a_public.key')).toEqual([
      6,
      'key_length',
    ]);
  });
});
