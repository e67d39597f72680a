/**
 * The vault broker against a real OpenBao server over TLS, and against database credentials that
 * it makes in a real PostgreSQL. Runs when `bao` is on the PATH or `GAIT_OPENBAO` names it; the
 * database part when `GAIT_POSTGRES_BIN`, or its usual place, holds PostgreSQL.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { brokerRequest, brokerRequestDigest, checkReceipt, type BrokerRequest } from '@gait/gate';
import { openBroker, vaultBroker, vaultSettings, type Broker, type Issued } from '@gait/local';

const BAO = process.env['GAIT_OPENBAO'] ?? Bun.which('bao') ?? '';
const POSTGRES = process.env['GAIT_POSTGRES_BIN'] ?? '/usr/lib/postgresql/15/bin';
const ROOT = 'root-of-the-test';

const folder = mkdtempSync(join(tmpdir(), 'gait-openbao-'));
const children: ChildProcess[] = [];
let address = '';
let ca = '';

/** A port that nobody has now. */
function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const found = probe.address();
      probe.close(() => done(typeof found === 'object' && found !== null ? found.port : 0));
    });
  });
}

async function until(ready: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await ready()) return;
    await Bun.sleep(50);
  }
  throw new Error('not ready after 10 s');
}

async function admin(method: string, path: string, body?: object, token = ROOT): Promise<Response> {
  return fetch(`${address}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': token },
    tls: { ca },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const at = (env: Record<string, string>) => ({
  profile: 'strict' as const,
  env: { BAO_ADDR: address, BAO_CACERT: join(folder, 'vault-ca.pem'), ...env },
  clock: () => BigInt(Date.now()) * 1_000_000n,
});

function broker(env: Record<string, string>): Broker {
  const opened = openBroker({ name: 'vault' }, at(env));
  if (opened === undefined) throw new Error('no broker');
  return opened;
}

const request = (reference: string): BrokerRequest =>
  brokerRequest({
    toolName: 'tool.db',
    identity: 'alice',
    workspace: '/repo',
    sessionId: '',
    requestId: '',
    runId: 'run_1',
    jobId: '',
    reference,
    scope: ['read'],
    targetBinding: 'f'.repeat(64),
  });

const proven = (asked: BrokerRequest, { receipt }: Issued): readonly string[] =>
  checkReceipt([], receipt, {
    profile: 'strict',
    request: asked,
    expectedRef: '',
    now: BigInt(Date.now()) * 1_000_000n,
  });

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
    return 'no error';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function stop(): void {
  for (const { pid } of children) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // Ended already.
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

describe.skipIf(!existsSync(BAO))('a real OpenBao', () => {
  afterAll(stop);
  beforeAll(async () => {
    const port = await freePort();
    address = `https://127.0.0.1:${port}`;
    const words = ['server', '-dev-tls', `-dev-tls-cert-dir=${folder}`, '-dev-no-store-token'];
    children.push(
      spawn(
        BAO,
        [...words, `-dev-root-token-id=${ROOT}`, `-dev-listen-address=127.0.0.1:${port}`],
        { stdio: 'ignore', detached: true, env: { PATH: process.env['PATH'], HOME: folder } },
      ),
    );
    await until(async () => {
      if (!existsSync(join(folder, 'vault-ca.pem'))) return false;
      ca = readFileSync(join(folder, 'vault-ca.pem'), 'utf8');
      return admin('GET', 'sys/health').then(
        ({ ok }) => ok,
        () => false,
      );
    });
    await admin('POST', 'auth/token/roles/app', {
      allowed_policies: 'default',
      token_explicit_max_ttl: '120s',
    });
    await admin('POST', 'secret/data/app', { data: { password: 'kept-for-a-long-time' } });
  }, 60_000);

  test('makes a token for one call that carries the digest of the request and can be taken back', async () => {
    const asked = request('auth/token/create/app');
    const issued = await broker({ BAO_TOKEN: ROOT, GAIT_VAULT_SCOPES: 'read' }).issue(asked);
    expect(proven(asked, issued)).toEqual([]);
    expect(issued.receipt.requestDigest).toBe(brokerRequestDigest(asked));
    expect(issued.receipt.ttlSeconds).toBe(120);
    const { token } = JSON.parse(issued.secret?.reveal() ?? '{}') as { token: string };
    const looked = await admin('GET', 'auth/token/lookup-self', undefined, token);
    expect(await looked.json()).toMatchObject({
      data: { meta: { gait_request_digest: brokerRequestDigest(asked), gait_identity: 'alice' } },
    });
    for (const text of [inspect(issued), JSON.stringify(issued), Bun.inspect(issued)]) {
      expect(text).not.toContain(token);
    }
    await issued.revoke?.();
    expect((await admin('GET', 'auth/token/lookup-self', undefined, token)).status).toBe(403);
  });

  test('wraps a stored password so that it can be taken out once', async () => {
    const asked = request('secret/data/app');
    const env = { BAO_TOKEN: ROOT, GAIT_VAULT_SCOPES: 'read', GAIT_VAULT_WRAP_SECONDS: '60' };
    const issued = await broker(env).issue(asked);
    expect(proven(asked, issued)).toEqual([]);
    expect(issued.receipt.ttlSeconds).toBe(60);
    const { wrapping_token: token } = JSON.parse(issued.secret?.reveal() ?? '{}') as {
      wrapping_token: string;
    };
    const first = await admin('POST', 'sys/wrapping/unwrap', undefined, token);
    expect(JSON.stringify(await first.json())).toContain('kept-for-a-long-time');
    expect((await admin('POST', 'sys/wrapping/unwrap', undefined, token)).ok).toBe(false);
  });

  test('gives a stored password without a lease, which proves nothing', async () => {
    const asked = request('secret/data/app');
    const issued = await broker({ BAO_TOKEN: ROOT }).issue(asked);
    expect(issued.receipt.accessType).toBe('static');
    expect(proven(asked, issued)).toContain('broker_receipt_unproven');
  });

  test('refuses a token that may not, a path with nothing, and a certificate nobody vouches for', async () => {
    const made = await admin('POST', 'auth/token/create', { policies: ['default'] });
    const { auth } = (await made.json()) as { auth: { client_token: string } };
    const poor = broker({ BAO_TOKEN: auth.client_token });
    expect(await codeOf(poor.issue(request('secret/data/app')))).toBe('broker_denied');
    const rich = broker({ BAO_TOKEN: ROOT });
    expect(await codeOf(rich.issue(request('secret/data/none')))).toBe('broker_unavailable');
    const env = { BAO_ADDR: address, BAO_TOKEN: ROOT };
    const blind = vaultBroker({ ...at({}), env }, vaultSettings(env));
    expect(await codeOf(blind.issue(request('secret/data/app')))).toBe('broker_unavailable');
  });

  describe.skipIf(!existsSync(join(POSTGRES, 'initdb')))('with a real PostgreSQL', () => {
    let port = 0;
    const who = ids();
    const psql = (user: string, password: string, sql: string): string => {
      const url = `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
      const { stdout, status } = spawnSync(join(POSTGRES, 'psql'), [url, '-tAc', sql]);
      return status === 0 ? stdout.toString().trim() : 'refused';
    };

    beforeAll(async () => {
      port = await freePort();
      const data = join(folder, 'pg');
      mkdirSync(data);
      chmodSync(folder, 0o711);
      if (who.uid !== undefined) chownSync(data, who.uid, who.gid ?? who.uid);
      await Bun.write(join(folder, 'pw'), 'admin-password');
      chmodSync(join(folder, 'pw'), 0o644);
      spawnSync(
        join(POSTGRES, 'initdb'),
        ['-D', data, '-U', 'admin', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'pw')}`],
        who,
      );
      children.push(
        spawn(
          join(POSTGRES, 'postgres'),
          ['-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-k', data],
          { stdio: 'ignore', detached: true, ...who },
        ),
      );
      await until(() => psql('admin', 'admin-password', 'select 1') === '1');
      await admin('POST', 'sys/mounts/database', { type: 'database' });
      await admin('POST', 'database/config/pg', {
        plugin_name: 'postgresql-database-plugin',
        allowed_roles: 'app',
        connection_url: `postgresql://{{username}}:{{password}}@127.0.0.1:${port}/postgres?sslmode=disable`,
        username: 'admin',
        password: 'admin-password',
      });
      await admin('POST', 'database/roles/app', {
        db_name: 'pg',
        creation_statements: [
          `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`,
        ],
        default_ttl: '300s',
        max_ttl: '300s',
      });
    }, 60_000);

    test('a user of the database exists for one call and is gone when it is taken back', async () => {
      const asked = request('database/creds/app');
      const env = {
        BAO_TOKEN: ROOT,
        GAIT_VAULT_SCOPES: 'read',
        GAIT_VAULT_PATHS: 'database/creds',
      };
      const issued = await broker(env).issue(asked);
      expect(proven(asked, issued)).toEqual([]);
      expect(issued.receipt).toMatchObject({ accessType: 'jit', ttlSeconds: 300 });
      expect(issued.receipt.credentialRef).toStartWith('vault_dynamic:database/creds/app/');
      const { username, password } = JSON.parse(issued.secret?.reveal() ?? '{}') as {
        username: string;
        password: string;
      };
      expect(psql(username, password, 'select current_user')).toBe(username);
      expect(inspect(issued, { showHidden: true, depth: 9 })).not.toContain(password);
      await issued.revoke?.();
      await until(() => psql(username, password, 'select 1') === 'refused');
    }, 30_000);
  });
});

/** PostgreSQL does not run as root: as whom it runs here. */
function ids(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const of = (flag: string): number => Number(spawnSync('id', [flag, 'nobody']).stdout.toString());
  return { uid: of('-u'), gid: of('-g') };
}
