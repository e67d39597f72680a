import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOfAsync } from '../testing/code-of.ts';
import { liveness } from '../locks/process-identity.ts';
import { runChild, type ChildRequest, type ChildResult } from './run-child.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-child-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const env = { PATH: process.env['PATH'] };
const run = (command: string, more: Partial<ChildRequest> = {}): Promise<ChildResult> =>
  runChild({ command, cwd: folder, env, ...more });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

test('exit status, both outputs and the working folder are as the child made them', async () => {
  const result = await run('pwd -P; echo error >&2; exit 7');
  expect(result).toMatchObject({
    exitCode: 7,
    signal: undefined,
    timedOut: false,
    truncated: false,
  });
  expect(text(result.stdout).trim()).toEndWith(folder);
  expect(text(result.stderr)).toBe('error\n');
});

test('a program is started without a shell, so its arguments are taken as they are', async () => {
  const result = await runChild({ argv: ['printf', '%s|', 'a b', '$HOME', ';echo'], env });
  expect(text(result.stdout)).toBe('a b|$HOME|;echo|');
});

test('the environment is exactly the one given, without what takes over an executable', async () => {
  const result = await run('env', {
    env: { ...env, A: '1', BUN_OPTIONS: '--preload ./x.ts', BUN_BE_BUN: '1', B: undefined },
  });
  const names = text(result.stdout)
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names).toContain('A');
  for (const name of ['BUN_OPTIONS', 'BUN_BE_BUN', 'B', 'HOME']) expect(names).not.toContain(name);
});

test('standard input is what was given, and empty otherwise', async () => {
  expect(text((await run('cat', { input: 'hello' })).stdout)).toBe('hello');
  expect(text((await run('cat')).stdout)).toBe('');
  expect((await run('exit 0', { input: 'x'.repeat(1_000_000) })).exitCode).toBe(0);
});

test('output beyond the bound is dropped and the child still finishes', async () => {
  const result = await run('head -c 3000000 /dev/zero; echo done >&2', { maxOutputBytes: 1000 });
  expect(result).toMatchObject({ exitCode: 0, truncated: true });
  expect(result.stdout.byteLength).toBe(1000);
  expect(text(result.stderr)).toBe('done\n');
});

test('of an output beyond the bound the end is kept where that is asked for, however it comes', async () => {
  const lines = 'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done';
  for (const command of [lines, `(${lines}) | cat`]) {
    const result = await run(command, { maxOutputBytes: 19, keep: 'end' });
    expect(text(result.stdout)).toBe('ine 2998\nline 2999\n'.slice(-19));
    expect(result.truncated).toBe(true);
  }
  const short = await run('printf abc', { maxOutputBytes: 3, keep: 'end' });
  expect([text(short.stdout), short.truncated]).toEqual(['abc', false]);
});

test('all of an output is handed on while only its end is kept', async () => {
  const sizes = { stdout: 0, stderr: 0 };
  const result = await run('head -c 3000000 /dev/zero; echo done >&2', {
    maxOutputBytes: 1000,
    keep: 'end',
    onChunk: (name, chunk) => (sizes[name] += chunk.byteLength),
  });
  expect(sizes).toEqual({ stdout: 3_000_000, stderr: 5 });
  expect(result.stdout.byteLength).toBe(1000);
});

test('what a taker of output throws is thrown once the child has ended', async () => {
  let given = 0;
  const running = run('head -c 3000000 /dev/zero; touch ended', {
    onChunk: () => {
      given++;
      throw new Error('no room');
    },
  });
  const failure: unknown = await running.then(() => undefined).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect([given, existsSync(join(folder, 'ended'))]).toEqual([1, true]);
});

test('at the time limit the child and its children are ended', async () => {
  const result = await run('sleep 60 & echo $! > pid; wait', { timeoutMs: 200 });
  expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM', exitCode: 143 });
  expect(result.durationMs).toBeLessThan(5_000);
  expect(await isGone()).toBe(true);
});

test('a child that ignores the polite signal is killed after the grace time', async () => {
  const result = await run("trap '' TERM; while :; do sleep 0.05; done", {
    timeoutMs: 200,
    graceMs: 200,
  });
  expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: 137 });
});

test('what a child leaves running in the background is killed and does not hold up the result', async () => {
  const result = await run('sleep 60 & echo $! > pid');
  expect(result.exitCode).toBe(0);
  expect(result.durationMs).toBeLessThan(5_000);
  expect(await isGone()).toBe(true);
});

test('an abort ends the child', async () => {
  const control = new AbortController();
  setTimeout(() => control.abort(), 100);
  const result = await run('sleep 60', { signal: control.signal });
  expect(result).toMatchObject({ timedOut: false, signal: 'SIGTERM' });
  expect((await run('sleep 60', { signal: control.signal })).signal).toBe('SIGTERM');
});

test('a missing program and a missing folder are refused with a code and leave no signal listeners', async () => {
  const listeners = process.listenerCount('SIGTERM');
  expect(await codeOfAsync(() => runChild({ argv: ['no-such-program-here'], env }))).toBe(
    'child_start',
  );
  expect(await codeOfAsync(() => run('true', { cwd: join(folder, 'none') }))).toBe('child_start');
  expect(await codeOfAsync(() => runChild({ argv: [folder], env }))).toBe('child_start');
  expect(await codeOfAsync(() => runChild({ argv: ['printf', 'a\0b'], env }))).toBe('child_start');
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
  expect(await codeOfAsync(() => runChild({ argv: [], env }))).toBe('invalid_input');
  expect(await codeOfAsync(() => runChild({ argv: ['true'], command: 'true', env }))).toBe(
    'invalid_input',
  );
});

async function isGone(): Promise<boolean> {
  if (!existsSync(join(folder, 'pid'))) return false;
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  for (let i = 0; i < 100 && liveness(pid, '') === 'alive'; i += 1) await Bun.sleep(10);
  return liveness(pid, '') === 'dead';
}
