import { expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide } from '../decide/decide.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { instant } from '../testing/decide-json.ts';
import { EVALUATION_TIME } from '../testing/likely-intents.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyTemplate } from './policy-templates.ts';

const verdictOf = (template: string, operation: string, value: string) => {
  const intent = decodeIntent({
    tool_name: `fs.${operation}`,
    args: {},
    targets: [{ kind: 'path', value, operation, endpoint_class: `fs.${operation}` }],
    context: { identity: 'alice', workspace: '/home/you/shop', risk_class: 'low' },
  });
  const profile = 'strict';
  const compiled = compilePolicy(parsePolicy(policyTemplate(template) ?? ''));
  const options = { now: instant(EVALUATION_TIME), profile } as const;
  return decide(compiled, prepareIntent(intent, { profile }), options).verdict;
};

const SECRETS = [
  ...['.env', '/home/you/shop/.env', 'sub/.env', 'a/b/c/d/e/f/g/h/.env.local', './x/../.env'],
  ...['/home/you/.ssh/id_ed25519', '~/.ssh/keys/work', '/home/you/.aws/credentials'],
  ...['../other/.env', 'certs/server.key', '/srv/a/b/c/d/e/f/g/tls.pem', 'sub\\.env'],
];

test.each(['coding-agent', 'data-agent', 'deploy-agent'])(
  'in strict, %s blocks reading secrets however they are named',
  (template) => {
    for (const value of SECRETS) {
      expect([value, verdictOf(template, 'read', value)]).toEqual([value, 'block']);
    }
    expect(verdictOf(template, 'read', '/home/you/shop/src/main.ts')).toBe('allow');
  },
);

test.each([
  ...SECRETS,
  ...['/home/you/shop/.github/workflows/ci.yml', '/home/you/shop/.git/hooks/pre-commit'],
  ...['vendor/x/.git/hooks/deep/er/pre-commit', '/home/you/.ssh/authorized_keys', '~/.bashrc'],
  ...['../shop2/a', '/home/you/shop2/a', '/etc/hosts', 'C:\\a', 'a\\..\\..\\b', '$HOME/.bashrc'],
])('in strict, coding-agent does not simply let %j be written', (value) => {
  expect(verdictOf('coding-agent', 'write', value)).toBe('require_approval');
});

test.each(['src/main.ts', '/home/you/shop/src/main.ts', './a', '.eslintrc', '[id]/page.tsx'])(
  'in strict, coding-agent lets %j be written',
  (value) => {
    expect(verdictOf('coding-agent', 'write', value)).toBe('allow');
  },
);
