import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let root = '';
let cwd = '';
folderForEach((folder) => {
  root = folder;
  cwd = join(root, 'here');
  mkdirSync(join(cwd, 'work'), { recursive: true });
});

const PERMITTED = { GAIT_ALLOW_REAL_REPLAY: '1', PATH: process.env['PATH'] ?? '' };
const REAL = ['--real-tools', '--unsafe-real-tools', '--work-dir', 'work'];

const gait = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runInProcess([...words, '--json'], { cwd, env });

async function record(tool: string, args: object, captureMode = 'raw'): Promise<void> {
  const run = { run_id: 'run_x', created_at: '2026-03-01T09:15:00Z' };
  writeFileSync(
    join(cwd, 'in.json'),
    JSON.stringify({ run, intents: [{ intent_id: 'i', tool_name: tool, args }], results: [] }),
  );
  expect((await gait(['run', 'record', 'in.json', '--capture-mode', captureMode])).exit).toBe(0);
}

async function replay(
  tool: string,
  args: object,
  words: readonly string[] = REAL,
): Promise<Readonly<Record<string, unknown>>> {
  await record(tool, args);
  const { exit, json } = await gait(
    ['run', 'replay', 'run_x', ...words, '--allow-tools', tool],
    PERMITTED,
  );
  expect(exit).toBe(0);
  const [step] = (json?.['steps'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return step ?? {};
}

describe('a stub replay', () => {
  test('touches nothing, whatever the run says', async () => {
    await record('file.write', { path: 'made.txt', content: 'x' });
    const { exit, json } = await gait(['run', 'replay', 'run_x'], PERMITTED);
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      mode: 'stub',
      steps: [{ execution: 'stubbed', stub_type: 'file' }],
    });
    expect(existsSync(join(cwd, 'made.txt'))).toBe(false);
  });

  test('says of each call that no recorded result answers it', async () => {
    await record('file.write', { path: 'made.txt', content: 'x' });
    expect((await gait(['run', 'replay', 'run_x'])).json).toMatchObject({ stubbed_results: ['i'] });
    const { stdout } = await runInProcess(['run', 'replay', 'run_x'], { cwd });
    expect(stdout).toContain('replayed, 1 of 1 by a stub');
    expect(stdout).toContain('no recorded result, stub of kind file');
  });

  test('ends 2 when results are missing', async () => {
    await record('mail.send', {});
    expect(await gait(['run', 'replay', 'run_x'])).toMatchObject({
      exit: 2,
      json: { missing_results: ['i'] },
    });
  });
});

describe('the interlocks of a real replay', () => {
  const OPEN: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] =
    [
      ['the second flag', ['--real-tools', '--allow-tools', 'echo'], PERMITTED],
      ['a list of tools', ['--real-tools', '--unsafe-real-tools'], PERMITTED],
      ['the variable', ['--real-tools', '--unsafe-real-tools', '--allow-tools', 'echo'], {}],
      [
        'the value 1',
        ['--real-tools', '--unsafe-real-tools', '--allow-tools', 'echo'],
        { GAIT_ALLOW_REAL_REPLAY: 'true' },
      ],
      [
        'a variable made for it',
        [
          '--real-tools',
          '--unsafe-real-tools',
          '--allow-tools',
          'echo',
          '--unsafe-real-tools-env',
          'SHLVL',
        ],
        { SHLVL: '1' },
      ],
      [
        'a working folder',
        ['--real-tools', '--unsafe-real-tools', '--allow-tools', 'File.Write'],
        PERMITTED,
      ],
    ];

  test.each(OPEN)('without %s nothing runs', async (_, words, env) => {
    await record('file.write', { path: 'work/made.txt', content: 'x' });
    expect(await gait(['run', 'replay', 'run_x', ...words], env)).toMatchObject({
      exit: 8,
      json: { ok: false, error_code: 'unsafe_operation', detail: { code: 'replay_unsafe' } },
    });
    expect(existsSync(join(cwd, 'work/made.txt'))).toBe(false);
  });

  test('need a run whose arguments were kept', async () => {
    await record('echo', { message: 'x' }, 'reference');
    expect(
      await gait(['run', 'replay', 'run_x', ...REAL, '--allow-tools', 'echo'], PERMITTED),
    ).toMatchObject({
      exit: 6,
      json: { detail: { code: 'replay_needs_raw' } },
    });
  });
});

describe('a real replay', () => {
  test('echoes', async () => {
    expect(await replay('tool.echo', { message: ' hi ' })).toMatchObject({
      execution: 'executed',
      status: 'ok',
      result_digest: sha256Hex('hi'),
    });
  });

  test('writes inside the working folder', async () => {
    const step = await replay('file.write', { path: 'deep/made.txt', content: 'hello' });
    expect(step).toMatchObject({ status: 'ok', result_digest: sha256Hex('hello') });
    expect(readFileSync(join(cwd, 'work/deep/made.txt'), 'utf8')).toBe('hello');
  });

  test('runs a command there and digests both of its streams', async () => {
    const step = await replay('shell.exec', {
      command: 'echo one; echo two >&2; pwd | sed "s#.*/##"',
    });
    expect(step).toMatchObject({ status: 'ok', result_digest: sha256Hex('one\ntwo\nwork\n') });
  });

  test('says how a command failed', async () => {
    expect(await replay('exec', { command: 'exit 3' })).toMatchObject({
      status: 'error',
      result_digest: sha256Hex('exit status 3'),
    });
  });

  test.each([
    '../escaped.txt',
    '/tmp/gait-replay-escaped.txt',
    'a/../../escaped.txt',
    'link/escaped.txt',
    'link/new/escaped.txt',
  ])('does not write to %s', async (path) => {
    symlinkSync(root, join(cwd, 'work/link'));
    expect(await replay('write_file', { path, content: 'x' })).toMatchObject({ status: 'error' });
    expect(existsSync(join(root, 'escaped.txt'))).toBe(false);
    expect(existsSync(join(cwd, 'escaped.txt'))).toBe(false);
    expect(existsSync('/tmp/gait-replay-escaped.txt')).toBe(false);
    expect(existsSync(join(root, 'new'))).toBe(false);
  });

  test('replaces a link instead of writing through it', async () => {
    writeFileSync(join(root, 'outside.txt'), 'old');
    symlinkSync(join(root, 'outside.txt'), join(cwd, 'work/inside.txt'));
    expect(await replay('file.write', { path: 'inside.txt', content: 'new' })).toMatchObject({
      status: 'ok',
    });
    expect(readFileSync(join(root, 'outside.txt'), 'utf8')).toBe('old');
  });

  test('does not know other tools', async () => {
    expect(await replay('mail.send', {})).toMatchObject({
      status: 'error',
      result_digest: sha256Hex('unsupported real tool: mail.send'),
    });
  });
});
