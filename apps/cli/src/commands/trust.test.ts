import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';

const policy = (verdict: string, rules = ''): string =>
  `schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: ${verdict}\n${rules}`;
const CALL = {
  schema_id: 'gait.gate.intent_request',
  schema_version: '1.0.0',
  created_at: '2026-06-03T12:00:00Z',
  producer_version: 'x',
  tool_name: 'tool.read',
  args: {},
  targets: [{ kind: 'path', value: 'a.txt', operation: 'read', endpoint_class: 'fs.read' }],
  context: {
    identity: 'agent',
    workspace: '/repo',
    risk_class: 'low',
    session_id: 's',
    agent_identity: { manifest_digest: 'f'.repeat(64), publisher: 'liar' },
  },
};

let folder = '';
let project = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-trust-')));
  project = join(folder, 'project');
  mkdirSync(join(project, '.gait-out'), { recursive: true });
  writeFileSync(join(project, '.gait.yaml'), policy('allow'));
  writeFileSync(join(folder, 'call.json'), JSON.stringify(CALL));
  writeFileSync(join(folder, 'sign.key'), generateKeyPair().privateKey, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const gait = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  runInProcess([...args, '--json'], {
    cwd: project,
    home: folder,
    env: {
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      USER: 'alice',
      ...env,
    },
  });
const decide = (profile = 'strict', ...more: string[]): Promise<Ran> =>
  gait([
    'gate',
    'eval',
    '--policy',
    '.gait.yaml',
    '--intent',
    '../call.json',
    '--profile',
    profile,
    '--key-mode',
    'prod',
    '--private-key',
    '../sign.key',
    '--trace-out',
    join(folder, 'trace.json'),
    ...more,
  ]);
const list = (): string => join(folder, 'config/gait/trusted-policies.json');
const userPolicy = (text: string): void => {
  mkdirSync(join(folder, 'config/gait'), { recursive: true });
  writeFileSync(join(folder, 'config/gait/policy.yaml'), text);
};

describe('under strict', () => {
  test('a policy that nobody trusted blocks every call and says what to do', async () => {
    const ran = await decide();
    expect(ran.exit).toBe(3);
    expect(ran.json).toMatchObject({ verdict: 'block', violations: ['policy_untrusted'] });
    expect(ran.json?.['warnings']).toContainEqual(expect.stringContaining('gait trust .gait.yaml'));
  });

  test('a trusted one decides, a changed one blocks, and trusted again decides', async () => {
    const trusted = await gait(['trust', '.gait.yaml']);
    expect(trusted.json).toMatchObject({
      ok: true,
      path: join(project, '.gait.yaml'),
      trusted_by: 'alice',
    });
    expect(statSync(list()).mode & 0o777).toBe(0o600);
    expect((await decide()).json).toMatchObject({ verdict: 'allow' });
    writeFileSync(join(project, '.gait.yaml'), policy('dry_run'));
    expect((await decide()).json).toMatchObject({
      verdict: 'block',
      violations: ['policy_changed'],
    });
    expect((await gait(['trust', 'list'])).json).toMatchObject({
      policies: [{ status: 'changed' }],
    });
    const again = await gait(['trust', '.gait.yaml']);
    expect(again.json?.['previous_digest']).toBe(trusted.json?.['policy_digest']);
    expect((await decide()).json).toMatchObject({ verdict: 'dry_run' });
  });

  test('a configuration that was not trusted with the policy blocks', async () => {
    await gait(['trust', '.gait.yaml']);
    mkdirSync(join(project, '.gait'));
    writeFileSync(join(project, '.gait/config.yaml'), 'gate:\n  approval_trust: mine.json\n');
    expect((await decide()).json).toMatchObject({ violations: ['policy_config_changed'] });
    expect((await decide('strict', '--no-config')).json).toMatchObject({ verdict: 'allow' });
    await gait(['trust', '.gait.yaml']);
    expect((await decide()).json).toMatchObject({ verdict: 'allow' });
  });

  test('a link to a trusted policy is that policy, a copy is not', async () => {
    await gait(['trust', '.gait.yaml']);
    symlinkSync('.gait.yaml', join(project, 'link.yaml'));
    writeFileSync(join(project, 'copy.yaml'), policy('allow'));
    expect((await decide('strict', '--policy', 'link.yaml')).json).toMatchObject({
      verdict: 'allow',
    });
    expect((await decide('strict', '--policy', 'copy.yaml')).json).toMatchObject({
      verdict: 'block',
    });
  });

  test('what was untrusted blocks again; a second time there is nothing to take back', async () => {
    await gait(['trust', '.gait.yaml']);
    expect((await gait(['untrust', '.gait.yaml'])).exit).toBe(0);
    expect((await decide()).json).toMatchObject({ violations: ['policy_untrusted'] });
    const second = await gait(['untrust', '.gait.yaml']);
    expect(second.json).toMatchObject({ detail: { code: 'policy_not_trusted' } });
  });

  test('a list that others may write to, or that cannot be read, decides nothing', async () => {
    await gait(['trust', '.gait.yaml']);
    chmodSync(list(), 0o666);
    expect((await decide()).json).toMatchObject({
      detail: { code: 'trusted_policies_permissions' },
    });
    chmodSync(list(), 0o600);
    writeFileSync(list(), '{}');
    expect((await decide()).json).toMatchObject({ detail: { code: 'trusted_policies_invalid' } });
  });

  test('the policy of the user is not loosened by that of the repository', async () => {
    await gait(['trust', '.gait.yaml']);
    userPolicy(policy('block'));
    const ran = await decide();
    expect(ran.json).toMatchObject({ verdict: 'block' });
    expect(ran.json?.['reason_codes']).toContain('user_policy_stricter');
  });

  test('the policy of the user may demand an approval of what the repository allows', async () => {
    await gait(['trust', '.gait.yaml']);
    userPolicy(policy('require_approval'));
    const ran = await decide();
    expect(ran.exit).toBe(4);
    expect(ran.json).toMatchObject({ verdict: 'require_approval', required_approvals: 1 });
  });

  test('the policy of the user does not loosen that of the repository', async () => {
    writeFileSync(join(project, '.gait.yaml'), policy('block'));
    await gait(['trust', '.gait.yaml']);
    userPolicy(policy('allow'));
    expect((await decide()).json).toMatchObject({ verdict: 'block' });
  });

  test('a policy of the user that cannot be read decides nothing', async () => {
    await gait(['trust', '.gait.yaml']);
    userPolicy('x: [');
    expect((await decide()).exit).toBe(3);
  });

  test('a policy of the user that leads nowhere is not the same as none', async () => {
    await gait(['trust', '.gait.yaml']);
    expect((await decide()).json).toMatchObject({ verdict: 'allow' });
    userPolicy('');
    rmSync(join(folder, 'config/gait/policy.yaml'));
    symlinkSync(join(folder, 'gone'), join(folder, 'config/gait/policy.yaml'));
    expect((await decide()).exit).toBe(3);
  });
});

test('in standard a policy counts without trust', async () => {
  expect((await decide('standard')).json).toMatchObject({ verdict: 'allow' });
});

describe('a session that the gate governs', () => {
  test.each([['trust'], ['untrust']])('may not %s', async (name) => {
    const ran = await gait([name, '.gait.yaml'], { GAIT_GATED_SESSION: 's1' });
    expect(ran.exit).toBe(8);
    expect(ran.json).toMatchObject({ detail: { code: 'approval_from_gated_session' } });
  });
});

test('a policy that cannot be read is not trusted', async () => {
  writeFileSync(join(project, '.gait.yaml'), 'nonsense: 1\n');
  expect((await gait(['trust', '.gait.yaml'])).json).toMatchObject({ ok: false });
  expect((await gait(['trust', 'absent.yaml'])).json).toMatchObject({
    detail: { code: 'file_missing' },
  });
});
