import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { digest, generateKeyPair, parsePrivateKey, sha256Hex, signDigest } from '@gait/canon';
import { brokerRequest, brokerRequestDigest } from '@gait/gate';
import { runInProcess, type Ran } from '../testing.ts';

const SECRET = 'Sw0rdf1sh-in-the-barrel-42';
const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z
const TARGET = { kind: 'path', value: '/repo/app/x', operation: 'read' };
const pair = generateKeyPair();
const key = parsePrivateKey(pair.privateKey);

let folder = '';
let work = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-secret-'));
  work = join(folder, 'work');
  mkdirSync(join(work, '.gait-out'), { recursive: true });
  writeFileSync(join(folder, 'key'), pair.privateKey, { mode: 0o600 });
  writeFileSync(
    join(work, 'p.yaml'),
    'rules:\n  - {name: a, effect: allow, require_broker_credential: true, broker_reference: app, broker_scopes: [read]}\n',
  );
  const context = { identity: 'alice', workspace: '/repo/app', risk_class: 'low', run_id: 'r1' };
  writeFileSync(
    join(work, 'i.json'),
    JSON.stringify({ tool_name: 'tool.write', args: {}, targets: [TARGET], context }),
  );
  writeFileSync(
    join(folder, 'trust.json'),
    JSON.stringify({
      schema_id: 'gait.trust',
      schema_version: '1.0.0',
      keys: [
        { key_id: key.keyId, alg: 'ed25519', public_key: pair.publicKey.trim(), roles: ['broker'] },
      ],
    }),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function decide(
  profile: string,
  env: Record<string, string>,
  ...words: string[]
): Promise<Ran> {
  const always = ['gate', 'eval', '--policy', 'p.yaml', '--intent', 'i.json', '--json'];
  const signing = ['--key-mode', 'prod', '--private-key', join(folder, 'key')];
  const world = {
    cwd: work,
    home: join(folder, 'home'),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    now: () => NOON,
  };
  if (profile === 'strict') await runInProcess(['trust', 'p.yaml'], world);
  return await runInProcess([...always, ...signing, '--profile', profile, ...words], world);
}

/** All that the decision wrote anywhere. */
function everything({ stdout, stderr }: Ran): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !['receipt.json', 'broker'].includes(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  return [stdout, stderr, ...files].join('\n');
}

function expectHidden(ran: Ran, hash = false): void {
  const written = everything(ran);
  expect(written.includes('"verdict"')).toBe(true);
  const encoded = Buffer.from(SECRET).toString('base64').slice(0, 20);
  expect([SECRET, encoded].filter((text) => written.includes(text))).toEqual([]);
  if (hash) expect(written.includes(sha256Hex(SECRET).slice(0, 16))).toBe(false);
}

function program(answer: string): string {
  const path = join(folder, 'broker');
  writeFileSync(path, `#!/bin/sh\ncat >/dev/null\necho '${answer}'\n`);
  chmodSync(path, 0o700);
  return path;
}

const VARIABLE = 'GAIT_BROKER_TOKEN_APP';
const describedIn = {
  [VARIABLE]: SECRET,
  [`${VARIABLE}_EXPIRES_AT`]: '2026-06-03T12:10:00Z',
  [`${VARIABLE}_SCOPE`]: 'read',
  [`${VARIABLE}_TARGET_BINDING`]: '*',
  [`${VARIABLE}_RUN_BINDING`]: 'r1',
};

describe('the secret of a credential is in no output', () => {
  test('of the broker env, nor under strict a part of its hash', async () => {
    // The others come last: they do give away the hash, into files that the search would find.
    const described = await decide('strict', describedIn, '--credential-broker', 'env');
    expect(described.json).toMatchObject({ verdict: 'allow', credential_ref: `env:${VARIABLE}` });
    expectHidden(described, true);
    for (const profile of ['strict', 'standard', 'compat']) {
      const plain = await decide(profile, { [VARIABLE]: SECRET }, '--credential-broker', 'env');
      expectHidden(plain, profile === 'strict');
      expect(plain.exit).toBe(profile === 'strict' ? 3 : 0);
    }
  });

  test('of the broker command, whatever it answers', async () => {
    for (const [answer, exit] of [
      [`{"credential_ref":"ref:1","secret":"${SECRET}"}`, 0],
      [`{"credential_ref":"${SECRET}","secret":"${SECRET}"}`, 3],
      [`{"credential_ref":"ref:1","issuer":["${SECRET}"]}`, 3],
      [SECRET, 3],
    ] as const) {
      const words = ['--credential-broker', 'command', '--credential-command', program(answer)];
      const ran = await decide('standard', {}, ...words);
      expect(ran.exit).toBe(exit);
      expectHidden(ran);
    }
  });
});

describe('under strict a receipt in a file counts', () => {
  const words = (): string[] => [
    '--credential-broker',
    'file',
    '--credential-file',
    join(folder, 'receipt.json'),
    '--credential-trust',
    join(folder, 'trust.json'),
  ];
  const receipt = (claims: Record<string, unknown>, sign: boolean): void => {
    const { alg, key_id, sig, signed_digest } = signDigest(key, digest(claims as never));
    const signature = sign ? { signature: { alg, key_id, sig, signed_digest } } : {};
    const text = JSON.stringify({ ...claims, ...signature, secret: SECRET });
    writeFileSync(join(folder, 'receipt.json'), text, { mode: 0o600 });
  };
  const fitting = async (): Promise<Record<string, unknown>> => {
    // What the gate asks for stands in the trace of a call that it blocked.
    const asked = await decide('standard', {}, '--credential-broker', 'stub');
    const trace = JSON.parse(
      readFileSync(join(work, asked.json?.['trace_path'] as string), 'utf8'),
    ) as { broker_target_binding: string; broker_request_digest: string };
    const request = brokerRequest({
      toolName: 'tool.write',
      identity: 'alice',
      workspace: '/repo/app',
      sessionId: '',
      requestId: '',
      runId: 'r1',
      jobId: '',
      reference: 'app',
      scope: ['read'],
      targetBinding: trace.broker_target_binding,
    });
    expect(brokerRequestDigest(request)).toBe(trace.broker_request_digest);
    return {
      credential_ref: 'acme:1',
      scope: ['read'],
      target_binding: request.targetBinding,
      run_binding: 'r1',
      request_digest: trace.broker_request_digest,
      expires_at: '2026-06-03T12:05:00Z',
    };
  };

  test('when a trusted key of a broker signed it for this very request', async () => {
    receipt(await fitting(), true);
    const ran = await decide('strict', {}, ...words());
    expect(ran.json).toMatchObject({ verdict: 'allow', credential_ref: 'acme:1' });
    expectHidden(ran, true);
  });

  test('and not without the signature, for another request or when it has ended', async () => {
    const claims = await fitting();
    for (const [change, sign, code] of [
      [{}, false, 'broker_receipt_unproven'],
      [{ request_digest: '0'.repeat(64) }, true, 'broker_request_digest_mismatch'],
      [{ request_digest: '' }, true, 'broker_request_digest_missing'],
      [{ run_binding: 'r2' }, true, 'broker_run_binding_mismatch'],
      [{ expires_at: '2026-06-03T11:59:59Z' }, true, 'broker_credential_expired'],
    ] as const) {
      receipt({ ...claims, ...change }, sign);
      const ran = await decide('strict', {}, ...words());
      expect(ran.exit).toBe(3);
      expect(ran.json?.['reason_codes']).toContain(code);
      expectHidden(ran, true);
    }
  });
});
