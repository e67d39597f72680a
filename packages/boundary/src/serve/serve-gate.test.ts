import { afterAll, afterEach, describe, expect, spyOn, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest, Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError, encodeRecord, sha256Hex, type Json } from '@gait/canon';
import { intentRecord } from '@gait/gate';
import { SealedSecret, type Broker } from '@gait/local';
import { sampleGate, sampleIntent } from '../gate/testing/sample-gate.ts';
import { createDecisionQueue } from './decision-queue.ts';
import { createGateMetrics } from './gate-metrics.ts';
import type { GateService } from './handle-request.ts';
import { evidenceLine } from './journal-evidence.ts';
import { serveGate, type GateAddress, type ServingGate } from './serve-gate.ts';
import { strictClock } from './strict-clock.ts';
import { TLS_CERT, TLS_KEY } from './testing/tls-pair.ts';

const POLICY =
  'default_verdict: block\nrules:\n  - {name: w, effect: allow, match: {identities: [alice], workspace_prefixes: [/repo]}}\n';
const ALICE = { identity: 'alice', workspace: '/repo' };
const TOKEN = 'a-token-of-alice';

const folder = mkdtempSync(join(tmpdir(), 'gait-serve-'));
const open: ServingGate[] = [];
let count = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(async () => {
  await Promise.all(open.splice(0).map((serving) => serving.close(100)));
});

function serviceOf(changes: Partial<GateService> = {}): GateService {
  return {
    setup: sampleGate(POLICY),
    admission: { socketCaller: ALICE, tokens: [{ sha256: sha256Hex(TOKEN), caller: ALICE }] },
    queue: createDecisionQueue({ concurrent: 4, waiting: 4, deadlineMs: 2000 }),
    metrics: createGateMetrics(),
    ...changes,
  };
}

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

interface Said {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  readonly body: { readonly [key: string]: Json };
}

function ask(
  to: { socketPath: string } | { port: number },
  options: { path?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Said> {
  const { path = '/v1/decide', body, headers = {} } = options;
  return new Promise((done, fail) => {
    const sent = httpRequest(
      {
        ...to,
        ...('port' in to ? { host: '127.0.0.1' } : {}),
        path,
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { 'content-type': 'application/json', ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = text.startsWith('{');
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: isJson ? JSON.parse(text) : {},
          });
        });
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

function bodyOf(changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}): string {
  const intent = sampleIntent({ context: { risk_class: 'low', ...changes } });
  return JSON.stringify({ intent: encodeRecord(intentRecord, intent), ...more });
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

/** Sends the parts of a request, one every few milliseconds; what came back, and that it ended. */
function drip(path: string, parts: readonly string[], everyMs: number): Promise<string> {
  return new Promise((done) => {
    let said = '';
    let timer: ReturnType<typeof setInterval> | undefined;
    const dialled = connect(path, () => {
      let index = 0;
      timer = setInterval(() => dialled.write(parts[index++] ?? 'x'), everyMs);
    });
    dialled.on('data', (chunk: Buffer) => (said += chunk.toString()));
    dialled.on('error', () => undefined);
    dialled.on('close', () => {
      clearInterval(timer);
      done(said);
    });
  });
}

describe('a request that comes byte by byte', () => {
  const HEAD = 'POST /v1/decide HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n';

  test('is told that its body is too slow, and its connection is closed', async () => {
    const at = socket();
    const service = serviceOf({ requestTimeoutMs: 150 });
    await start(service, at);
    const started = performance.now();
    const said = await drip(at.path, [`${HEAD}Content-Length: 100000\r\n\r\n{`], 20);
    expect(said).toStartWith('HTTP/1.1 408');
    expect(said).toContain('"error_code":"request_timeout"');
    expect(said).toContain('"verdict":"block"');
    expect(performance.now() - started).toBeLessThan(2000);
    expect(service.metrics.print({})).toContain('{code="request_timeout"} 1');
  });

  test('is cut off when its headers do not end', async () => {
    const at = socket();
    await start(serviceOf({ requestTimeoutMs: 150 }), at);
    const started = performance.now();
    expect(await drip(at.path, [HEAD, 'X-Long: '], 20)).not.toContain('HTTP/1.1 200');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('is cut off after an answered one on the same connection too', async () => {
    const at = socket();
    await start(serviceOf({ requestTimeoutMs: 150 }), at);
    const first = 'GET /healthz HTTP/1.1\r\nHost: gate\r\n\r\n';
    const said = await drip(at.path, [first, 'GET /heal'], 30);
    expect(said).toContain('HTTP/1.1 200');
    expect(said.split('HTTP/1.1').length).toBe(2);
  });

  test('that is whole in time is answered, however long the decision takes', async () => {
    const at = socket();
    const good = sampleGate(POLICY);
    const slow: GateService['setup']['record'] = async (evidence) => {
      await Bun.sleep(300);
      return await good.record(evidence);
    };
    await start(serviceOf({ requestTimeoutMs: 100, setup: { ...good, record: slow } }), at);
    expect((await ask({ socketPath: at.path }, { body: bodyOf() })).status).toBe(200);
  });
});

test('a decision that is late is recorded as a block, and its approval is not used up', async () => {
  const at = socket();
  const spent: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const setup = sampleGate(
    POLICY.replace('effect: allow', 'effect: allow, require_broker_credential: true'),
    {
      ledger: async () => ({
        used: () => new Set(),
        spend: async (uses) => {
          spent.push(...uses);
          return { ok: true };
        },
      }),
      broker: {
        name: 'slow',
        issue: async (request) => {
          await promise;
          return await LEASES.issue(request);
        },
      },
    },
  );
  const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 100 });
  await start(serviceOf({ setup, queue }), at);
  const said = await ask({ socketPath: at.path }, { body: bodyOf() });
  expect(said).toMatchObject({ status: 504, body: { error_code: 'gate_deadline' } });
  resolve();
  await queue.drain();
  expect(setup.written.map(({ trace }) => trace.verdict)).toEqual(['block']);
  expect(spent).toEqual([]);
});

const LEASES: Broker = {
  name: 'lease',
  issue: async (request) => ({
    secret: new SealedSecret('s3cret-of-the-lease'),
    receipt: {
      issuedBy: 'lease',
      source: 'vault_dynamic',
      accessType: 'jit',
      issuer: 'vault',
      subject: '',
      owner: '',
      scope: request.scope,
      credentialRef: 'vault_dynamic:lease',
      targetBinding: request.targetBinding,
      runBinding: request.runId,
      jobBinding: request.jobId,
      requestDigest: '',
      issuedAt: '2026-06-03T12:00:00Z',
      expiresAt: '2026-06-03T12:10:00Z',
      ttlSeconds: 600,
      provider: 'vault_dynamic',
      stated: new Set(),
      proof: 'typed',
    },
  }),
};

describe('the secret of a credential', () => {
  const BROKERED = POLICY.replace(
    'effect: allow',
    'effect: allow, require_broker_credential: true',
  );
  const credential = { ref: 'vault_dynamic:lease', expires_at: '2026-06-03T12:10:00Z' };

  test('is told to the caller who asks for it, and is nowhere else', async () => {
    const at = socket();
    const setup = sampleGate(BROKERED, { broker: LEASES });
    const service = serviceOf({ setup });
    await start(service, at);
    const asked = async (more: Record<string, unknown>) =>
      (await ask({ socketPath: at.path }, { body: bodyOf({}, more) })).body;
    const secret = 's3cret-of-the-lease';
    expect(await asked({ with_secret: true })).toMatchObject({
      verdict: 'allow',
      credential: { ...credential, secret },
    });
    for (const more of [{}, { with_secret: false }]) {
      expect((await asked(more))['credential']).toEqual(credential);
    }
    const others = [
      ...setup.written.map((evidence) => evidenceLine(evidence)),
      service.metrics.print({}),
      (await ask({ socketPath: at.path }, { path: '/healthz' })).text,
    ];
    expect(others.join('')).toContain('vault_dynamic:lease');
    expect(others.join('')).not.toContain(secret);
  });

  test('is not told of a call that may not run', async () => {
    const at = socket();
    // The receipt is for longer than the rule allows.
    const short = BROKERED.replace('match:', 'max_credential_ttl_seconds: 60, match:');
    await start(serviceOf({ setup: sampleGate(short, { broker: LEASES }) }), at);
    for (const more of [{}, { simulate: true }]) {
      const body = bodyOf(
        {
          credential_ref: 'vault_dynamic:lease',
          credential_source: 'vault_dynamic',
          credential_access_type: 'jit',
          credential_ttl_seconds: 60,
        },
        { with_secret: true, ...more },
      );
      const said = await ask({ socketPath: at.path }, { body });
      expect(said.status).toBe(200);
      expect(said.body['verdict']).not.toBe('allow');
      expect(said.body['credential']).toBeUndefined();
      expect(said.text).not.toContain('s3cret');
    }
  });

  test('is not given for a demand that is no boolean', async () => {
    const at = socket();
    await start(serviceOf(), at);
    for (const name of ['with_secret', 'simulate']) {
      for (const value of ['true', 1, {}]) {
        const said = await ask({ socketPath: at.path }, { body: bodyOf({}, { [name]: value }) });
        expect(said.body['error_code']).toBe('request_invalid');
      }
    }
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
