import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { liveness } from '../locks/process-identity.ts';
import { codeOf } from '../testing/code-of.ts';
import { commandBroker } from './command-broker.ts';
import { openBroker } from './open-broker.ts';
import { ask, everyForm, issued, request, SECRET, world } from './testing/broker-world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-broker-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(script: string): string {
  const path = join(folder, 'broker');
  writeFileSync(path, `#!/bin/sh\ncd '${folder}'\n${script}\n`);
  chmodSync(path, 0o700);
  return path;
}

const run = (script: string, timeoutMs?: number, signal?: AbortSignal) =>
  ask(commandBroker(world(), program(script), [], timeoutMs), request(), signal);

describe('a broker that is a program', () => {
  test('reads the request in the names of the reference and answers a receipt', async () => {
    const path = program(
      `cat > asked; printf '%s' "$*" > args; echo '{"credential_ref":"ref:1","secret":"${SECRET}"}'`,
    );
    const { receipt, secret } = await issued(
      commandBroker(world(), path, ['$(touch hacked)', ' a b ', '']),
    );
    expect(JSON.parse(readFileSync(join(folder, 'asked'), 'utf8'))).toEqual({
      ToolName: 'tool.write',
      Identity: 'alice',
      Workspace: '/repo/app',
      SessionID: '',
      RequestID: '',
      RunID: 'run_1',
      JobID: '',
      Reference: 'vault/app',
      Scope: ['read'],
      TargetBinding: 'f'.repeat(64),
    });
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('$(touch hacked) a b');
    expect(existsSync(join(folder, 'hacked'))).toBe(false);
    expect(receipt).toMatchObject({ credentialRef: 'ref:1', issuedBy: 'command', scope: ['read'] });
    expect(secret?.reveal()).toBe(SECRET);
    expect(everyForm({ receipt, secret })).not.toContain(SECRET);
  });

  test('that fails, talks nonsense or leaks is refused, and nothing it printed is repeated', async () => {
    for (const [script, code] of [
      [`echo '${SECRET}'; echo '${SECRET}' >&2; exit 3`, 'broker_unavailable'],
      [`echo '${SECRET}'`, 'broker_receipt_invalid'],
      [`echo '{"credential_ref":"r","scope":"${SECRET}"}'`, 'broker_receipt_invalid'],
      [`echo '{"credential_ref":"${SECRET}","secret":"${SECRET}"}'`, 'broker_receipt_secret'],
      [`echo '{"credential_ref":""}'`, 'broker_reference_invalid'],
      ['true', 'broker_receipt_invalid'],
      [`echo '{"credential_ref":"r"}'; echo '${SECRET}' >&2`, 'broker_receipt_invalid'],
      [`echo '{"credential_ref":"r"}'; head -c 16400 /dev/zero >&2`, 'broker_output_too_large'],
      [
        `echo '{"credential_ref":"r"}'; head -c 9000 /dev/zero; head -c 9000 /dev/zero >&2`,
        'broker_output_too_large',
      ],
    ] as const) {
      expect(await run(script)).toBe(code);
    }
  });

  test('that hangs is ended with everything it started', async () => {
    const started = performance.now();
    expect(await run('sleep 60 & echo $! > pid; wait', 150)).toBe('broker_timeout');
    expect(performance.now() - started).toBeLessThan(5_000);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    for (let i = 0; i < 100 && liveness(pid, '') === 'alive'; i += 1) await Bun.sleep(10);
    expect(liveness(pid, '')).toBe('dead');
  });

  test('that ignores the polite signal, or is given up, is ended too', async () => {
    expect(await run("trap '' TERM; while :; do sleep 0.05; done", 150)).toBe('broker_timeout');
    const control = new AbortController();
    setTimeout(() => control.abort(), 100);
    expect(await run('sleep 60', 30_000, control.signal)).toBe('broker_timeout');
  });

  test('that cannot be started is unavailable; a command line is no program', async () => {
    for (const name of ['no-such-program-here', `${folder}/none`, 'sh -c true']) {
      expect(await ask(commandBroker(world(), name))).toBe('broker_unavailable');
    }
  });
});

describe('a list of allowed programs', () => {
  const allowed = (list: string, name: string, profile: 'standard' | 'strict' = 'standard') =>
    codeOf(() => commandBroker(world({ GAIT_CREDENTIAL_COMMAND_ALLOWLIST: list }, profile), name));

  test('is kept, by path or, outside strict, by name', () => {
    expect(allowed('/usr/bin/vault', '/usr/bin/../bin/vault')).toBe('no error');
    expect(allowed(' vault ,x', '/tmp/vault')).toBe('no error');
    expect(allowed('vault', '/tmp/vault', 'strict')).toBe('broker_command_not_allowed');
    expect(allowed('/usr/bin/vault', '/usr/bin/vault', 'strict')).toBe('no error');
    expect(allowed('vault', 'vault', 'strict')).toBe('no error');
    expect(allowed('/usr/bin/vault', '/tmp/vault')).toBe('broker_command_not_allowed');
  });

  test('may be missing; under strict the program then has an absolute path', () => {
    expect(allowed(' , ', 'vault')).toBe('no error');
    expect(allowed('', '/usr/bin/vault', 'strict')).toBe('no error');
    expect(allowed('', 'vault', 'strict')).toBe('broker_command_not_allowed');
    expect(allowed('', './vault', 'strict')).toBe('broker_command_not_allowed');
  });
});

test('brokers are opened by name, in any spelling; an unknown one is refused', async () => {
  for (const name of ['', ' OFF ', 'none']) expect(openBroker({ name }, world())).toBeUndefined();
  for (const [choice, name] of [
    [{ name: 'Stub' }, 'stub'],
    [{ name: 'env' }, 'env'],
    [{ name: 'command', command: '/bin/true' }, 'command'],
    [{ name: 'file', file: 'r.json' }, 'file'],
  ] as const) {
    expect(openBroker(choice, world())?.name).toBe(name);
  }
  expect(codeOf(() => openBroker({ name: 'aws' }, world()))).toBe('broker_unsupported');
  for (const name of ['command', 'file', 'vault']) {
    expect(codeOf(() => openBroker({ name }, world()))).toBe('broker_setting_invalid');
  }
});

test('the stub repeats the request, and under strict proves nothing', async () => {
  for (const profile of ['standard', 'strict'] as const) {
    const stub = openBroker({ name: 'stub' }, world({}, profile));
    if (stub === undefined) throw new Error('no broker');
    expect((await issued(stub)).receipt).toMatchObject({
      issuedBy: 'stub',
      ttlSeconds: 300,
      expiresAt: '2026-06-03T12:05:00Z',
      targetBinding: request().targetBinding,
      proof: 'none',
    });
  }
});
