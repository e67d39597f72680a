import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';

/** Black-box tests of the gate that stays: what happens when it is not what it should be. */
const GAIT = join(import.meta.dirname, '..', '..', '..', 'dist', 'gait');

let folder = '';
let repo = '';
let home = '';
let sockets = '';
const ends: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-warm-'));
  repo = join(folder, 'repo');
  home = join(folder, 'home');
  sockets = join(home, '.local/state/gait/warm');
  mkdirSync(join(repo, '.git'), { recursive: true });
  mkdirSync(home);
  run(['init', '--template', 'coding-agent', '--approver', 'alice']);
  run(['trust', '.gait.yaml']);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  rmSync(folder, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  USER: 'bob',
  GAIT_APPROVAL_WAIT: '0s',
  ...more,
});

function run(words: readonly string[], env = environment({ GAIT_WARM: 'off' })): void {
  const { exitCode, stderr } = Bun.spawnSync([GAIT, ...words], { cwd: repo, env });
  if (exitCode !== 0) throw new Error(stderr.toString());
}

/**
 * The process that stands for the coding tool: what descends from it is governed, and the test,
 * which stands for the person, is not.
 */
const TOOL = `
  const at = process.argv.indexOf('hook') - 1;
  const words = process.argv.slice(at);
  const ran = Bun.spawnSync(words, { stdin: await Bun.stdin.bytes(), env: process.env });
  process.stdout.write(ran.stdout);
  process.stderr.write(ran.stderr);
  process.exit(ran.exitCode);
`;

let calls = 0;
function message(tool: string, given: object): string {
  calls += 1;
  return JSON.stringify({
    session_id: 's1',
    cwd: repo,
    hook_event_name: 'PreToolUse',
    permission_mode: 'default',
    tool_name: tool,
    tool_input: given,
    tool_use_id: `call_${calls}`,
  });
}
const read = (path: string): string => message('Read', { file_path: join(repo, path) });

async function hook(
  input: string,
  env = environment(),
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const words = [GAIT, 'hook', '--harness', 'claude', '--project', repo];
  const child = Bun.spawn([process.execPath, '-e', TOOL, ...words], {
    cwd: repo,
    env,
    stdin: new TextEncoder().encode(input),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, err, exit] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exit, out, err };
}

const socketNow = (): string | undefined => {
  if (!existsSync(sockets)) return undefined;
  const name = readdirSync(sockets).find((file) => /^\w+\.sock$/u.test(file));
  return name === undefined ? undefined : join(sockets, name);
};

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await Bun.sleep(20)) {
    const found = look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error('it did not come to that');
}

async function startWarm(words: readonly string[] = []): Promise<{ pid: number; socket: string }> {
  const before = socketNow();
  const inode = before === undefined ? 0 : lstatSync(before).ino;
  const child = Bun.spawn([GAIT, 'hooks', 'warm', ...words], {
    cwd: '/',
    env: environment(),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  ends.push(() => child.kill('SIGKILL'));
  const socket = await until(() => {
    const found = socketNow();
    return found !== undefined && lstatSync(found).ino !== inode && found;
  });
  return { pid: child.pid, socket };
}

/** Somebody else at the place of the gate that stays. */
async function impostor(socket: string, onRequest: (text: string) => string): Promise<string[]> {
  rmSync(socket, { force: true });
  const asked: string[] = [];
  const server: Server = createServer((peer) => {
    let text = '';
    peer.on('error', () => undefined);
    peer.on('data', (bytes) => {
      text += bytes.toString();
      if (!text.endsWith('\n')) return;
      asked.push(text);
      peer.write(onRequest(text));
    });
  });
  await new Promise<void>((listening) => server.listen(socket, listening));
  chmodSync(socket, 0o600);
  ends.push(() => server.close());
  return asked;
}

/** The first that the gate that stays says to these bytes; `''` after a moment of silence. */
function say(socket: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const peer = createConnection(socket, () => peer.write(bytes));
    peer.on('data', (part) => {
      text += part.toString();
      if (text.endsWith('\n')) peer.destroy();
    });
    peer.on('error', () => resolve(text));
    peer.on('close', () => resolve(text));
    peer.setTimeout(400, () => peer.destroy());
  });
}

const traces = (): number =>
  readdirSync(join(repo, 'gait-out/traces')).filter((name) => !name.includes('decision')).length;

test('the first call starts it, and the next is its', async () => {
  expect((await hook(read('a'))).exit).toBe(0);
  const socket = await until(socketNow);
  expect([lstatSync(socket).mode & 0o777, lstatSync(sockets).mode & 0o777]).toEqual([0o600, 0o700]);
  expect((await hook(read('b'))).exit).toBe(0);
  expect((await hook(read('.env'))).exit).toBe(2);
  expect(traces()).toBe(3);
});

test('a hook hands it the message as it came, and prints what it says', async () => {
  const { socket } = await startWarm();
  const answer = { kind: 'answer', stdout: 'said', stderr: 'told', exitCode: 7 };
  const begun = '{"kind":"begun","withinMs":5000}\n';
  const asked = await impostor(socket, () => `${begun}${JSON.stringify(answer)}\n`);
  const input = message('Bash', { command: `echo 'ä\u2028'` });
  expect(await hook(input, environment({ MARK: 'x y' }))).toEqual({
    exit: 7,
    out: 'said',
    err: 'told',
  });
  expect(JSON.parse(asked[0] ?? '')).toMatchObject({
    harness: 'claude',
    project: repo,
    home,
    message: input,
    env: { MARK: 'x y', HOME: home },
  });
});

test.each([
  ['says nothing', ''],
  ['says what is no answer', 'hello\n'],
  ['leaves the verdict out', '{"kind":"answer","stdout":"","stderr":""}\n'],
  ['gives up', '{"kind":"begun","withinMs":5000}\n{"kind":"cold"}\n'],
  ['stops in the middle', '{"kind":"begun","withinMs":100}\n'],
  ['never ends a line', 'x'.repeat(2 * 1024 * 1024)],
])('when it %s, the hook decides by itself', async (_, reply) => {
  const { socket } = await startWarm();
  const asked = await impostor(socket, () => reply);
  expect((await hook(read('a'))).exit).toBe(0);
  expect((await hook(read('.env'))).exit).toBe(2);
  expect(asked.length).toBeGreaterThan(0);
  expect(traces()).toBe(2);
});

test('when it hangs, the hook decides by itself, and another takes its place', async () => {
  const { pid, socket } = await startWarm();
  const { ino } = lstatSync(socket);
  process.kill(pid, 'SIGSTOP');
  expect((await hook(read('.env'))).exit).toBe(2);
  await until(() => lstatSync(socket, { throwIfNoEntry: false })?.ino !== ino);
  expect((await hook(read('a'))).exit).toBe(0);
  process.kill(pid, 'SIGCONT');
  // What the hanging one was asked was answered: it neither runs nor is written down twice.
  await Bun.sleep(300);
  expect(traces()).toBe(2);
});

test('when it is killed, its socket stays and is replaced', async () => {
  const { pid, socket } = await startWarm();
  const { ino } = lstatSync(socket);
  process.kill(pid, 'SIGKILL');
  expect((await hook(read('a'))).exit).toBe(0);
  await until(() => lstatSync(socket, { throwIfNoEntry: false })?.ino !== ino);
  expect((await hook(read('.env'))).exit).toBe(2);
});

test('where others may write, it is not asked', async () => {
  const { socket } = await startWarm();
  const asked = await impostor(
    socket,
    () => '{"kind":"answer","stdout":"","stderr":"","exitCode":0}\n',
  );
  chmodSync(socket, 0o660);
  expect((await hook(read('.env'))).exit).toBe(2);
  chmodSync(socket, 0o600);
  chmodSync(sockets, 0o777);
  expect((await hook(read('.env'))).exit).toBe(2);
  expect(asked).toEqual([]);
});

test('GAIT_WARM=off asks and starts none', async () => {
  expect((await hook(read('a'), environment({ GAIT_WARM: 'off' }))).exit).toBe(0);
  expect(existsSync(sockets)).toBe(false);
});

test('what counts is read for each call: the policy, its trust, the variables of the tool', async () => {
  await startWarm();
  expect((await hook(read('a'))).exit).toBe(0);
  run(['untrust', '.gait.yaml']);
  expect((await hook(read('a'))).err).toContain('policy_untrusted');
  run(['trust', '.gait.yaml']);
  expect((await hook(read('a'))).exit).toBe(0);
  writeFileSync(join(repo, '.gait.yaml'), 'default_verdict: allow\n');
  expect((await hook(read('a'))).err).toContain('policy_changed');
  rmSync(join(repo, '.gait.yaml'));
  expect((await hook(read('a'))).err).toContain('file_missing');
  const elsewhere = join(folder, 'other');
  mkdirSync(elsewhere);
  const moved = environment({ XDG_CONFIG_HOME: elsewhere });
  expect((await hook(read('a'), moved)).exit).toBe(2);
});

test('bytes that are no request are answered with nothing that runs a call, and hurt nobody', async () => {
  const { socket } = await startWarm();
  for (const bytes of [
    '\n',
    'null\n',
    '[]\n',
    '{}\n',
    `{"harness":"claude"}\n`,
    `{"harness":"nobody","project":"/","parent":1,"askedAt":1,"home":"/","env":{},"message":""}\n`,
    `{"harness":"claude","project":"/","parent":1,"askedAt":1,"home":"/","env":{"a":1},"message":""}\n`,
    new Uint8Array([0xff, 0xfe, 0x0a]),
    `${'['.repeat(200_000)}\n`,
  ]) {
    expect(await say(socket, bytes)).toBe('{"kind":"cold"}\n');
  }
  expect(await say(socket, '{"harness":')).toBe('');
  const nowhere = { harness: 'claude', project: 'relative', parent: 1, askedAt: 1, home, env: {} };
  const relative = `${JSON.stringify({ ...nowhere, message: read('a') })}\n`;
  expect(await say(socket, relative)).toBe('{"kind":"cold"}\n');
  expect((await hook(read('a'))).exit).toBe(0);
});

test('a call that waits for a person keeps nobody else waiting', async () => {
  await startWarm();
  const waiting = hook(
    message('Bash', { command: 'unknown-program' }),
    environment({ GAIT_APPROVAL_WAIT: '3s' }),
  );
  await until(() => existsSync(join(home, '.local/state/gait/approvals')));
  let isOver = false;
  void waiting.then(() => (isOver = true));
  expect((await hook(read('a'))).exit).toBe(0);
  expect(isOver).toBe(false);
  expect((await waiting).exit).toBe(2);
});

test('of two that start, one stays; the last one ends when nobody asks', async () => {
  const first = await startWarm(['--idle', '1s']);
  const second = await startWarm(['--idle', '1s']);
  expect(second.pid).not.toBe(first.pid);
  await until(() => !existsSync(second.socket) && readdirSync(sockets).length === 0);
}, 20_000);
