import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, parsePrivateKey, singleKey } from '@gait/canon';
import { readApproval, verifyApproval, type ApprovalQuestion } from '@gait/gate';
import { readDenials } from '@gait/local';
import { runInProcess, type Ran } from '../testing.ts';

const NOW = 1_780_488_000_000_000_000n;
const PAIR = generateKeyPair();
const POLICY =
  'schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: require_approval\n';
const CALL = {
  schema_id: 'gait.gate.intent_request',
  schema_version: '1.0.0',
  created_at: '2026-06-03T12:00:00Z',
  producer_version: 'x',
  tool_name: 'tool.write',
  args: { path: '/repo/\u001b[31mred', n: 1 },
  targets: [{ kind: 'path', value: '/repo/a', operation: 'delete' }],
  context: { identity: 'agent', workspace: '/repo', risk_class: 'high' },
};
const HEX = 'a'.repeat(64);
const SIGNED = ['--key-mode', 'prod', '--private-key', 'alice.key'];
const DIGESTS = ['--intent-digest', HEX, '--policy-digest', 'b'.repeat(64)];
const WHO = ['--ttl', '1h', '--approver', 'alice', '--reason-code', 'ok'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-approve-'));
  writeFileSync(join(folder, 'alice.key'), PAIR.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'policy.yaml'), POLICY);
  writeFileSync(join(folder, 'call.json'), JSON.stringify(CALL));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const gait = (...args: string[]): Promise<Ran> =>
  runInProcess(args, { cwd: folder, env: { XDG_STATE_HOME: join(folder, 'state') } });
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');
const ask = (change: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  profile: 'standard',
  now: NOW,
  keys: singleKey(parsePrivateKey(PAIR.privateKey).publicKey),
  intentDigest: HEX,
  policyDigest: 'b'.repeat(64),
  delegationBindingDigest: '',
  scopes: ['tool:x'],
  targetCount: 1,
  opCount: 1,
  ...change,
});

describe('approve', () => {
  test('signs digests and says what it signed', async () => {
    const ran = await gait(
      'approve',
      ...DIGESTS,
      ...WHO,
      '--scope',
      'Tool:X',
      ...SIGNED,
      '--out',
      'out/t.json',
      '--json',
    );
    expect(ran.exit).toBe(0);
    expect(ran.json).toEqual({
      ok: true,
      token_id: expect.stringMatching(/^[0-9a-f]{24}$/u),
      token_path: 'out/t.json',
      expires_at: '2026-06-03T13:00:00Z',
      reason_code: 'ok',
      scope: ['tool:x'],
      key_id: PAIR.keyId,
      description: 'signed approval token created',
      correlation_id: expect.any(String),
    });
    expect(statSync(join(folder, 'out/t.json')).mode & 0o777).toBe(0o600);
    expect(verifyApproval(readApproval(file('out/t.json')), ask())).toMatchObject({
      ok: true,
      nonce: '',
    });
  });

  test('warns of an intent that nobody saw', async () => {
    const ran = await gait('approve', ...DIGESTS, ...WHO, '--scope', 'x', ...SIGNED);
    expect(ran.stderr).toContain('unseen');
    expect(ran.stdout).toContain('the intent was not shown');
  });

  test('shows an intent before signing it, computes digests and scope from the files', async () => {
    const ran = await gait(
      'approve',
      '--intent',
      'call.json',
      '--policy',
      'policy.yaml',
      ...WHO,
      ...SIGNED,
      '--single-use',
      '--out',
      't.json',
    );
    expect(ran.exit).toBe(0);
    expect(ran.stderr).toContain('approving exactly this:');
    expect(ran.stderr).toContain('tool       tool.write');
    expect(ran.stderr).toContain('target     delete path /repo/a (fs.delete, destructive)');
    // An argument must not paint over what the approver reads.
    expect(ran.stderr).not.toContain('\u001b[31m');
    const { token } = readApproval(file('t.json'));
    expect(token.scope).toEqual([
      'destructive:apply',
      expect.stringMatching(/^nonce:[0-9a-f]{32}$/u),
      'phase:apply',
      'tool:tool.write',
    ]);
    expect(ran.stdout).toContain(token.intent_digest);
  });

  test('refuses a digest that is not that of the file', async () => {
    const ran = await gait(
      'approve',
      '--intent',
      'call.json',
      ...DIGESTS,
      ...WHO,
      ...SIGNED,
      '--json',
    );
    expect(ran).toMatchObject({ exit: 6, json: { detail: { code: 'token_request_invalid' } } });
  });

  test('under strict the token works once and the key must be the approver’s own', async () => {
    const strict = [
      'approve',
      ...DIGESTS,
      ...WHO,
      '--scope',
      'tool:x',
      '--profile',
      'strict',
      '--json',
    ];
    expect(await gait(...strict)).toMatchObject({
      exit: 6,
      json: { detail: { code: 'key_missing' } },
    });
    const ran = await gait(...strict, '--private-key', 'alice.key', '--out', 't.json');
    expect(ran.json).toMatchObject({ ok: true, single_use: true });
    expect(verifyApproval(readApproval(file('t.json')), ask({ profile: 'strict' })).ok).toBe(true);
    chmodSync(join(folder, 'alice.key'), 0o644);
    expect(await gait(...strict, '--private-key', 'alice.key')).toMatchObject({
      exit: 8,
      json: { detail: { code: 'key_permissions' } },
    });
  });

  test('a dry run signs nothing', async () => {
    const ran = await gait(
      'approve',
      ...DIGESTS,
      ...WHO,
      '--scope',
      'x',
      ...SIGNED,
      '--dry-run',
      '--out',
      't.json',
      '--json',
    );
    expect(ran.json).toMatchObject({ ok: true, dry_run: true });
    expect(ran.json).not.toHaveProperty('token_id');
    expect(existsSync(join(folder, 't.json'))).toBe(false);
  });

  test('replaces a token or an empty file, and nothing else', async () => {
    const approve = (out: string) =>
      gait('approve', ...DIGESTS, ...WHO, '--scope', 'x', ...SIGNED, '--out', out, '--json');
    writeFileSync(join(folder, 'report.json'), '{"mine":1}');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    for (const out of ['report.json', 'notes.txt']) {
      const before = file(out);
      expect(await approve(out)).toMatchObject({
        exit: 8,
        json: { detail: { code: 'output_unsafe' } },
      });
      expect(file(out)).toBe(before);
    }
    writeFileSync(join(folder, 'empty.json'), '');
    expect((await approve('empty.json')).exit).toBe(0);
    const first = file('empty.json');
    expect((await approve('empty.json')).exit).toBe(0);
    expect(JSON.parse(file('empty.json'))).toMatchObject({
      schema_id: JSON.parse(first).schema_id,
    });
  });

  test.each<[string, string[]]>([
    ['no ttl', ['--scope', 'x', '--approver', 'a', '--reason-code', 'r']],
    ['a negative ttl', ['--ttl', '-1h', '--scope', 'x', '--approver', 'a', '--reason-code', 'r']],
    ['no scope', [...WHO]],
    ['no approver', ['--ttl', '1h', '--scope', 'x', '--reason-code', 'r']],
    ['no reason', ['--ttl', '1h', '--scope', 'x', '--approver', 'a']],
    ['a negative limit', [...WHO, '--scope', 'x', '--max-ops', '-1']],
    ['an unreadable time', [...WHO, '--scope', 'x', '--not-before', 'soon']],
    ['a nonce by hand', [...WHO, '--scope', 'nonce:1']],
    ['an unknown profile', [...WHO, '--scope', 'x', '--profile', 'lax']],
    ['no key', [...WHO, '--scope', 'x', '--key-mode', 'prod']],
  ])('with %s is refused with exit 6', async (_, args) => {
    expect(await gait('approve', ...DIGESTS, ...args, '--json')).toMatchObject({
      exit: 6,
      json: { ok: false, error_code: 'invalid_input' },
    });
  });

  test('is refused in a session that the gate governs, before the key is read', async () => {
    const args = [
      'approve',
      ...DIGESTS,
      ...WHO,
      '--scope',
      'x',
      '--key-mode',
      'prod',
      '--private-key',
      'none.key',
      '--json',
    ];
    const ran = await runInProcess(args, { cwd: folder, env: { GAIT_GATED_SESSION: 's1' } });
    expect(ran).toMatchObject({
      exit: 8,
      json: { detail: { code: 'approval_from_gated_session' } },
    });
  });
});

describe('approve --deny', () => {
  test('signs a denial that no reader takes for an approval, and keeps it', async () => {
    const ran = await gait(
      'approve',
      '--deny',
      ...DIGESTS,
      ...WHO,
      ...SIGNED,
      '--out',
      'd.json',
      '--json',
    );
    expect(ran.json).toMatchObject({ ok: true, denied: true });
    expect(verifyApproval(readApproval(file('d.json')), ask())).toMatchObject({
      ok: false,
      code: 'approval_token_invalid',
    });
    const kept = readDenials(join(folder, 'state/gait/approvals/denials.jsonl'), HEX);
    expect(kept.map(({ token }) => token)).toEqual([readApproval(file('d.json')).token]);
  });
});

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => digit.repeat(24)) as [
  string,
  string,
  string,
];

describe('approve --revoke', () => {
  const LIST = ['--revocations', 'r.json', '--reason-code', 'lost', '--json'];
  const revoke = (tokens: string, ...more: string[]) =>
    gait('approve', '--revoke', tokens, ...LIST, ...more);

  test('withdraws tokens for good, and a signed list stays signed', async () => {
    expect((await revoke(`${ONE},${TWO}`, ...SIGNED)).json).toMatchObject({
      ok: true,
      revoked: [ONE, TWO],
      revoked_total: 2,
    });
    expect(await revoke(THREE)).toMatchObject({
      exit: 2,
      json: { detail: { code: 'revocation_list_signature' } },
    });
    expect((await revoke(THREE, ...SIGNED)).json).toMatchObject({ revoked_total: 3 });
    expect(JSON.parse(file('r.json'))).toMatchObject({ revoked: [{ reason: 'lost' }, {}, {}] });
  });

  test('takes the file of a token for its id, and a key for the wish to sign', async () => {
    const minted = await gait(
      ...['approve', ...DIGESTS, ...WHO, '--scope', 'x', ...SIGNED, '--out', 't.json', '--json'],
    );
    const ran = await revoke('t.json', '--private-key', 'alice.key');
    expect(ran.json).toMatchObject({ revoked: [minted.json?.['token_id']], key_id: PAIR.keyId });
    expect(ran.json).not.toHaveProperty('unknown');
  });

  test.each(['t.json', 'call.json', 'A'.repeat(24), 'abc', ','])(
    'refuses %p, which is no token and no id, and writes nothing',
    async (word) => {
      expect(await revoke(word, ...SIGNED)).toMatchObject({ exit: 6, json: { ok: false } });
      expect(existsSync(join(folder, 'r.json'))).toBe(false);
    },
  );

  test('says of an id that nothing on this machine mentions it', async () => {
    expect((await revoke(ONE)).json).toMatchObject({ revoked: [ONE], unknown: [ONE] });
    const ran = await gait('approve', '--revoke', TWO, '--revocations', 'r.json');
    expect(ran.stdout).toContain(`nothing on this machine mentions ${TWO}`);
  });
});

describe('approve-script and list-scripts', () => {
  const step = (tool: string) => ({ tool_name: tool, args: {}, targets: [] });
  const sign = (...more: string[]) =>
    gait(
      'approve-script',
      '--policy',
      'policy.yaml',
      '--intent',
      'script.json',
      '--registry',
      'out/r.json',
      '--approver',
      'alice',
      ...SIGNED,
      '--json',
      ...more,
    );

  test('put a script into the registry once', async () => {
    writeFileSync(
      join(folder, 'script.json'),
      JSON.stringify({
        ...CALL,
        targets: [],
        args: {},
        script: { steps: [step('b.write'), step('a.read')] },
      }),
    );
    const first = await sign();
    expect(first.json).toMatchObject({
      ok: true,
      tool_sequence: ['a.read', 'b.write'],
      registry_path: 'out/r.json',
      expires_at: '2026-06-10T12:00:00Z',
      pattern_id: expect.stringMatching(/^pattern_[0-9a-f]{12}$/u),
    });
    await sign();
    await sign('--pattern-id', 'nightly', '--scope', 'risk:high', '--ttl', '1s');
    const listed = await gait(
      'list-scripts',
      '--registry',
      'out/r.json',
      '--private-key',
      'alice.key',
      '--json',
    );
    expect(listed.json).toMatchObject({
      ok: true,
      registry: 'out/r.json',
      count: 2,
      entries: [
        { pattern_id: 'nightly', scope: ['risk:high'], expired: false, verified: true },
        { approver_identity: 'alice', expired: false, verified: true },
      ],
    });
  });

  test('want a script', async () => {
    writeFileSync(join(folder, 'script.json'), JSON.stringify(CALL));
    expect(await sign()).toMatchObject({
      exit: 6,
      json: { detail: { code: 'token_request_invalid' } },
    });
    expect(await gait('approve-script', '--json')).toMatchObject({ exit: 6 });
  });

  test('a registry that is not there is empty; none named is an error', async () => {
    expect((await gait('list-scripts', '--registry', 'none.json', '--json')).json).toEqual({
      ok: true,
      registry: 'none.json',
      correlation_id: expect.any(String),
    });
    expect(await gait('list-scripts', '--json')).toMatchObject({ exit: 6 });
  });
});

describe('delegate', () => {
  const mint = (...more: string[]) =>
    gait(
      'delegate',
      'mint',
      '--delegator',
      'alice',
      '--delegate',
      'lead',
      '--scope',
      'Write,read',
      '--scope-class',
      'Ops',
      '--ttl',
      '2h',
      ...SIGNED,
      '--out',
      'd.json',
      '--json',
      ...more,
    );
  const verify = (...more: string[]) =>
    gait(
      'delegate',
      'verify',
      '--token',
      'd.json',
      '--private-key',
      'alice.key',
      '--json',
      ...more,
    );

  test('is not minted over a file that is no token', async () => {
    writeFileSync(join(folder, 'd.json'), '{"mine":1}');
    expect(await mint()).toMatchObject({ exit: 8, json: { detail: { code: 'output_unsafe' } } });
    expect(file('d.json')).toBe('{"mine":1}');
  });

  test('mints and verifies', async () => {
    const minted = await mint();
    expect(minted.json).toMatchObject({
      ok: true,
      delegator_identity: 'alice',
      delegate_identity: 'lead',
      scope: ['read', 'write'],
      scope_class: 'ops',
      token_path: 'd.json',
      expires_at: '2026-06-03T14:00:00Z',
      description: 'signed delegation token created',
    });
    expect((await verify('--delegator', 'alice', '--scope', 'x,ops')).json).toMatchObject({
      ok: true,
      token_id: minted.json?.['token_id'],
      key_id: PAIR.keyId,
      description: 'delegation token verified',
    });
  });

  test('says with the code of the token why it does not count', async () => {
    const minted = await mint();
    expect(await verify('--delegate', 'eve')).toMatchObject({
      exit: 2,
      json: {
        ok: false,
        error_code: 'delegation_token_delegate_mismatch',
        error_category: 'verification_failed',
        token_id: minted.json?.['token_id'],
        token_path: 'd.json',
        retryable: false,
      },
    });
    writeFileSync(join(folder, 'd.json'), file('d.json').replace('"lead"', '"eve"'));
    expect((await verify()).json).toMatchObject({
      error_code: 'delegation_token_signature_invalid',
    });
    const ran = await gait('delegate', 'verify', '--token', 'd.json', '--private-key', 'alice.key');
    expect(ran.stdout).toContain('✗ d.json: delegation_token_signature_invalid');
  });

  test('wants a token and a key', async () => {
    expect(await gait('delegate', 'verify', '--json')).toMatchObject({ exit: 6 });
    await mint();
    expect(await gait('delegate', 'verify', '--token', 'd.json', '--json')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'key_missing' } },
    });
    writeFileSync(join(folder, 'd.json'), '{');
    expect(await verify()).toMatchObject({
      exit: 6,
      json: { detail: { code: 'token_malformed' } },
    });
  });
});
