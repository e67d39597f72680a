import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protectedInstallation, type Installation } from './protected-installation.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-installation-')));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/gait'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function places(change: Partial<Installation> = {}, home = join(folder, 'home')) {
  const { places: found } = protectedInstallation({
    project: join(folder, 'project'),
    surroundings: { env: { PATH: `${folder}/bin:relative` }, home, platform: 'linux' },
    executable: '/opt/gait/bin/gait',
    files: [],
    ...change,
  });
  return found.map(({ path, kind, tree, secret }) => {
    const marks = `${tree ? ' tree' : ''}${secret ? ' secret' : ''}`;
    return `${kind} ${path.replace(folder, '')}${marks}`;
  });
}

test('the project, the folders of the user and the executables are protected', () => {
  expect(places().toSorted()).toEqual([
    'agents /project/.krci-ai tree',
    'config_home /home/.config/gait tree',
    'executable /bin/gait',
    'executable /opt/gait/bin/gait',
    'gait_folder /project/.gait tree',
    'key /home/.config/gait/keys tree secret',
    'ledger /home/.local/state/gait/approvals/denials.jsonl',
    'ledger /home/.local/state/gait/approvals/revocations.json',
    'ledger /home/.local/state/gait/approvals/spent.jsonl',
    'ledger /project/gait-out/sessions tree',
    'ledger /project/gait-out/traces tree',
    'lock /project/krci-ai.lock.json',
    'policy /home/.config/gait/policy.yaml',
    'policy /project/.gait.yaml',
    'state_home /home/.local/state/gait tree',
    'state_home /project/.gait-out tree',
    'trust_file /home/.config/gait/trusted-policies.json',
  ]);
});

test('a folder of the PATH that cannot be entered is passed over', () => {
  // Refuses to be entered for everybody, also for root.
  symlinkSync('loop', join(folder, 'loop'));
  const surroundings = {
    env: { PATH: `${folder}/loop:${folder}/bin/gait:${folder}/bin` },
    home: join(folder, 'home'),
    platform: 'linux' as const,
  };
  expect(places({ surroundings }).filter((place) => place.startsWith('executable'))).toEqual([
    'executable /opt/gait/bin/gait',
    'executable /bin/gait',
  ]);
});

test('files in use bring their locks, and the kill switch its journal', () => {
  const found = places({ files: [{ path: join(folder, 's/kill.json'), kind: 'kill_switch' }] });
  expect(found).toEqual(
    expect.arrayContaining([
      'kill_switch /s/kill.json',
      'kill_switch /s/kill.json.lock',
      'kill_switch /s/kill_switch_journal.jsonl',
    ]),
  );
});

test('a place is protected by its name and by where its links lead', () => {
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync('elsewhere', join(folder, 'project'));
  expect(places()).toEqual(
    expect.arrayContaining(['policy /project/.gait.yaml', 'policy /elsewhere/.gait.yaml']),
  );
});

test('a place that is a link to nothing yet is protected where it would be made', () => {
  mkdirSync(join(folder, 'dot'));
  mkdirSync(join(folder, 'home/.config'), { recursive: true });
  symlinkSync(join(folder, 'dot/gait'), join(folder, 'home/.config/gait'));
  symlinkSync('../dot/two', join(folder, 'home/one'));
  symlinkSync('team.json', join(folder, 'dot/two'));
  const found = places({ files: [{ path: join(folder, 'home/one'), kind: 'trust_file' }] });
  expect(found).toEqual(
    expect.arrayContaining(['trust_file /dot/team.json', 'policy /dot/gait/policy.yaml']),
  );
});

test('what links in the folder of keys and settings lead to is part of it', () => {
  const keys = join(folder, 'home/.config/gait/keys/team');
  mkdirSync(keys, { recursive: true });
  symlinkSync(join(folder, 'dot/bob.key'), join(keys, 'bob_private.key'));
  symlinkSync(join(folder, 'dot/more'), join(folder, 'home/.config/gait/more'));
  const found = protectedInstallation({
    project: join(folder, 'project'),
    surroundings: { env: {}, home: join(folder, 'home'), platform: 'linux' },
    executable: '/x',
    files: [],
  }).places;
  expect(found).toContainEqual({
    path: join(folder, 'dot/bob.key'),
    kind: 'key',
    tree: true,
    secret: true,
  });
  expect(found).toContainEqual({
    path: join(folder, 'dot/more'),
    kind: 'config_home',
    tree: true,
    secret: false,
  });
});

test('without a home nothing in the current folder is taken for one', () => {
  expect(places({}, '').every((line) => line.split(' ')[1]?.startsWith('/'))).toBe(true);
});

test('hooks and MCP settings of the tools are protected by name', () => {
  const { names } = protectedInstallation({
    project: folder,
    surroundings: { env: {}, home: folder, platform: 'linux' },
    executable: '/x',
    files: [],
  });
  const all = names.map((name) => name.names.join('/'));
  for (const name of ['.claude/settings.json', '.mcp.json', '.cursor/hooks.json', '.gait/**']) {
    expect(all).toContain(name);
  }
});

test('variables for folders are known, the working folder is the project', () => {
  const { variables } = protectedInstallation({
    project: '/project',
    surroundings: {
      env: { PWD: '/lie', SECRET: 'not-a-path', ROOT: '/r' },
      home: '/home/me',
      platform: 'linux',
    },
    executable: '/x',
    files: [],
  });
  expect(Object.fromEntries(variables)).toMatchObject({
    HOME: '/home/me',
    PWD: '/project',
    ROOT: '/r',
    XDG_CONFIG_HOME: '/home/me/.config',
    XDG_STATE_HOME: '/home/me/.local/state',
  });
  expect(variables.has('SECRET')).toBe(false);
});
