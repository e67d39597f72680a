import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { parsePolicy, policyDigest, policyTemplate } from '@gait/gate';
import { loadProjectConfig, loadTrust } from '@gait/local';
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

const init = async (...words: string[]) => await runInProcess(['init', ...words], world);
const text = (path: string): string => readFileSync(join(cwd, path), 'utf8');
const keyFile = (name: string): string => join(home, '.config/gait/keys', name);

/** Every file below a folder with its bytes. */
function everything(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path, readFileSync(path, 'latin1')];
    }),
  );
}

describe('where there is no repository', () => {
  test('only the policy is written, and it means what the template means', async () => {
    const elsewhere = join(home, 'folder');
    mkdirSync(elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'a.py'), '@tool\ndef delete_user(x): pass\n');
    const { exit, json } = await runInProcess(['init', '--json'], { cwd: elsewhere, home });
    expect({ exit, template: json?.['template'] }).toEqual({
      exit: 0,
      template: 'baseline-highrisk',
    });
    expect(json).not.toHaveProperty('setup');
    expect(readdirSync(elsewhere).toSorted()).toEqual(['.gait.yaml', 'a.py']);
    expect(readdirSync(home)).toEqual(['folder']);
    const file = join(elsewhere, '.gait.yaml');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(policyDigest(parsePolicy(readFileSync(file, 'utf8')))).toBe(
      policyDigest(parsePolicy(policyTemplate('baseline-highrisk') ?? '')),
    );
  });

  test('a policy that is there is refused, and replaced with --force', async () => {
    writeFileSync(join(cwd, '.gait.yaml'), 'default_verdict: block\n');
    const refused = await init('--policy-only', '--json');
    expect({ exit: refused.exit, detail: refused.json?.['detail'] }).toMatchObject({
      exit: 6,
      detail: { code: 'file_exists' },
    });
    expect(refused.json).toMatchObject({ detection: {}, contract: {} });
    expect((await init('--policy-only', '--force')).exit).toBe(0);
    expect(readdirSync(cwd).toSorted()).toEqual(['.git', '.gait.yaml'].toSorted());
  });
});

describe('at the top of a repository', () => {
  test('policy, defaults, state, ignore rules and a key outside are written', async () => {
    const { exit, json } = await init(
      '--template',
      'coding-agent',
      '--approver',
      'alice',
      '--json',
    );
    expect(exit).toBe(0);
    expect(json?.['setup']).toMatchObject([
      { what: 'signing key', path: '~/.config/gait/keys/gait_private.key', action: 'created' },
      { what: 'approver alice', path: '~/.config/gait/keys/alice_private.key', action: 'created' },
      { what: 'trust file', path: '~/.config/gait/approvers.json', action: 'created' },
      { what: 'kill switch', path: '.gait-out/kill_switch_state.json', action: 'created' },
      { what: 'ignore rules', path: '.gitignore', action: 'created' },
      { what: 'policy', path: '.gait.yaml', action: 'created' },
      { what: 'defaults', path: '.gait/config.yaml', action: 'created' },
    ]);
    expect(loadProjectConfig(join(cwd, '.gait/config.yaml'), true)).toMatchObject({
      policy: '.gait.yaml',
      profile: 'strict',
      key_mode: 'prod',
      private_key: '~/.config/gait/keys/gait_private.key',
      approval_trust: '~/.config/gait/approvers.json',
      kill_switch_state: '.gait-out/kill_switch_state.json',
      rate_limit_state: '.gait-out/gate_rate_limits.json',
    });
    expect(text('.gitignore')).toBe('gait-out/\n.gait-out/\n');
    expect(statSync(keyFile('gait_private.key')).mode & 0o777).toBe(0o600);
    const { keys } = loadTrust(join(home, '.config/gait/approvers.json'));
    expect(keys).toMatchObject([{ identity: 'alice', roles: ['approver'] }]);
  });

  test('a second run changes nothing, --force keeps keys and state', async () => {
    await init('--template', 'coding-agent', '--approver', 'alice');
    const before = { ...everything(cwd), ...everything(home) };
    const again = await init('--template', 'coding-agent', '--approver', 'alice', '--json');
    const actions = ((again.json?.['setup'] ?? []) as { action: string }[]).map(
      ({ action }) => action,
    );
    expect(new Set(actions)).toEqual(new Set(['kept']));
    expect({ ...everything(cwd), ...everything(home) }).toEqual(before);

    writeFileSync(join(cwd, '.gait.yaml'), 'default_verdict: block\n');
    await init('--template', 'coding-agent', '--force');
    expect({ ...everything(cwd), ...everything(home) }).toEqual(before);
  });

  test('a set-up that was cut off goes on where it ended', async () => {
    const words = ['--template', 'coding-agent', '--approver', 'alice'];
    await init(...words);
    const whole = Object.keys({ ...everything(cwd), ...everything(home) }).toSorted();
    for (const path of ['.gait/config.yaml', '.gait.yaml', '.gitignore', '.gait-out']) {
      rmSync(join(cwd, path), { recursive: true });
      expect((await init(...words)).exit).toBe(0);
      expect(Object.keys({ ...everything(cwd), ...everything(home) }).toSorted()).toEqual(whole);
    }
    rmSync(join(home, '.config/gait/approvers.json'));
    expect((await init(...words)).exit).toBe(0);
    expect(Object.keys({ ...everything(cwd), ...everything(home) }).toSorted()).toEqual(whole);
  });

  test('a second approver stands beside the first', async () => {
    await init('--approver', 'alice');
    await init('--approver', 'bob');
    const { keys } = loadTrust(join(home, '.config/gait/approvers.json'));
    expect(keys.map(({ identity }) => identity)).toEqual(['alice', 'bob']);
  });

  test('--dry-run tells the plan and writes nothing', async () => {
    const before = everything(cwd);
    const { exit, json } = await init('--dry-run', '--approver', 'alice', '--json');
    expect({ exit, dry: json?.['dry_run'] }).toEqual({ exit: 0, dry: true });
    expect(json?.['setup']).toMatchObject([{ action: 'created' }, {}, {}, {}, {}, {}, {}]);
    expect(everything(cwd)).toEqual(before);
    expect(existsSync(home)).toBe(false);
  });

  test('rules for every tool that was found are in force', async () => {
    writeFileSync(join(cwd, 'a.py'), '@tool\ndef delete_user(x): pass\ndef write_it(x): pass\n');
    const { json } = await init('--template', 'coding-agent', '--json');
    expect(json?.['generated_rules']).toMatchObject([
      { name: 'block-destructive-tools', priority: 4, match_tool_names: ['delete_user'] },
      { name: 'require-approval-state-changing-tools', match_tool_names: ['write_it'] },
    ]);
    const { rules } = parsePolicy(text('.gait.yaml'));
    expect(rules[0]).toMatchObject({ effect: 'block', match: { tool_names: ['delete_user'] } });
  });

  test('settings that cannot be read are told and stop nothing here', async () => {
    writeFileSync(join(cwd, 'mcp.json'), '// comment\n{}');
    const { exit, json } = await init('--json');
    expect({ exit, unreadable: json?.['unreadable'] }).toMatchObject({
      exit: 0,
      unreadable: [expect.stringContaining('mcp.json')],
    });
  });

  test('what the defaults name is made where they name it', async () => {
    mkdirSync(join(cwd, '.gait'));
    writeFileSync(
      join(cwd, '.gait/config.yaml'),
      'gate: {policy: .gait.yaml, kill_switch_state: state/stop.json}\n',
    );
    expect((await init()).exit).toBe(0);
    expect(existsSync(join(cwd, 'state/stop.json'))).toBe(true);
    const { json } = await init('--approver', 'alice', '--json');
    expect(json?.['detail']).toMatchObject({ field: 'gate.approval_trust' });
  });
});

describe('refused', () => {
  test('keys inside the repository', async () => {
    const env = { XDG_CONFIG_HOME: join(cwd, 'config') };
    const { exit, json } = await runInProcess(['init', '--json'], { cwd, home, env });
    expect({ exit, detail: json?.['detail'] }).toMatchObject({
      exit: 6,
      detail: { code: 'path_unsafe' },
    });
    expect(readdirSync(cwd)).toEqual(['.git']);
  });

  test('folders that lead elsewhere', async () => {
    for (const name of ['.gait', '.gait-out']) {
      symlinkSync('..', join(cwd, name));
      expect((await init('--json')).json?.['detail']).toMatchObject({
        code: 'path_unsafe',
        file: name,
      });
      rmSync(join(cwd, name));
    }
    expect(existsSync(home)).toBe(false);
  });

  test('state in the home folder, where defaults that came along name it', async () => {
    mkdirSync(join(cwd, '.gait'));
    writeFileSync(join(cwd, '.gait/config.yaml'), 'gate: {kill_switch_state: ~/.profile}\n');
    expect((await init()).exit).toBe(0);
    expect(existsSync(join(home, '.profile'))).toBe(false);
  });

  test('a policy that is kept and cannot be read, before anything is written', async () => {
    writeFileSync(join(cwd, '.gait.yaml'), 'nonsense: 1\n');
    const { json } = await init('--json');
    expect(json?.['detail']).toMatchObject({ code: 'policy_unknown_field', file: '.gait.yaml' });
    expect(existsSync(home)).toBe(false);
  });

  test.each([
    [['--template', 'coding-agnt'], 'policy_template_unknown'],
    [['--approver', '../alice'], 'flag_invalid'],
    [['--approver', 'gait'], 'flag_invalid'],
    [['--approver', 'alice', '--policy-only'], 'flag_invalid'],
    [['--setup', '--policy-only'], 'flag_invalid'],
    [['--out', ' '], 'path_unsafe'],
  ])('%j', async (words, code) => {
    const { json } = await init(...words, '--json');
    expect(json?.['detail']).toMatchObject({ code });
    expect(everything(cwd)).toEqual({});
  });

  test('a session that the gate governs', async () => {
    const env = { GAIT_GATED_SESSION: 's1' };
    const { exit, json } = await runInProcess(['init', '--json'], { cwd, home, env });
    expect({ exit, detail: json?.['detail'] }).toMatchObject({
      exit: 8,
      detail: { code: 'approval_from_gated_session' },
    });
  });
});

test('in a folder of a set-up project nothing is written unasked, and the root is named', async () => {
  await runInProcess(['init'], world);
  const below = join(cwd, 'src');
  mkdirSync(below);
  const init = (...words: string[]) =>
    runInProcess(['init', ...words, '--json'], { ...world, cwd: below });
  const refused = await init();
  expect(refused.json?.['detail']).toMatchObject({ code: 'arguments_invalid' });
  expect(String(refused.json?.['error'])).toContain(cwd);
  expect(readdirSync(below)).toEqual([]);
  expect((await init('--policy-only')).exit).toBe(0);
});
