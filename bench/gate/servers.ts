import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@gait/canon';
import { CALLER, FLAT_INTENTS, FLAT_RULES, regoPolicy } from './equal-policy.ts';
import type { Load } from './load-client.ts';

/** A server that is ready, and how it is asked. */
export interface Served {
  readonly ask: Pick<Load, 'port' | 'path' | 'headers' | 'asks'>;
  readonly stop: () => Promise<void>;
}

/** `gait gate serve` over the equal policy; the evidence goes to a folder on the disk. */
export async function startGait(gait: string, inputs: string, folder: string): Promise<Served> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(
    gait,
    [
      ...['gate', 'serve', '--policy', join(inputs, 'equal.yaml'), '--listen', '127.0.0.1:0'],
      ...['--identity', CALLER.identity, '--workspace', CALLER.workspace],
      ...['--key-mode', 'prod', '--private-key', join(inputs, 'main_private.key')],
      ...['--journal', join(folder, 'journal'), '--no-config'],
    ],
    {
      cwd: folder,
      env: { ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ready = JSON.parse(await firstLine(child)) as { address: string; token_path: string };
  const token = readFileSync(ready.token_path, 'utf8').trim();
  const asks = asksWith((intent) => ({ intent }));
  return {
    ask: {
      port: Number(new URL(ready.address).port),
      path: '/v1/decide',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      asks,
    },
    stop: () => stopChild(child),
  };
}

/** `opa run --server` over the same policy in Rego. */
export async function startOpa(opa: string, folder: string): Promise<Served> {
  mkdirSync(folder, { recursive: true });
  const policy = join(folder, 'equal.rego');
  writeFileSync(policy, regoPolicy(FLAT_RULES));
  const port = await freePort();
  const child = spawn(
    opa,
    ['run', '--server', '--addr', `127.0.0.1:${port}`, '--log-level', 'error', policy],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  for (let attempt = 0; ; attempt += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (up?.ok === true) break;
    if (attempt === 100) throw new Error('OPA does not answer');
    await Bun.sleep(50);
  }
  return {
    ask: {
      port,
      path: '/v1/data/gait/decision',
      headers: { 'content-type': 'application/json' },
      asks: asksWith((intent) => ({ input: intent })),
    },
    stop: () => stopChild(child),
  };
}

function asksWith(wrap: (intent: JsonObject) => JsonObject): Load['asks'] {
  return FLAT_INTENTS.map(({ verdict, intent }) => ({
    body: JSON.stringify(wrap(intent)),
    expect: `"verdict":"${verdict}"`,
  }));
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
    });
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${text}`)));
    child.once('error', fail);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => {
    server.close(() => closed());
  });
  return port;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
  });
  child.kill('SIGTERM');
  await ended;
}
