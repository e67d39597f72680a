import { spawnSync } from 'node:child_process';
import type { Environment } from '../children/child-environment.ts';

/**
 * Settings in front of every call of git. Whatever a configuration could add to a fetch is off:
 * hooks, submodules, other protocols than the one asked for, redirects to another host; what comes
 * is checked object by object.
 */
export function gitSettings(protocol: string): readonly string[] {
  const scheme = protocol.replace(/:$/u, '');
  return [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['protocol.allow', 'never'],
    [`protocol.${scheme}.allow`, 'always'],
    ['protocol.version', '2'],
    ['submodule.recurse', 'false'],
    ['fetch.recurseSubmodules', 'false'],
    ['fetch.fsckObjects', 'true'],
    ['fetch.unpackLimit', '1'],
    ['transfer.bundleURI', 'false'],
    ['http.followRedirects', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * The environment of git: no variable that points it elsewhere or runs a program, no configuration
 * of the system or the user but his credential helpers. Nobody is asked for a password.
 */
export function gitEnvironment(env: Environment, home: string): Environment {
  const kept: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:GIT_|SSH_ASKPASS$|LD_|DYLD_)/u.test(name.toUpperCase()),
    ),
  );
  const helpers = credentialHelpers(env);
  const settings: Record<string, string> = {};
  for (const [i, helper] of helpers.entries()) {
    settings[`GIT_CONFIG_KEY_${i}`] = 'credential.helper';
    settings[`GIT_CONFIG_VALUE_${i}`] = helper;
  }
  return {
    ...kept,
    ...settings,
    ...(helpers.length === 0 ? {} : { GIT_CONFIG_COUNT: String(helpers.length) }),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_CEILING_DIRECTORIES: home,
    // A host that ssh has never seen is not trusted on sight.
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes',
    LC_ALL: 'C',
  };
}

/** The user's own credential helpers, the platform's keychain among them; from his file and no repository's. */
function credentialHelpers(env: Environment): readonly string[] {
  const answer = spawnSync('git', ['config', '--global', '-z', '--get-all', 'credential.helper'], {
    cwd: '/',
    env: {
      PATH: env['PATH'] ?? '',
      HOME: env['HOME'] ?? '',
      XDG_CONFIG_HOME: env['XDG_CONFIG_HOME'] ?? '',
    },
    timeout: 5000,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (answer.status !== 0) return [];
  return answer.stdout
    .toString('utf8')
    .split('\0')
    .filter((helper) => helper !== '')
    .slice(0, 8);
}
