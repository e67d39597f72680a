import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';

/** The executable that `npm test` builds. */
export const GAIT = join(import.meta.dirname, '..', '..', '..', '..', 'dist', 'gait');

/** What a gate says when it is ready. */
export interface Ready {
  readonly address: string;
  readonly journal: string;
  readonly policy_digest: string;
  readonly token_path?: string;
}

/** How a process ended. */
export interface Ended {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `gait gate serve`. */
export interface ServingProcess {
  readonly ready: Ready;
  readonly socket: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** An answer over HTTP. */
export interface Said {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A folder with a policy and a key, in which gates serve. */
export interface ServingWorld {
  readonly folder: string;
  readonly publicKey: string;
  readonly env: Readonly<Record<string, string>>;
  write(name: string, text: string): string;
  /** Runs the executable to its end. */
  run(words: readonly string[]): Promise<Ended>;
  /** Starts a gate on a socket in the folder and waits until it is ready. */
  serve(words?: readonly string[], shell?: string): Promise<ServingProcess>;
  /** Ends what still runs and removes the folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Everything allowed, unless a test says otherwise. */
const POLICY = 'default_verdict: allow\n';

/** Makes a folder of its own, its home below it. */
export function servingWorld(policy = POLICY): ServingWorld {
  const folder = mkdtempSync(join(tmpdir(), 'gait-served-'));
  const running = new Set<ServingProcess>();
  const pair = generateKeyPair();
  const env = { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), TZ: 'UTC' };
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  write('policy.yaml', policy);
  write('gate.key', pair.privateKey);
  const start = (words: readonly string[], shell?: string): ChildProcess =>
    shell === undefined
      ? spawn(GAIT, words, { cwd: folder, env })
      : spawn('bash', ['-c', `${shell}; exec "$0" "$@"`, GAIT, ...words], { cwd: folder, env });
  let count = 0;
  return {
    folder,
    env,
    write,
    publicKey: pair.publicKey,
    run: (words) => endOf(start(words)),
    async serve(words = [], shell) {
      count += 1;
      const socket = join(folder, `${count}.sock`);
      const given = ['gate', 'serve', '--key-mode', 'prod', '--private-key', 'gate.key', ...words];
      if (!words.includes('--policy')) given.push('--policy', 'policy.yaml');
      if (!words.includes('--listen')) given.push('--listen', `unix:${socket}`);
      const child = start(given, shell);
      const ended = endOf(child);
      const ready = await readyLine(child, ended);
      const at = ready.address.startsWith('unix:') ? ready.address.slice(5) : '';
      const serving = { ready, socket: at, child, ended };
      running.add(serving);
      void ended.then(() => running.delete(serving));
      return serving;
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function endOf(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => (text[name] += chunk.toString()));
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (exit, signal) => done({ exit, signal, ...text }));
  });
}

function readyLine(child: ChildProcess, ended: Promise<Ended>): Promise<Ready> {
  return new Promise((done, fail) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) done(JSON.parse(text.slice(0, text.indexOf('\n'))) as Ready);
    });
    void ended.then(({ stderr }) => fail(new Error(`the gate did not start: ${stderr}`)), fail);
  });
}

/** The call that most tests ask for. */
export const WRITE = {
  tool_name: 'tool.write',
  args: { path: 'a.txt' },
  targets: [{ kind: 'path', value: '/srv/a.txt', operation: 'write' }],
  context: { risk_class: 'low' },
};

/** Where and how to ask. */
export interface Ask {
  readonly socket?: string;
  readonly port?: number;
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

/** Sends one request: `POST /v1/decide` with an intent unless a path is given. */
export function ask({ socket, port, path, body, headers = {}, agent }: Ask): Promise<Said> {
  const decides = path === undefined;
  return new Promise((done, fail) => {
    const sent = request(
      {
        ...(socket === undefined ? { host: '127.0.0.1', port } : { socketPath: socket }),
        path: path ?? '/v1/decide',
        method: decides ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', ...headers },
        agent: agent ?? false,
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer was cut')));
        response.on('end', () => {
          const said = text.startsWith('{') ? (JSON.parse(text) as Said['body']) : {};
          done({ status: response.statusCode ?? 0, text, body: said });
        });
      },
    );
    sent.on('error', fail);
    sent.end(decides ? JSON.stringify(body ?? { intent: WRITE }) : undefined);
  });
}
