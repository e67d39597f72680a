import { afterAll, afterEach, describe, expect, spyOn, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@gait/canon';
import { sampleGate } from '../gate/testing/sample-gate.ts';
import { createDecisionQueue } from './decision-queue.ts';
import type { GateService } from './handle-request.ts';
import { serveGate, type GateAddress, type ServingGate } from './serve-gate.ts';
import { strictClock } from './strict-clock.ts';
import { ALICE, ask, bodyOf, POLICY, serviceOf, TOKEN } from './testing/sample-service.ts';
import { TLS_CERT, TLS_KEY } from './testing/tls-pair.ts';

const folder = mkdtempSync(join(tmpdir(), 'gait-serve-'));
const open: ServingGate[] = [];
let count = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(async () => {
  await Promise.all(open.splice(0).map((serving) => serving.close(100)));
});

function socket(): GateAddress & { path: string } {
  count += 1;
  return { kind: 'socket', path: join(folder, `${count}.sock`) };
}

const PEM = { type: 'pkcs8', format: 'pem' } as const;
const LOOPBACK: GateAddress = { kind: 'tcp', host: '127.0.0.1', port: 0 };
const OVER_TCP = { socketCaller: undefined, tokens: serviceOf().admission.tokens };

async function start(service: GateService, at: GateAddress): Promise<ServingGate> {
  const serving = await serveGate(service, at);
  open.push(serving);
  return serving;
}

describe('a gate on a Unix socket', () => {
  test('decides as its owner, and only its owner can open it', async () => {
    const at = socket();
    const service = serviceOf();
    await start(service, at);
    const said = await ask({ socketPath: at.path }, { body: bodyOf() });
    expect(said).toMatchObject({ status: 200, body: { ok: true, verdict: 'allow' } });
    expect(statSync(at.path).mode & 0o777).toBe(0o600);
    expect(said.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('takes identity and workspace from the socket, and refuses other claims', async () => {
    const at = socket();
    await start(serviceOf(), at);
    for (const claim of [{ identity: 'root' }, { workspace: '/etc' }]) {
      const said = await ask({ socketPath: at.path }, { body: bodyOf(claim) });
      expect(said).toMatchObject({
        status: 403,
        body: { ok: false, verdict: 'block', error_code: 'request_identity' },
      });
    }
    expect((await ask({ socketPath: at.path }, { body: bodyOf(ALICE) })).status).toBe(200);
  });

  test('never answers a simulated call with a permission', async () => {
    const at = socket();
    await start(serviceOf(), at);
    const said = await ask({ socketPath: at.path }, { body: bodyOf({}, { simulate: true }) });
    expect(said.body).toMatchObject({ ok: true, verdict: 'dry_run', simulated_verdict: 'allow' });
  });

  test('blocks what it cannot read', async () => {
    const at = socket();
    await start(serviceOf(), at);
    const bodies: Record<string, string> = {
      json_syntax: '{',
      json_duplicate_key: '{"intent":{},"intent":{}}',
      request_invalid: '{"intent":{},"policy":"mine.yaml"}',
      request_too_large: JSON.stringify({ intent: 'x'.repeat(1024 * 1024) }),
    };
    for (const [code, body] of Object.entries(bodies)) {
      const said = await ask({ socketPath: at.path }, { body });
      expect([said.body['verdict'], said.body['error_code']]).toEqual(['block', code]);
      expect(said.status).toBeGreaterThanOrEqual(400);
    }
    const typed = await ask(
      { socketPath: at.path },
      { body: bodyOf(), headers: { 'content-type': 'text/plain' } },
    );
    expect(typed.body['error_code']).toBe('request_type');
    expect((await ask({ socketPath: at.path }, { path: '/' })).body['error_code']).toBe(
      'request_path',
    );
  });

  test('takes the place of a killed gate, and never that of a living one or of a file', async () => {
    const at = socket();
    await start(serviceOf(), at);
    const second = await serveGate(serviceOf(), at).catch((error) => error.code);
    expect(second).toBe('serve_address_used');
    const file = socket();
    writeFileSync(file.path, 'precious');
    expect(await serveGate(serviceOf(), file).catch((error) => error.code)).toBe(
      'serve_address_used',
    );
  });

  test('answers a fault of the gate as a block', async () => {
    const at = socket();
    const setup = sampleGate(POLICY, { record: () => Promise.reject(new TypeError('a defect')) });
    await start(serviceOf({ setup }), at);
    const said = await ask({ socketPath: at.path }, { body: bodyOf() });
    expect(said).toMatchObject({
      status: 500,
      body: { verdict: 'block', reason_codes: ['internal_failure'] },
    });
    expect(said.text).not.toContain('a defect');
  });

  test('says that it is overloaded before it is late', async () => {
    const at = socket();
    const { promise, resolve } = Promise.withResolvers<never>();
    const setup = sampleGate(POLICY, { record: () => promise });
    const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 150 });
    await start(serviceOf({ setup, queue }), at);
    const first = ask({ socketPath: at.path }, { body: bodyOf() });
    await Bun.sleep(30);
    const second = await ask({ socketPath: at.path }, { body: bodyOf() });
    expect(second).toMatchObject({ status: 503, body: { verdict: 'block' } });
    expect(second.headers['retry-after']).toBe('1');
    expect(await first).toMatchObject({ status: 504, body: { error_code: 'gate_deadline' } });
    resolve(undefined as never);
  });

  test('is not healthy while it cannot keep evidence', async () => {
    const at = socket();
    let fault: CodedError | undefined = new CodedError('disk_full', 'no room', {
      hint: 'make room',
    });
    await start(serviceOf({ evidenceFault: () => fault }), at);
    expect(await ask({ socketPath: at.path }, { path: '/healthz' })).toMatchObject({
      status: 503,
      body: { ok: false, error_code: 'disk_full', hint: 'make room' },
    });
    fault = undefined;
    expect((await ask({ socketPath: at.path }, { path: '/healthz' })).status).toBe(200);
  });

  test('counts what it said', async () => {
    const at = socket();
    await start(serviceOf(), at);
    await ask({ socketPath: at.path }, { body: bodyOf() });
    await ask({ socketPath: at.path }, { body: '{' });
    const { text, headers } = await ask({ socketPath: at.path }, { path: '/metrics' });
    expect(headers['content-type']).toContain('version=0.0.4');
    expect(text).toContain('gait_gate_decisions_total{verdict="allow"} 1\n');
    expect(text).toContain('gait_gate_refusals_total{code="json_syntax"} 1\n');
    expect(text).toContain('gait_gate_decision_seconds_bucket{le="+Inf"} 1\n');
    expect((await ask({ socketPath: at.path }, { path: '/healthz' })).body['ok']).toBe(true);
  });
});

test('a socket is closed to others from its first moment, whatever the umask', async () => {
  const at = socket();
  const before = process.umask(0);
  const listening = Server.prototype.listen;
  let modes: number[] = [];
  const listen = function (this: Server, ...given: unknown[]): Server {
    modes = [process.umask()];
    return Reflect.apply(listening, this, given) as Server;
  };
  const seen = spyOn(Server.prototype, 'listen').mockImplementation(listen as typeof listening);
  try {
    await start(serviceOf(), at);
    expect(modes).toEqual([0o177]);
    expect(process.umask()).toBe(0);
    expect(statSync(at.path).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(before);
    seen.mockRestore();
  }
});

describe('a gate on a loopback port', () => {
  const bearer = { authorization: `Bearer ${TOKEN}` };

  test('lets in who has a token, as whom the token says', async () => {
    const { port = 0 } = await start(serviceOf({ admission: OVER_TCP }), LOOPBACK);
    const said = await ask({ port }, { body: bodyOf(), headers: bearer });
    expect(said).toMatchObject({ status: 200, body: { verdict: 'allow' } });
    for (const authorization of ['', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const refused = await ask({ port }, { body: bodyOf(), headers: { authorization } });
      expect(refused).toMatchObject({
        status: 401,
        body: { verdict: 'block', error_code: 'request_unauthorized' },
      });
    }
    expect((await ask({ port }, { path: '/metrics' })).status).toBe(401);
  });

  test('refuses web pages and rebound names, even with a token', async () => {
    const { port = 0 } = await start(serviceOf({ admission: OVER_TCP }), LOOPBACK);
    const page = { ...bearer, origin: 'http://localhost:3000' };
    expect((await ask({ port }, { body: bodyOf(), headers: page })).body['error_code']).toBe(
      'request_origin',
    );
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost']) {
      const said = await ask({ port }, { body: bodyOf(), headers: { ...bearer, host } });
      expect(said.body['error_code']).toBe('request_host');
    }
    const own = { ...bearer, host: `localhost:${port}` };
    expect((await ask({ port }, { body: bodyOf(), headers: own })).status).toBe(200);
  });

  test('is not opened to other machines without TLS', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.org']) {
      const at: GateAddress = { kind: 'tcp', host, port: 0 };
      expect(await serveGate(serviceOf(), at).catch((error) => error.code)).toBe(
        'serve_address_insecure',
      );
    }
  });
});

describe('a gate over TLS', () => {
  const tls = { cert: TLS_CERT, key: TLS_KEY };

  test('answers to the names of its certificate, on whatever address it listens', async () => {
    const at: GateAddress = { kind: 'tcp', host: '0.0.0.0', port: 0, tls };
    const { port = 0, address } = await start(serviceOf({ admission: OVER_TCP }), at);
    expect(address).toBe(`https://0.0.0.0:${port}`);
    const said = async (host: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${TOKEN}`, host };
      const url = `https://127.0.0.1:${port}/healthz`;
      const answer = await fetch(url, { headers, tls: { rejectUnauthorized: false } });
      const body = (await answer.json()) as { error_code?: string };
      return body.error_code ?? answer.status;
    };
    expect(await said(`gate.test:${port}`)).toBe(200);
    expect(await said('192.0.2.7')).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, '192.0.2.8', '[::1]', '']) {
      expect([host, await said(host)]).toEqual([host, 'request_host']);
    }
  });

  test('does not start with a certificate or key that cannot be used', async () => {
    for (const broken of [
      { ...tls, cert: 'no certificate' },
      { ...tls, key: 'no key' },
      { ...tls, key: generateKeyPairSync('ed25519').privateKey.export(PEM).toString() },
    ]) {
      const at: GateAddress = { kind: 'tcp', host: '127.0.0.1', port: 0, tls: broken };
      const code = await serveGate(serviceOf(), at).catch((error) => error.code);
      expect(code).toBe('serve_tls_invalid');
    }
  });
});

describe('the clock of a serving gate', () => {
  test('never gives a moment twice and refuses to be set back', () => {
    const moments = [5_000_000_000n, 5_000_000_000n, 4_500_000_000n, 1_000_000_000n];
    const clock = strictClock(() => moments.shift() ?? 0n);
    expect([clock(), clock(), clock()]).toEqual([5_000_000_000n, 5_000_000_001n, 5_000_000_002n]);
    expect(() => clock()).toThrow('set back');
  });
});
