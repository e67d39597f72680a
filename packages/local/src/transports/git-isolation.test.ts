import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitEnvironment, gitSettings } from './git-isolation.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gait-git-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

test('git gets settings that leave a repository nothing to run and nowhere to lead', () => {
  const settings = gitSettings('https:');
  expect(settings.filter((_, index) => index % 2 === 0).every((flag) => flag === '-c')).toBe(true);
  expect(settings.filter((_, index) => index % 2 === 1).toSorted()).toEqual(
    [
      'core.hooksPath=/dev/null',
      'core.fsmonitor=false',
      'protocol.allow=never',
      'protocol.https.allow=always',
      'protocol.version=2',
      'submodule.recurse=false',
      'fetch.recurseSubmodules=false',
      'fetch.fsckObjects=true',
      'fetch.unpackLimit=1',
      'transfer.bundleURI=false',
      'http.followRedirects=false',
      'gc.auto=0',
      'maintenance.auto=false',
    ].toSorted(),
  );
});

test('no variable leads git elsewhere, loads something into it, or asks a person', () => {
  const PATH = process.env['PATH'];
  const env = gitEnvironment(
    {
      PATH,
      HOME: home,
      GIT_DIR: '/x',
      GIT_SSH: '/x',
      git_proxy_command: '/x',
      GIT_CONFIG_COUNT: '9',
      SSH_ASKPASS: '/x',
      LD_PRELOAD: '/x',
      DYLD_INSERT_LIBRARIES: '/x',
      SSH_AUTH_SOCK: '/agent',
    },
    '/place',
  );
  expect(env).toEqual({
    PATH,
    HOME: home,
    SSH_AUTH_SOCK: '/agent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_CEILING_DIRECTORIES: '/place',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes',
    LC_ALL: 'C',
  });
});

test('of the own configuration only the credential helpers are left', () => {
  writeFileSync(
    join(home, '.gitconfig'),
    '[credential]\n\thelper = keychain\n\thelper = store\n[core]\n\tsshCommand = other\n',
  );
  const env = gitEnvironment({ PATH: process.env['PATH'], HOME: home }, '/place');
  expect(env).toMatchObject({
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: 'keychain',
    GIT_CONFIG_VALUE_1: 'store',
  });
  expect(JSON.stringify(env)).not.toContain('other');
});
