import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { GatedProject, saidBy } from '../testing/gated-project.ts';

const BROKERED =
  'schema_version: 1.0.0\nrules:\n  - {name: a, effect: allow, require_broker_credential: true}\n';

/** A project whose configuration wants a program to run; the program leaves a mark. */
function commanding(...more: readonly string[]): GatedProject {
  const project = new GatedProject(BROKERED);
  const mark = join(project.root, 'mark');
  project.config(
    'credential_broker: command',
    'credential_command: /bin/sh',
    `credential_command_args: "-c,touch ${mark}"`,
    ...more,
  );
  return project;
}
const hasRun = (project: GatedProject): boolean => existsSync(join(project.root, 'mark'));

describe('the configuration of a repository does not say which program runs', () => {
  test.each(['standard', 'strict', ''])('under profile %p', async (profile) => {
    using project = commanding();
    expect(saidBy(await project.decide(profile))).toBe('config_command_refused');
    expect(hasRun(project)).toBe(false);
  });

  test('also when it was trusted', async () => {
    using project = commanding();
    await project.trust();
    expect(saidBy(await project.decide('strict'))).toBe('config_command_refused');
    expect(hasRun(project)).toBe(false);
  });

  test.each(['compat', 'oss-prod'])('by choosing profile %s itself', async (profile) => {
    using project = commanding(`profile: ${profile}`);
    expect(saidBy(await project.decide(''))).toBe('config_command_refused');
    expect(hasRun(project)).toBe(false);
  });

  test('nor the arguments of the program that a flag names', async () => {
    using project = commanding();
    const ran = await project.decide('standard', '--credential-command', '/bin/sh');
    expect(saidBy(ran)).toBe('config_command_refused');
    expect(hasRun(project)).toBe(false);
  });

  test('in compat it does, as in the reference, where the operator chose compat', async () => {
    using project = commanding();
    await project.decide('compat');
    expect(hasRun(project)).toBe(true);
  });

  test('the configuration in the folder of the user may', async () => {
    using project = commanding();
    const text = readFileSync(join(project.cwd, '.gait/config.yaml'), 'utf8');
    const own = project.put('home/.config/gait/config.yaml', text);
    await project.decide('standard', '--config', own);
    expect(hasRun(project)).toBe(true);
  });
});

describe('the configuration of a repository has no files written outside the project', () => {
  test.each([
    ['trace_path', '../home/.profile'],
    ['trace_path', '~/.profile'],
    ['trace_path', '.git/config'],
    ['trace_path', 'out/trace.json'],
    ['credential_evidence_path', '/tmp/gait-never'],
    ['rate_limit_state', '../limits.json'],
    ['session_journal', '../session.jsonl'],
  ])('%s: %s', async (name, path) => {
    using project = new GatedProject();
    project.put('home/.profile', 'mine');
    symlinkSync(project.home, join(project.cwd, 'out'));
    project.config(`${name}: "${path}"`);
    for (const profile of ['standard', 'strict']) {
      expect(saidBy(await project.decide(profile))).toBe('path_unsafe');
    }
    expect(readFileSync(join(project.home, '.profile'), 'utf8')).toBe('mine');
  });

  test('unless the user trusted it, or a flag says where', async () => {
    using project = new GatedProject();
    project.config('trace_path: "~/trace.json"');
    const flag = await project.decide('standard', '--trace-out', 'trace.json');
    expect(flag.json).toMatchObject({ verdict: 'allow' });
    await project.trust();
    for (const profile of ['standard', 'strict']) {
      expect(saidBy(await project.decide(profile))).toBe('allow');
    }
    expect(existsSync(join(project.home, 'trace.json'))).toBe(true);
  });
});

describe('trust in a policy is trust in the configuration of that moment', () => {
  test('one that came later blocks under strict, whatever it sets', async () => {
    for (const line of [
      'approval_trust: mine.json',
      'credential_broker: env',
      'wrkr_inventory_path: i.json',
      'tool_classes: c.yaml',
      'kill_switch_state: none.json',
      'rate_limit_state: none.json',
    ]) {
      using project = new GatedProject();
      project.put('project/mine.json', {
        schema_id: 'gait.trust',
        schema_version: '1.0.0',
        keys: [],
      });
      project.put('project/i.json', { items: [] });
      project.put('project/c.yaml', 'tool.read: fs.read\n');
      await project.trust();
      expect(saidBy(await project.decide('strict'))).toBe('allow');
      project.config(line);
      const ran = await project.decide('strict');
      expect([line, ran.exit]).toEqual([line, 3]);
      expect(ran.json?.['violations']).toContain('policy_config_changed');
    }
  });

  test('one that no longer asks for strict does not count without trust', async () => {
    using project = new GatedProject();
    project.config('profile: strict');
    await project.trust();
    expect((await project.decide('')).json).toMatchObject({ profile: 'strict', verdict: 'allow' });
    project.config('profile: standard');
    expect(saidBy(await project.decide(''))).toBe('project_config_changed');
    expect((await project.decide('')).exit).toBe(3);
    // Who names the profile, or takes no configuration, decides for himself.
    expect(saidBy(await project.decide('standard'))).toBe('allow');
    expect(saidBy(await project.decide('', '--no-config'))).toBe('allow');
  });

  test('the policy of the user needs no trust, a repository’s configuration with it does', async () => {
    using project = new GatedProject();
    const policy = project.put(
      'home/.config/gait/policy.yaml',
      'schema_version: 1.0.0\ndefault_verdict: allow\n',
    );
    const decide = () => project.decide('strict', '--policy', policy);
    expect(saidBy(await decide())).toBe('allow');
    project.config('approval_trust: mine.json');
    expect((await decide()).json).toMatchObject({ violations: ['policy_config_changed'] });
    await project.run(['trust', policy]);
    expect(saidBy(await decide())).toBe('allow');
  });
});

describe('under strict a key counts only for the person it belongs to', () => {
  test.each([
    'approval-public-key',
    'approval-private-key',
    'delegation-public-key',
    'approved-script-public-key',
  ])('--%s is refused, and the answer says how', async (flag) => {
    using project = new GatedProject();
    const half = flag.includes('private') ? 'privateKey' : 'publicKey';
    const key = project.put('mallory.key', generateKeyPair()[half]);
    await project.trust();
    const ran = await project.decide('strict', `--${flag}`, key);
    expect(saidBy(ran)).toBe('approver_key_unnamed');
    expect(ran.json?.['hint']).toContain('trust file');
    expect(saidBy(await project.decide('standard', `--${flag}`, key))).toBe('allow');
  });

  test('also from a configuration that was trusted', async () => {
    using project = new GatedProject();
    project.put('project/mallory.key', generateKeyPair().publicKey);
    project.config('approval_public_key: mallory.key');
    await project.trust();
    expect(saidBy(await project.decide('strict'))).toBe('approver_key_unnamed');
  });
});
