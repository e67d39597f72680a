import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SealedSecret, type Broker } from '@gait/local';
import { sampleGate } from '../gate/testing/sample-gate.ts';
import { createDecisionQueue } from './decision-queue.ts';
import type { GateService } from './handle-request.ts';
import { evidenceLine } from './journal-evidence.ts';
import { serveGate, type GateAddress, type ServingGate } from './serve-gate.ts';
import { ask, bodyOf, POLICY, serviceOf } from './testing/sample-service.ts';
import { leaseReceipt } from '../gate/testing/lease-receipt.ts';

const folder = mkdtempSync(join(tmpdir(), 'gait-requests-'));
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

async function start(service: GateService, at: GateAddress): Promise<ServingGate> {
  const serving = await serveGate(service, at);
  open.push(serving);
  return serving;
}

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
    const service = serviceOf({ requestTimeoutMs: 500 });
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
    receipt: leaseReceipt(request),
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
