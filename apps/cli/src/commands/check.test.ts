import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess, type World } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
let home = '';
let world: World = {};
folderForEach((folder) => {
  cwd = join(folder, 'repo');
  home = join(folder, 'home');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  world = { cwd, home };
});

const CONFIG = '.gait/config.yaml';
const RULE_OF_FETCH =
  'rules:\n  - name: fetching\n    effect: block\n    match: { tool_names: [Fetch] }\n';

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly command: string;
}

async function check(...words: string[]) {
  const { exit, json } = await runInProcess(['check', ...words, '--json'], world);
  return { exit, json, ungated: (json?.['ungated'] ?? []) as readonly Found[] };
}
const codes = async (): Promise<string[]> => (await check()).ungated.map(({ code }) => code);
const run = async (...words: string[]) => await runInProcess(words, world);

/** A repository in which nothing is ungated. */
async function makeReady(): Promise<void> {
  await run('init', '--template', 'coding-agent', '--approver', 'alice');
  await run('trust', '.gait.yaml');
}

/** Changes a file; a configuration is trusted again with its policy. */
async function change(path: string, from: string | RegExp, to: string): Promise<void> {
  const file = join(cwd, path);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  if (path === CONFIG) await run('trust', '.gait.yaml');
}

test('a repository that was set up and trusted has no gap', async () => {
  await makeReady();
  expect(await check('--strict')).toMatchObject({ exit: 0, ungated: [], json: { ok: true } });
});

test('gaps end with exit 0, and with --strict with 2', async () => {
  await run('init', '--template', 'coding-agent');
  expect(await check()).toMatchObject({ exit: 0, json: { ok: true } });
  expect(await check('--strict')).toMatchObject({ exit: 2, json: { ok: false } });
  const { ungated } = await check();
  expect(ungated.map(({ code, command }) => [code, command])).toEqual([
    ['approval_trust_missing', 'gait init --approver NAME'],
    ['policy_untrusted', 'gait trust .gait.yaml'],
  ]);
});

test('without a policy the answer is the one of the reference, and says what to do', async () => {
  const { exit, json } = await check();
  expect(exit).toBe(6);
  expect(json).toMatchObject({ ok: false, policy_path: '.gait.yaml', detection: {} });
  expect(json?.['hint']).toContain('gait init');
});

test('outside a repository the answer has only the keys of the reference', async () => {
  rmSync(join(cwd, '.git'), { recursive: true });
  await run('init');
  const { json } = await check();
  expect(Object.keys(json ?? {})).not.toContain('ungated');
});

describe('each gap has its code', () => {
  test.each([
    ['profile_not_strict', CONFIG, 'strict', 'standard'],
    ['policy_not_configured', CONFIG, '.gait.yaml', 'other.yaml'],
    ['key_unset', CONFIG, / {2}private_key.*\n/u, ''],
    ['key_missing', CONFIG, 'gait_private', 'other_private'],
    ['approval_trust_unset', CONFIG, / {2}approval_trust.*\n/u, ''],
    ['approval_trust_missing', CONFIG, 'approvers.json', 'nobody.json'],
    ['approver_key_unnamed', CONFIG, 'gate:\n', 'gate:\n  approval_public_key: a.key\n'],
    [
      'config_command_refused',
      CONFIG,
      'gate:\n',
      'gate:\n  credential_broker: command\n  credential_command: /bin/sh\n',
    ],
    ['kill_switch_unset', CONFIG, / {2}kill_switch_state.*\n/u, ''],
    ['kill_switch_missing', CONFIG, 'kill_switch_state.json', 'none.json'],
    ['limit_state_unset', CONFIG, / {2}rate_limit_state.*\n/u, ''],
    [
      'policy_untrusted',
      '.gait.yaml',
      'default_verdict: require_approval',
      'default_verdict: block',
    ],
    ['state_not_ignored', '.gitignore', '.gait-out/', 'other/'],
  ] as const)('%s', async (code, path, from, to) => {
    await makeReady();
    await change(path, from, to);
    expect(await codes()).toEqual([code]);
  });

  test('config_unreadable, and trusting the policy with it is refused', async () => {
    await makeReady();
    await change(CONFIG, 'profile', 'profil');
    expect(await codes()).toEqual(['config_unreadable', 'policy_untrusted']);
    expect((await run('trust', '.gait.yaml')).exit).toBe(6);
  });

  test('config_missing', async () => {
    await makeReady();
    rmSync(join(cwd, '.gait'), { recursive: true });
    expect(await codes()).toEqual(['config_missing']);
  });

  test('default_allow, and then a tool and a server without a rule are gaps', async () => {
    await makeReady();
    writeFileSync(join(cwd, 'a.py'), '@tool\ndef delete_user(x): pass\n');
    writeFileSync(join(cwd, '.mcp.json'), '{"mcpServers":{"db":{}}}');
    const of = async () =>
      (await check()).ungated.map(({ code, severity }) => `${severity} ${code}`);
    expect(await of()).toEqual(['note tool_without_rule', 'note mcp_server_untrusted']);
    await change('.gait.yaml', 'default_verdict: require_approval', 'default_verdict: allow');
    await run('trust', '.gait.yaml');
    expect(await of()).toEqual([
      'gap default_allow',
      'gap tool_without_rule',
      'gap mcp_server_untrusted',
    ]);
  });

  test('tool_without_rule for each tool, also where its name does not say that it acts', async () => {
    await makeReady();
    const source = '@tool\ndef get_secrets(x): pass\n@tool\ndef fetch(x): pass\n';
    writeFileSync(join(cwd, 'a.py'), source);
    await change('.gait.yaml', 'default_verdict: require_approval', 'default_verdict: allow');
    await run('trust', '.gait.yaml');
    const { exit, ungated } = await check('--strict');
    expect(ungated.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'gap default_allow',
      'gap tool_without_rule',
      'gap tool_without_rule',
    ]);
    expect(exit).toBe(2);
    await change('.gait.yaml', 'rules:', RULE_OF_FETCH);
    await run('trust', '.gait.yaml');
    expect(await codes()).toEqual(['default_allow', 'tool_without_rule']);
  });

  test('key_permissions and key_in_repository, with the command that repairs them', async () => {
    await makeReady();
    const key = join(home, '.config/gait/keys/gait_private.key');
    chmodSync(key, 0o644);
    const { ungated } = await check();
    expect(ungated).toMatchObject([{ code: 'key_permissions', command: `chmod 600 ${key}` }]);
    writeFileSync(join(cwd, 'my_private.key'), readFileSync(key), { mode: 0o600 });
    await change(CONFIG, '~/.config/gait/keys/gait_private.key', 'my_private.key');
    expect(await codes()).toEqual(['key_in_repository']);
  });

  test('approval_trust_empty, approval_trust_unreadable, kill_switch_unreadable', async () => {
    await makeReady();
    const trust = join(home, '.config/gait/approvers.json');
    writeFileSync(trust, '{"schema_id":"gait.trust","schema_version":"1.0.0","keys":[]}');
    expect(await codes()).toEqual(['approval_trust_empty']);
    writeFileSync(trust, '{"keys":1}');
    writeFileSync(join(cwd, '.gait-out/kill_switch_state.json'), '{');
    expect(await codes()).toEqual(['approval_trust_unreadable', 'kill_switch_unreadable']);
    const state = join(cwd, '.gait-out/kill_switch_state.json');
    expect((await check()).ungated[1]?.command).toBe(`"\${EDITOR:-vi}" ${state}`);
  });

  test('approval_trust_in_repository: whoever writes the repository would approve', async () => {
    await makeReady();
    const trust = join(home, '.config/gait/approvers.json');
    writeFileSync(join(cwd, 'approvers.json'), readFileSync(trust));
    await change(CONFIG, '~/.config/gait/approvers.json', 'approvers.json');
    expect(await codes()).toEqual(['approval_trust_in_repository']);
  });

  test('broker_unset', async () => {
    await makeReady();
    await run('init', '--template', 'deploy-agent', '--force');
    await run('trust', '.gait.yaml');
    expect(await codes()).toEqual(['broker_unset']);
    await change(CONFIG, '  key_mode', '  credential_broker: vault\n  key_mode');
    expect(await codes()).toEqual([]);
  });

  test('hook_missing: a note wherever a coding tool is used and no hook of ours stands', async () => {
    await makeReady();
    mkdirSync(join(cwd, '.claude'));
    writeFileSync(
      join(cwd, '.claude/settings.json'),
      '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"gait demo"}]}]}}',
    );
    const { exit, ungated } = await check('--strict');
    expect(ungated).toMatchObject([
      { code: 'hook_missing', severity: 'note', command: 'gait hooks install --harness claude' },
    ]);
    expect(exit).toBe(0);
    await run('hooks', 'install', '--harness', 'claude');
    expect(await codes()).toEqual([]);
  });
});

test('a positional names the policy only where --policy is blank', async () => {
  await run('init');
  expect((await check('--policy', '', '.gait.yaml')).exit).toBe(0);
  for (const words of [['.gait.yaml'], ['--policy', ''], ['--policy', '', 'a', 'b']]) {
    expect((await check(...words)).json?.['detail']).toMatchObject({ code: 'arguments_invalid' });
  }
});

test('the help offers no positional: one without a blank --policy is refused', async () => {
  const { stdout } = await runInProcess(['check', '--help'], world);
  expect(stdout).toContain('--policy FILE');
  expect(stdout).not.toContain('POLICY.YAML');
});

test('from a folder of a set-up project its root is looked at and named', async () => {
  await makeReady();
  const below = join(cwd, 'src/deep');
  mkdirSync(below, { recursive: true });
  for (const words of [[], ['--policy', '../../.gait.yaml']]) {
    const { exit, json } = await runInProcess(['check', '--strict', ...words, '--json'], {
      ...world,
      cwd: below,
    });
    expect(json).toMatchObject({ ok: true, project_root: cwd });
    expect(exit).toBe(0);
  }
});
