import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'bun:test';
import { brokerRequestDigest, checkReceipt, type Profile } from '@gait/gate';
import { codeOf } from '../testing/code-of.ts';
import { ask, everyForm, issued, NOON, request, SECRET, world } from './testing/broker-world.ts';
import { vaultBroker } from './vault-broker.ts';
import { checkAddress } from './vault-request.ts';
import { vaultSettings, type VaultSettings } from './vault-settings.ts';

const TOKEN = 'root-token-of-the-test';
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
interface Answered {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly hang?: boolean;
}

let server: Server | undefined;
let asked: Asked[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  asked = [];
});

/** A server on this machine that answers as the test says. */
async function serve(answer: (call: Asked) => Answered | object): Promise<VaultSettings> {
  server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const call = { method, url, headers, body };
      asked.push(call);
      const given = answer(call);
      const is = ['status', 'body', 'hang'].some((name) => name in given);
      const {
        status = 200,
        body: text,
        headers: extra,
        hang,
      }: Answered = is ? given : { body: JSON.stringify(given) };
      if (hang === true) return;
      outgoing.writeHead(status, extra);
      outgoing.end(text ?? '');
    });
  });
  await new Promise<void>((done) => {
    server?.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return { ...vaultSettings({ BAO_ADDR: `http://127.0.0.1:${port}` }), timeoutMs: 500 };
}

const DATABASE = {
  lease_id: 'database/creds/app/abc',
  lease_duration: 600,
  renewable: true,
  data: { username: 'v-app', password: SECRET },
};
const REQUEST = request({ reference: 'database/creds/app' });
const broker = (settings: VaultSettings, profile: Profile = 'standard', env = {}) =>
  vaultBroker(world({ VAULT_TOKEN: TOKEN, ...env }, profile), settings);

describe('a credential that the server makes for a call', () => {
  test('is read from the path of the rule and described by its lease', async () => {
    const settings = await serve(() => DATABASE);
    const { receipt, secret } = await issued(
      broker({ ...settings, namespace: 'team', scopes: ['read'] }, 'strict'),
      REQUEST,
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', url: '/v1/database/creds/app' });
    expect(asked[0]?.headers).toMatchObject({
      'x-vault-token': TOKEN,
      'x-vault-namespace': 'team',
    });
    expect(receipt).toMatchObject({
      credentialRef: 'vault_dynamic:database/creds/app/abc',
      source: 'vault_dynamic',
      accessType: 'jit',
      ttlSeconds: 600,
      issuedAt: '2026-06-03T12:00:00Z',
      expiresAt: '2026-06-03T12:10:00Z',
      proof: 'typed',
    });
    const question = { profile: 'strict', request: REQUEST, expectedRef: '', now: NOON } as const;
    expect(checkReceipt([], receipt, question)).toEqual([]);
    expect(JSON.parse(secret?.reveal() ?? '')).toEqual(DATABASE.data);
    expect(everyForm({ receipt, secret })).not.toContain(SECRET);
  });

  test('can be taken back', async () => {
    const settings = await serve(() => DATABASE);
    const { revoke } = await issued(broker(settings), REQUEST);
    await revoke?.();
    expect(asked[1]).toMatchObject({
      method: 'POST',
      url: '/v1/sys/leases/revoke',
      body: '{"lease_id":"database/creds/app/abc"}',
    });
  });

  test('is a token that carries the digest of the request, when the path makes tokens', async () => {
    const settings = await serve(({ body }) => ({
      auth: {
        client_token: SECRET,
        accessor: 'acc1',
        lease_duration: 60,
        metadata: (JSON.parse(body) as { meta: object }).meta,
      },
    }));
    const made = request({ reference: 'auth/token/create/app' });
    const { receipt, secret } = await issued(broker(settings, 'strict'), made);
    expect(asked[0]?.method).toBe('POST');
    expect(receipt).toMatchObject({
      credentialRef: 'vault_dynamic:token/acc1',
      requestDigest: brokerRequestDigest(made),
      ttlSeconds: 60,
    });
    expect(receipt.stated.has('request_digest')).toBe(true);
    expect(JSON.parse(secret?.reveal() ?? '')).toEqual({ token: SECRET });
  });

  test('comes wrapped when wrapping is asked for', async () => {
    const settings = await serve(() => ({
      wrap_info: { token: SECRET, accessor: 'acc2', ttl: 30 },
    }));
    const { receipt, secret } = await issued(broker({ ...settings, wrapSeconds: 30 }), REQUEST);
    expect(asked[0]?.headers['x-vault-wrap-ttl']).toBe('30s');
    expect(receipt).toMatchObject({ credentialRef: 'vault_dynamic:wrap/acc2', ttlSeconds: 30 });
    expect(JSON.parse(secret?.reveal() ?? '')).toEqual({ wrapping_token: SECRET });
  });

  test('is no proof under strict when it is a stored password without a lease', async () => {
    const settings = await serve(() => ({
      lease_id: '',
      lease_duration: 3600,
      data: { p: SECRET },
    }));
    const { receipt, revoke } = await issued(broker(settings, 'strict'), REQUEST);
    expect(receipt).toMatchObject({ accessType: 'static', ttlSeconds: 0, proof: 'none' });
    expect(revoke).toBeUndefined();
    const question = { profile: 'strict', request: REQUEST, expectedRef: '', now: NOON } as const;
    expect(checkReceipt([], receipt, question)).toContain('broker_receipt_unproven');
  });
});

describe('a server that does not give a credential', () => {
  for (const [what, answer, code] of [
    ['refuses', { status: 403, body: SECRET }, 'broker_denied'],
    ['has nothing there', { status: 404, body: SECRET }, 'broker_unavailable'],
    ['is sealed', { status: 503, body: SECRET }, 'broker_unavailable'],
    ['answers no JSON', { body: SECRET }, 'broker_unavailable'],
    ['answers no object', { body: '[1]' }, 'broker_unavailable'],
    ['answers nothing of use', { body: '{}' }, 'broker_receipt_invalid'],
    ['hangs', { hang: true }, 'broker_timeout'],
    ['talks without end', { body: 'x'.repeat(1_100_000) }, 'broker_output_too_large'],
    [
      'sends us elsewhere',
      { status: 307, headers: { location: 'http://127.0.0.1:1/steal' } },
      'broker_unavailable',
    ],
    [
      'puts the secret where the lease is',
      { body: JSON.stringify({ ...DATABASE, lease_id: `x/${SECRET}` }) },
      'broker_receipt_secret',
    ],
  ] as const) {
    test(`because it ${what} is ${code}`, async () => {
      expect(await ask(broker(await serve(() => answer)), REQUEST)).toBe(code);
      expect(asked).toHaveLength(1);
    });
  }

  test('because nobody listens, or we give up, is said in the same way', async () => {
    const settings = await serve(() => ({ hang: true }));
    const control = new AbortController();
    setTimeout(() => control.abort(), 50);
    expect(await ask(broker({ ...settings, timeoutMs: 20_000 }), REQUEST, control.signal)).toBe(
      'broker_timeout',
    );
    server?.closeAllConnections();
    await new Promise((done) => server?.close(done));
    expect(await ask(broker(settings), REQUEST)).toBe('broker_unavailable');
  });
});

describe('what is asked for', () => {
  test('is a plain path, of those that are allowed, and never the inside of the server', async () => {
    const settings = await serve(() => DATABASE);
    const open = broker(settings);
    for (const reference of [
      '',
      '/database/creds/app',
      '../sys/seal',
      'database/../sys/seal',
      'database//x',
      'a?list=true',
      'a#b',
      'a b',
      'a%2e%2e/b',
      'http://evil/x',
      'sys/raw/x',
    ]) {
      expect(await ask(open, request({ reference }))).toBe('broker_denied');
    }
    const narrow = broker({ ...settings, paths: ['database/creds'] });
    expect(await ask(narrow, request({ reference: 'database/credsx' }))).toBe('broker_denied');
    expect(typeof (await ask(narrow, REQUEST))).toBe('object');
    expect(asked).toHaveLength(1);
  });

  test('goes over the network only encrypted', () => {
    for (const [address, code] of [
      ['https://vault.example.com:8200', 'no error'],
      ['http://127.0.0.1:8200', 'no error'],
      ['http://[::1]:8200', 'no error'],
      ['http://vault.example.com', 'broker_address_insecure'],
      ['http://127.0.0.1.example.com', 'broker_address_insecure'],
      ['ftp://x', 'broker_setting_invalid'],
      ['https://user:pass@x', 'broker_setting_invalid'],
      ['', 'broker_setting_invalid'],
    ] as const) {
      expect(codeOf(() => checkAddress(address))).toBe(code);
    }
  });
});

describe('the token', () => {
  test('comes from a variable or a file, is one word and never in an error', async () => {
    const settings = await serve(() => ({ status: 403 }));
    for (const token of ['', ' ', 'a\nX-Evil: 1']) {
      expect(await ask(broker(settings, 'standard', { VAULT_TOKEN: token }), REQUEST)).toBe(
        'broker_setting_invalid',
      );
    }
    expect(asked).toHaveLength(0);
    expect(await ask(broker(settings, 'standard', { VAULT_TOKEN: SECRET }), REQUEST)).toBe(
      'broker_denied',
    );
    expect(asked[0]?.headers['x-vault-token']).toBe(SECRET);
  });

  test('in a file that others can read is refused under strict', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gait-token-'));
    try {
      const tokenFile = join(folder, 'token');
      writeFileSync(tokenFile, `${TOKEN}\n`);
      chmodSync(tokenFile, 0o644);
      const settings = { ...(await serve(() => DATABASE)), tokenFile };
      expect(typeof (await ask(broker(settings), REQUEST))).toBe('object');
      expect(asked[0]?.headers['x-vault-token']).toBe(TOKEN);
      expect(await ask(broker(settings, 'strict'), REQUEST)).toBe('broker_receipt_permissions');
      chmodSync(tokenFile, 0o600);
      expect(typeof (await ask(broker(settings, 'strict'), REQUEST))).toBe('object');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('settings are read from the variables of the server\u2019s own tools and ours', () => {
  expect(
    vaultSettings({
      VAULT_ADDR: 'https://a',
      BAO_ADDR: 'https://b',
      VAULT_TOKEN: 'x',
      VAULT_NAMESPACE: 'n',
      GAIT_VAULT_PATHS: 'a/b, c',
      GAIT_VAULT_SCOPES: 'read',
      GAIT_VAULT_WRAP_SECONDS: '60',
    }),
  ).toEqual({
    address: 'https://b',
    tokenEnv: 'VAULT_TOKEN',
    tokenFile: undefined,
    namespace: 'n',
    caFile: undefined,
    paths: ['a/b', 'c'],
    scopes: ['read'],
    wrapSeconds: 60,
    timeoutMs: 5_000,
  });
});
