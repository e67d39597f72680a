import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { GatedProject, HARMLESS, saidBy } from '../testing/gated-project.ts';

let project: GatedProject;
beforeEach(() => {
  project = new GatedProject();
  mkdirSync(join(project.cwd, '.git'));
  mkdirSync(join(project.cwd, 'src/deep'), { recursive: true });
  project.config(
    ...['policy: .gait.yaml', 'profile: strict', 'key_mode: prod', 'private_key: ../sign.key'],
    ...['kill_switch_state: .gait-out/kill.json', 'trace_dir: gait-out/traces'],
  );
});
afterEach(() => project[Symbol.dispose]());

const below = () => join(project.cwd, 'src/deep');
const runBelow = (...words: string[]) =>
  runInProcess([...words, '--json'], {
    cwd: below(),
    home: project.home,
    env: { USER: 'alice' },
  });
const evalBelow = (...words: string[]) =>
  runBelow('gate', 'eval', '--intent', '../../call.json', ...words);

async function ready(): Promise<void> {
  mkdirSync(join(project.cwd, '.gait-out'), { recursive: true });
  await project.run(['kill-switch', 'list', '--state', '.gait-out/kill.json']);
  await project.run([
    ...['kill-switch', 'add', '--state', '.gait-out/kill.json', '--tool-name', 'tool.other'],
  ]);
  expect((await project.trust()).exit).toBe(0);
}

test('from a subfolder the profile, the trust and the kill switch of the project count', async () => {
  await ready();
  const allowed = await evalBelow();
  expect([saidBy(allowed), allowed.json?.['profile']]).toEqual(['allow', 'strict']);
  await project.run([
    ...['kill-switch', 'add', '--state', '.gait-out/kill.json', '--tool-name', HARMLESS.tool_name],
  ]);
  expect((await evalBelow('--policy', '../../.gait.yaml')).json).toMatchObject({
    verdict: 'block',
    kill_switch: { status: 'active' },
  });
});

test('from a subfolder an untrusted policy blocks', async () => {
  await ready();
  project.put(
    'project/.gait.yaml',
    'default_verdict: allow\nrules: [{name: a, effect: allow, match: {tool_names: [x]}}]\n',
  );
  expect((await evalBelow('--policy', '../../.gait.yaml')).json).toMatchObject({
    verdict: 'block',
    violations: ['policy_changed'],
  });
});

test('a policy trusted from a subfolder is trusted with the configuration of the project', async () => {
  await ready();
  expect((await runBelow('trust', '../../.gait.yaml')).exit).toBe(0);
  expect(saidBy(await evalBelow())).toBe('allow');
});

test('evidence goes into the folder of the project, named by event, from wherever it is asked', async () => {
  await ready();
  await evalBelow();
  await project.run(['gate', 'eval', '--intent', 'call.json']);
  const names = readdirSync(join(project.cwd, 'gait-out/traces'));
  expect(names.filter((name) => /^trace_[^.]+\.json$/u.test(name))).toHaveLength(2);
  expect(names.filter((name) => /^trace_[^.]+\.decision\.json$/u.test(name))).toHaveLength(2);
  expect(readdirSync(below())).toEqual([]);
  expect(existsSync(join(project.cwd, 'gait-out/traces'))).toBe(true);
  expect(readdirSync(project.cwd).filter((name) => name.startsWith('trace_'))).toEqual([]);
});

test('without a work tree nothing above the folder counts', async () => {
  rmSync(join(project.cwd, '.git'), { recursive: true });
  expect((await evalBelow()).json?.['detail']).toMatchObject({ code: 'arguments_invalid' });
});

test('a configuration that leads nowhere is an error, not none', async () => {
  rmSync(join(project.cwd, '.gait/config.yaml'));
  symlinkSync('nowhere', join(project.cwd, '.gait/config.yaml'));
  expect((await evalBelow('--policy', '../../.gait.yaml')).exit).not.toBe(0);
});

test('a folder that cannot be looked into is an error, not a lack of configuration', async () => {
  rmSync(join(project.cwd, '.gait'), { recursive: true });
  symlinkSync('.gait', join(project.cwd, '.gait'));
  expect(saidBy(await evalBelow('--policy', '../../.gait.yaml'))).toBe('path_unsafe');
});

test('from a subfolder a kill switch is added to the state of the project', async () => {
  mkdirSync(join(project.cwd, '.gait-out'));
  expect((await runBelow('kill-switch', 'add', '--tool-name', 't')).exit).toBe(0);
  expect(existsSync(join(project.cwd, '.gait-out/kill.json'))).toBe(true);
});
