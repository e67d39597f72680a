import { expect, test } from 'bun:test';
import { describe, TEST_CONTEXT } from '../testing/describe-reading.ts';
import { isSafeSetting } from './git-settings.ts';

test.each([
  ['user.name', 'x', true],
  ['core.autocrlf', 'true', true],
  ['core.pager', 'cat', true],
  ['core.pager', 'sh -c x', false],
  ['core.editor', undefined, false],
  ['core.hooksPath', '/tmp', false],
  ['core.fsmonitor', 'x', false],
  ['CORE.sshCommand', 'x', false],
  ['alias.x', '!sh', false],
  ['diff.external', 'x', false],
  ['filter.x.clean', 'x', false],
  ['pager.log', 'false', true],
  ['pager.log', 'sh', false],
  ['credential.helper', 'x', false],
  ['include.path', 'x', false],
  ['http.proxy', 'x', false],
  ['nothing', 'x', false],
])('setting %s to %s is safe: %s', (key, value, safe) => {
  expect(isSafeSetting(key, value)).toBe(safe);
});

test('variables that git gives to a shell are read as its text', () => {
  const variables = new Map([['GIT_SSH_COMMAND', 'ssh -i k']]);
  expect(describe('git fetch', { ...TEST_CONTEXT, variables })).toBe(
    'write workspace:/p, network repo:origin:fetch, script(ssh -i k)',
  );
});

test('variables that move the settings of git count as code', () => {
  const variables = new Map([['GIT_CONFIG_GLOBAL', '/tmp/x']]);
  expect(describe('git status', { ...TEST_CONTEXT, variables })).toBe(
    'execute program:git, read workspace:/p',
  );
});
