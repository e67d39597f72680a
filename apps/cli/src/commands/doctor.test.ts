import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
folderForEach((folder) => {
  cwd = folder;
  mkdirSync(join(cwd, 'gait-out'));
});

const NOW = BigInt(Date.now()) * 1_000_000n;

interface Found {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly fix_command?: string;
}

async function doctor(
  words: readonly string[] = [],
  now = NOW,
  env: Readonly<Record<string, string>> = {},
) {
  const { exit, json } = await runInProcess(['doctor', ...words, '--json'], {
    cwd,
    now: () => now,
    env,
  });
  const checks = (json?.['checks'] ?? []) as Found[];
  return { exit, json, of: (name: string) => checks.filter((check) => check.name === name) };
}

test('answers in the schema of the reference', async () => {
  const { exit, json } = await doctor();
  expect(exit).toBe(0);
  expect(json).toMatchObject({
    ok: true,
    schema_id: 'gait.doctor.result',
    schema_version: '1.0.0',
    producer_version: '1.4.0',
    onboarding_mode: 'installed_binary',
  });
  expect(json?.['summary']).toMatch(
    /^doctor: status=\w+ failed=\d+ warned=\d+ non_fixable=false$/u,
  );
});

describe('keys', () => {
  test('a private key that others can read fails, with the command that repairs it', async () => {
    await runInProcess(['keys', 'init'], { cwd });
    expect((await doctor()).of('key_permissions')).toMatchObject([{ status: 'pass' }]);
    chmodSync(join(cwd, 'gait-out/keys/gait_private.key'), 0o644);
    expect((await doctor()).of('key_permissions')).toMatchObject([
      { status: 'fail', fix_command: 'chmod 600 gait-out/keys/gait_private.key' },
    ]);
  });

  test('a public key that others can write fails', async () => {
    await runInProcess(['keys', 'init'], { cwd });
    chmodSync(join(cwd, 'gait-out/keys/gait_public.key'), 0o666);
    expect((await doctor()).of('key_permissions')).toMatchObject([
      { status: 'fail', fix_command: 'chmod go-w gait-out/keys/gait_public.key' },
    ]);
  });

  test('halves of different pairs and damaged files fail', async () => {
    await runInProcess(['keys', 'init'], { cwd });
    expect((await doctor()).of('key_files')).toMatchObject([{ status: 'pass' }]);
    writeFileSync(join(cwd, 'gait-out/keys/gait_public.key'), 'nonsense\n');
    expect((await doctor()).of('key_files').map((check) => check.status)).toEqual(['fail', 'fail']);
  });

  test("the user's own key folder is looked at too", async () => {
    await runInProcess(['keys', 'init', '--out-dir', 'config/gait/keys'], { cwd });
    chmodSync(join(cwd, 'config/gait/keys/gait_private.key'), 0o640);
    const { of } = await doctor([], NOW, { XDG_CONFIG_HOME: join(cwd, 'config') });
    expect(of('key_permissions')).toMatchObject([
      { status: 'fail', message: expect.stringContaining('the group') },
    ]);
  });

  test('key flags are checked in their mode', async () => {
    await runInProcess(['keys', 'init'], { cwd });
    const key = ['--private-key', 'gait-out/keys/gait_private.key'];
    expect((await doctor(['--key-mode', 'prod', ...key])).of('key_config')).toMatchObject([
      { status: 'pass' },
    ]);
    expect((await doctor(['--key-mode', 'prod'])).of('key_config')).toMatchObject([
      { status: 'fail' },
    ]);
    expect((await doctor(key)).of('key_config')).toMatchObject([{ status: 'warn' }]);
    expect((await doctor(['--key-mode', 'other'])).of('key_config')).toMatchObject([
      { status: 'fail' },
    ]);
    expect(
      (await doctor([...key, '--private-key-env', 'K'])).of('key_source_ambiguity'),
    ).toMatchObject([{ status: 'fail' }]);
  });
});

describe('clock', () => {
  test('a time before this product existed fails', async () => {
    expect((await doctor([], 0n)).of('clock')).toMatchObject([{ status: 'fail' }]);
  });

  test('an artifact from the future fails', async () => {
    const path = join(cwd, 'gait-out/a.json');
    writeFileSync(path, '{}');
    const later = Date.now() / 1000 + 3600;
    utimesSync(path, later, later);
    expect((await doctor()).of('clock')).toMatchObject([{ status: 'fail' }]);
  });

  test('a clock that agrees with the file system passes', async () => {
    expect((await doctor()).of('clock')).toMatchObject([{ status: 'pass' }]);
  });
});

describe('folders', () => {
  test('a missing output folder is only a warning: commands make it', async () => {
    const { of } = await doctor(['--output-dir', './later on']);
    expect(of('output_dir')).toMatchObject([
      { status: 'warn', fix_command: "mkdir -p './later on'" },
    ]);
  });

  test('a missing work folder and a file in its place fail', async () => {
    expect((await doctor(['--workdir', 'none'])).of('workdir')).toMatchObject([
      { status: 'fail', fix_command: 'mkdir -p none' },
    ]);
    writeFileSync(join(cwd, 'file'), '');
    expect((await doctor(['--workdir', 'file'])).of('workdir')).toMatchObject([{ status: 'fail' }]);
  });

  test('nothing is left behind', async () => {
    const before = new Bun.Glob('**/*').scanSync({ cwd, dot: true });
    const names = [...before];
    await doctor();
    expect([...new Bun.Glob('**/*').scanSync({ cwd, dot: true })]).toEqual(names);
  });
});

describe('artifacts and locks', () => {
  test('an unknown schema version is named with the command for it', async () => {
    writeFileSync(
      join(cwd, 'gait-out/x.json'),
      '{"schema_id":"gait.gate.trace","schema_version":"2.0.0"}',
    );
    expect((await doctor()).of('schema_versions')).toMatchObject([
      { status: 'warn', fix_command: 'gait migrate gait-out/x.json' },
    ]);
  });

  test('known versions pass, foreign files are left alone, a broken zip is named', async () => {
    writeFileSync(
      join(cwd, 'gait-out/x.json'),
      '{"schema_id":"gait.gate.trace","schema_version":"1.0.0"}',
    );
    writeFileSync(join(cwd, 'gait-out/y.json'), '{"name":"something else"}');
    expect((await doctor()).of('schema_versions')).toMatchObject([
      { status: 'pass', message: '1 artifact of known versions' },
    ]);
    writeFileSync(join(cwd, 'gait-out/z.zip'), 'not a zip');
    expect((await doctor()).of('schema_versions')).toMatchObject([{ status: 'warn' }]);
  });

  test('a lock left behind is named, a fresh one is not', async () => {
    const lock = join(cwd, 'gait-out/journal.jsonl.lock');
    writeFileSync(lock, '');
    expect((await doctor()).of('stale_locks')).toMatchObject([{ status: 'pass' }]);
    const old = Date.now() / 1000 - 86_400;
    utimesSync(lock, old, old);
    expect((await doctor()).of('stale_locks')).toMatchObject([
      { status: 'warn', fix_command: 'rm gait-out/journal.jsonl.lock' },
    ]);
  });

  test('what a killed command left of the lock of the suite is named, other files are not', async () => {
    const old = Date.now() / 1000 - 86_400;
    for (const name of ['gait.yaml.lock.tmp-0123456789ab', 'other.lock']) {
      writeFileSync(join(cwd, name), '');
      utimesSync(join(cwd, name), old, old);
    }
    expect((await doctor()).of('stale_locks')).toMatchObject([
      { status: 'warn', fix_command: 'rm gait.yaml.lock.tmp-0123456789ab' },
    ]);
  });
});

test('a person sees a mark for each check and the command that repairs it', async () => {
  await runInProcess(['keys', 'init'], { cwd });
  chmodSync(join(cwd, 'gait-out/keys/gait_private.key'), 0o644);
  const { stdout } = await runInProcess(['doctor'], { cwd, now: () => NOW });
  expect(stdout).toContain('✅ workdir');
  expect(stdout).toMatch(
    /❌ key_permissions .*\n {3}repair: chmod 600 gait-out\/keys\/gait_private\.key\n/u,
  );
  const short = await runInProcess(['doctor', '--summary'], { cwd, now: () => NOW });
  expect(short.stdout).not.toContain('✅');
});

test('what can be repaired ends 0 and says so; with --fail it ends 2', async () => {
  await runInProcess(['keys', 'init'], { cwd });
  chmodSync(join(cwd, 'gait-out/keys/gait_private.key'), 0o644);
  const kept = await runInProcess(['doctor'], { cwd, now: () => NOW });
  expect(kept.exit).toBe(0);
  expect(kept.stdout).toContain('Exit status 0: the commands above repair it. With --fail');
  const failed = await runInProcess(['doctor', '--fail'], { cwd, now: () => NOW });
  expect(failed.exit).toBe(2);
  expect(failed.stdout).not.toContain('Exit status 0');
  expect(await doctor(['--fail'])).toMatchObject({ exit: 2, json: { ok: false, status: 'fail' } });
});

test('a warning is nothing to fail for', async () => {
  const { exit, json } = await doctor(['--fail']);
  expect({ exit, status: json?.['status'] }).toEqual({ exit: 0, status: 'warn' });
});
