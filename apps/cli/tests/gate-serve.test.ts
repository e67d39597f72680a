import { afterEach, describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printCallerTokens } from '@gait/boundary';
import { killWhileServing } from './serving/kill-while-serving.ts';
import {
  ask,
  servingWorld,
  WRITE,
  type ServingProcess,
  type ServingWorld,
} from './serving/serving-process.ts';

/** Black-box tests of `gait gate serve`: the built executable, real signals, real sockets. */
const worlds: ServingWorld[] = [];
const worldOf = (policy?: string): ServingWorld => {
  const made = servingWorld(policy);
  worlds.push(made);
  return made;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

const mode = (path: string): number => statSync(path).mode & 0o777;
const journalLines = ({ ready }: ServingProcess): { trace: { event_id: string } }[] =>
  readFileSync(ready.journal, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { trace: { event_id: string } });
const portOf = ({ ready }: ServingProcess): number => Number(/:(\d+)$/u.exec(ready.address)?.[1]);

describe('a gate on a socket', () => {
  test('says where it is, decides, keeps what it decided, and lets nobody else in', async () => {
    const world = worldOf();
    const gate = await world.serve();
    const { status, body } = await ask({ socket: gate.socket });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, verdict: 'allow' });
    expect(body['policy_digest']).toBe(gate.ready.policy_digest);
    expect(journalLines(gate).map(({ trace }) => trace.event_id)).toEqual([
      String(body['event_id']),
    ]);
    expect([mode(gate.socket), mode(gate.ready.journal)]).toEqual([0o600, 0o600]);
    const health = await ask({ socket: gate.socket, path: '/healthz' });
    expect(health.body).toMatchObject({ ok: true, running: 0 });
    const { text } = await ask({ socket: gate.socket, path: '/metrics' });
    expect(text).toContain('gait_gate_decisions_total{verdict="allow"} 1');
  });

  test('takes over the socket of a gate that was killed, and leaves that of a living one', async () => {
    const world = worldOf();
    const first = await world.serve();
    const listen = ['--listen', `unix:${first.socket}`];
    expect((await world.serve(listen).catch(String)).toString()).toContain('another gate');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(first.socket)).toBe(true);
    const second = await world.serve(listen);
    expect((await ask({ socket: second.socket })).body['verdict']).toBe('allow');
  });

  test.each([
    ['cannot be read', 'rules: [', 6],
    ['has an unknown key', 'default_verdcit: allow\n', 6],
  ])('does not start with a policy that %s, and leaves nothing behind', async (_, policy, exit) => {
    const world = worldOf(policy);
    const socket = join(world.folder, 'never.sock');
    const words = ['gate', 'serve', '--policy', 'policy.yaml', '--listen', `unix:${socket}`];
    const { exit: status, stdout } = await world.run([...words, '--json']);
    expect(status).toBe(exit);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
    expect(existsSync(socket)).toBe(false);
    expect(existsSync(join(world.folder, 'home'))).toBe(false);
  });
});

describe('a gate on a loopback port', () => {
  test('lets in who can read its token', async () => {
    const world = worldOf();
    const gate = await world.serve(['--listen', '127.0.0.1:0']);
    const port = portOf(gate);
    const path = gate.ready.token_path ?? '';
    expect(mode(path)).toBe(0o600);
    const token = readFileSync(path, 'utf8').trim();
    const said = await ask({ port, headers: { authorization: `Bearer ${token}` } });
    expect(said).toMatchObject({ status: 200, body: { verdict: 'allow' } });
    for (const authorization of [`Bearer ${token}x`, `Bearer `, token]) {
      const refused = await ask({ port, headers: { authorization } });
      expect(refused).toMatchObject({
        status: 401,
        body: { ok: false, verdict: 'block', error_code: 'request_unauthorized' },
      });
    }
    expect((await ask({ port })).status).toBe(401);
    expect(journalLines(gate)).toHaveLength(1);
    const other = await world.serve(['--listen', '127.0.0.1:0']);
    expect(other.ready.token_path).not.toBe(path);
    expect(await world.serve(['--listen', `127.0.0.1:${port}`]).catch(String)).toContain('in use');
    expect(readFileSync(path, 'utf8').trim()).toBe(token);
    gate.child.kill('SIGTERM');
    expect((await gate.ended).exit).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test('knows its callers by the file of tokens, and nobody is who he says', async () => {
    const world = worldOf(
      'default_verdict: block\nrules:\n  - {name: a, effect: allow, match: {identities: [alice]}}\n',
    );
    const alice = { identity: 'alice', workspace: '/srv' };
    world.write('tokens.json', printCallerTokens('the-token-of-alice', alice));
    const gate = await world.serve(['--listen', '127.0.0.1:0', '--tokens', 'tokens.json']);
    const port = portOf(gate);
    const headers = { authorization: 'Bearer the-token-of-alice' };
    expect((await ask({ port, headers })).body['verdict']).toBe('allow');
    const intent = { ...WRITE, context: { risk_class: 'low', identity: 'root' } };
    expect((await ask({ port, headers, body: { intent } })).body['error_code']).toBe(
      'request_identity',
    );
  });

  test('is not opened to other machines without TLS', async () => {
    const world = worldOf();
    const words = ['gate', 'serve', '--policy', 'policy.yaml', '--listen', '0.0.0.0:0', '--json'];
    const { exit, stdout } = await world.run(words);
    expect(exit).toBe(8);
    expect(JSON.parse(stdout)).toMatchObject({ detail: { code: 'serve_address_insecure' } });
  });
});

describe('a gate that is told to end', () => {
  test('answers what it took on, ends with 0 and takes its socket away', async () => {
    const world = worldOf();
    const gate = await world.serve();
    const asked = Array.from({ length: 40 }, () => ask({ socket: gate.socket }).catch(() => null));
    await Promise.race(asked);
    gate.child.kill('SIGTERM');
    const said = (await Promise.all(asked)).flatMap((answer) => (answer === null ? [] : [answer]));
    const { exit, stdout } = await gate.ended;
    expect(exit).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(existsSync(gate.socket)).toBe(false);
    const kept = new Set(journalLines(gate).map(({ trace }) => trace.event_id));
    const allowed = said.filter(({ body }) => body['verdict'] === 'allow');
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.filter(({ body }) => !kept.has(String(body['event_id'])))).toEqual([]);
    for (const { body } of said) {
      if (body['verdict'] !== 'allow') expect(body['error_code']).toBe('gate_draining');
    }
  });

  test('leaves no journal when it decided nothing', async () => {
    const world = worldOf();
    const gate = await world.serve();
    gate.child.kill('SIGTERM');
    expect((await gate.ended).exit).toBe(0);
    expect(existsSync(gate.ready.journal)).toBe(false);
  });

  test('a second time does not wait for anybody', async () => {
    const world = worldOf();
    const gate = await world.serve();
    // A connection that never sends its request would be waited for.
    const open = Bun.connect({ unix: gate.socket, socket: { data: () => undefined } });
    const head = ['POST /v1/decide HTTP/1.1', 'Host: gate', 'Content-Type: application/json'];
    (await open).write([...head, 'Content-Length: 5', '', '{'].join('\r\n'));
    await Bun.sleep(50);
    gate.child.kill('SIGTERM');
    await Bun.sleep(100);
    expect(gate.child.exitCode).toBeNull();
    const before = performance.now();
    gate.child.kill('SIGTERM');
    expect((await gate.ended).exit).toBe(143);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('what changes while a gate serves', () => {
  test('a kill switch stops the next call, and the stop is written down', async () => {
    const world = worldOf();
    const add = ['kill-switch', 'add', '--state', 'kill.json', '--tool-name', 'tool.write'];
    const reason = ['--reason', 'incident', '--actor', 'alice'];
    world.write('kill.json', KILL_STATE);
    const gate = await world.serve(['--kill-switch-state', 'kill.json']);
    expect((await ask({ socket: gate.socket })).body['verdict']).toBe('allow');
    expect(await world.run([...add, ...reason])).toMatchObject({ exit: 0 });
    const { body } = await ask({ socket: gate.socket });
    expect(body).toMatchObject({ ok: true, verdict: 'block' });
    expect(String(body['reason_codes'])).toContain('kill_switch');
    const line = readFileSync(join(world.folder, 'kill_switch_journal.jsonl'), 'utf8');
    expect(JSON.parse(line)).toMatchObject({ source: 'gate_serve', trace_id: body['trace_id'] });
  });

  test('a withdrawn approval counts no more', async () => {
    const world = worldOf('default_verdict: require_approval\n');
    const intent = {
      ...WRITE,
      context: { identity: 'alice', workspace: '/srv', risk_class: 'low' },
    };
    world.write('intent.json', JSON.stringify(intent));
    world.write('approver.pub', world.publicKey);
    const caller = ['--identity', 'alice', '--workspace', '/srv'];
    const gate = await world.serve([...caller, '--approval-public-key', 'approver.pub']);
    const subject = ['--intent', 'intent.json', '--policy', 'policy.yaml'];
    const signs = ['--key-mode', 'prod', '--private-key', 'gate.key'];
    const says = ['--ttl', '1h', '--approver', 'bob', '--reason-code', 'ok', '--out', 'a.json'];
    expect(await world.run(['approve', ...subject, ...says, ...signs])).toMatchObject({ exit: 0 });
    const approval = JSON.parse(readFileSync(join(world.folder, 'a.json'), 'utf8')) as {
      token_id: string;
    };
    const body = { intent, approvals: [approval] };
    expect((await ask({ socket: gate.socket })).body['verdict']).toBe('require_approval');
    expect((await ask({ socket: gate.socket, body })).body['verdict']).toBe('allow');
    const revoke = ['approve', '--revoke', approval.token_id, '--reason-code', 'mistake'];
    expect(await world.run([...revoke, ...signs])).toMatchObject({ exit: 0 });
    expect((await ask({ socket: gate.socket, body })).body).toMatchObject({
      verdict: 'require_approval',
      valid_approvals: 0,
    });
  });

  test('two gates share one limit', async () => {
    const limit = '{requests: 5, window: hour, scope: identity}';
    const world = worldOf(
      `default_verdict: block\nrules:\n  - {name: w, effect: allow, rate_limit: ${limit}}\n`,
    );
    const shared = ['--rate-limit-state', 'limits.json', '--identity', 'alice'];
    const gates = [await world.serve(shared), await world.serve(shared)];
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask({ socket: gates[index % 2]?.socket ?? '' })),
    );
    const verdicts = said.map(({ body }) => body['verdict']);
    expect(verdicts.filter((verdict) => verdict === 'allow')).toHaveLength(5);
    expect(verdicts.filter((verdict) => verdict === 'block')).toHaveLength(15);
  });
});

describe('a gate whose machine fails', () => {
  test('killed under sixteen callers it has kept all that it said', async () => {
    const { acknowledged, lost } = await killWhileServing(400);
    expect(acknowledged).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  }, 20_000);

  test('with no room left it blocks with a code and says nothing that it has not kept', async () => {
    const world = worldOf();
    const gate = await world.serve([], 'ulimit -f 16');
    const said = await Promise.all(Array.from({ length: 30 }, () => ask({ socket: gate.socket })));
    const kept = journalLines(gate).map(({ trace }) => trace.event_id);
    const allowed = said.filter(({ body }) => body['verdict'] === 'allow');
    const blocked = said.filter(({ body }) => body['verdict'] === 'block');
    expect(allowed.map(({ body }) => body['event_id']).toSorted()).toEqual(kept.toSorted());
    expect(blocked.length).toBeGreaterThan(0);
    for (const { body } of blocked) {
      expect(body).toMatchObject({ ok: false, error_code: 'disk_full' });
    }
    const health = await ask({ socket: gate.socket, path: '/healthz' });
    expect(health).toMatchObject({ status: 503, body: { ok: false, error_code: 'disk_full' } });
  });
});

/** A state that stops nothing. */
const KILL_STATE = JSON.stringify({
  schema_id: 'gait.gate.kill_switch_state',
  schema_version: '1.0.0',
  created_at: '2026-06-01T00:00:00Z',
  updated_at: '2026-06-01T00:00:00Z',
  producer_version: '0.1.0',
  entries: [],
});
