import { expect, test } from 'bun:test';
import { decideJson } from '../testing/decide-json.ts';

const policyWith = (endpoint: Record<string, unknown>) => ({
  rules: [{ name: 'r', effect: 'allow', endpoint }],
});
const path = (value: string) => ({ kind: 'path', value, operation: 'read' });
const url = (value: string) => ({ kind: 'url', value });

test.each([
  [{ path_denylist: ['/etc/**'] }, path('/etc/passwd'), 'endpoint_path_denied'],
  [{ path_allowlist: ['/srv/**'] }, path('/etc/passwd'), 'endpoint_path_not_allowlisted'],
  [{ domain_denylist: ['*.evil.test'] }, url('https://a.b.evil.test/'), 'endpoint_domain_denied'],
  [{ domain_allowlist: ['*.ok.test'] }, url('https://ok.test/'), 'endpoint_domain_not_allowlisted'],
  [{ egress_classes: ['net.dns'] }, url('https://ok.test/'), 'endpoint_egress_class_not_allowed'],
])('%j refuses %j', (endpoint, target, code) => {
  const outcome = decideJson(policyWith(endpoint), { intent: { targets: [target] } });
  expect(outcome.verdict).toBe('block');
  expect(outcome.reasonCodes).toEqual(
    ['endpoint_constraint_violation', code, 'matched_rule_r'].sort(),
  );
  expect(outcome.violations).toEqual(['endpoint_constraint_violation', code].sort());
});

test.each([
  [{ path_allowlist: ['/srv/**'] }, path('/srv/a')],
  [{ path_allowlist: ['/srv/**'] }, url('https://ok.test/')],
  [{ domain_allowlist: ['*.ok.test'] }, url('https://a.OK.test/')],
  [{ domain_allowlist: ['ok.test'] }, path('/etc/passwd')],
])('%j lets %j pass', (endpoint, target) => {
  const outcome = decideJson(policyWith(endpoint), { intent: { targets: [target] } });
  expect(outcome).toMatchObject({ verdict: 'allow', violations: [] });
});

test('a destructive target is judged by its own action, and names are the policy\u2019s', () => {
  const endpoint = {
    action: 'require_approval',
    destructive_action: 'block',
    reason_code: 'own_reason',
    violation: 'own_violation',
  };
  const targets = [{ kind: 'path', value: '/x', operation: 'delete' }];
  const outcome = decideJson(policyWith(endpoint), { intent: { targets } });
  expect(outcome.verdict).toBe('block');
  expect(outcome.violations).toEqual(['destructive_operation', 'own_violation']);
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)('in %s a path that climbs out of an allowed folder is %s', (profile, verdict) => {
  const intent = { targets: [path('/srv/../etc/passwd')] };
  const outcome = decideJson(policyWith({ path_allowlist: ['/srv/**'] }), { intent, profile });
  expect(outcome.verdict).toBe(verdict);
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)('in %s a denied path that is written another way is left at %s', (profile, verdict) => {
  for (const value of ['/srv/../etc/passwd', '/etc//passwd', '\\etc\\passwd']) {
    const intent = { targets: [path(value)] };
    const outcome = decideJson(policyWith({ path_denylist: ['/etc/*'] }), { intent, profile });
    expect(outcome.verdict).toBe(verdict);
  }
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)('in %s a denied domain written from the root is left at %s', (profile, verdict) => {
  const intent = { targets: [url('https://evil.test./x')] };
  for (const denied of ['evil.test', '*.test', 'evil.test.']) {
    const policy = policyWith({ domain_denylist: [denied] });
    if (denied.endsWith('.') && profile === 'standard') continue;
    expect(decideJson(policy, { intent, profile }).verdict).toBe(verdict);
  }
});

test('in strict an allowed domain may be written from the root', () => {
  const intent = { targets: [url('https://ok.test./x')] };
  const policy = policyWith({ domain_allowlist: ['ok.test'] });
  expect(decideJson(policy, { intent, profile: 'strict' }).verdict).toBe('allow');
  expect(decideJson(policy, { intent }).verdict).toBe('block');
});

test.each([
  ['standard', 'allow'],
  ['compat', 'allow'],
  ['strict', 'block'],
] as const)('in %s a call into the network without a domain is %s', (profile, verdict) => {
  const policy = policyWith({ domain_allowlist: ['ok.test'] });
  const decideFor = (endpoint_class: string) =>
    decideJson(policy, {
      intent: { targets: [{ kind: 'other', value: 'x', endpoint_class }] },
      profile,
    }).verdict;
  expect(decideFor('net.http')).toBe(verdict);
  expect(decideFor('fs.read')).toBe('allow');
});

test.each([
  ['standard', 'allow'],
  ['compat', 'allow'],
  ['oss-prod', 'allow'],
  ['strict', 'block'],
] as const)('in %s a denied file named by its absolute path is left at %s', (profile, verdict) => {
  const policy = policyWith({ path_denylist: ['.env'] });
  const options = { intent: { targets: [path('/repo/app/.env')] }, profile };
  expect(decideJson(policy, options).verdict).toBe(verdict);
});

test.each([
  ['/repo/app/src/a.ts', 'allow'],
  ['src/a.ts', 'allow'],
  ['/home/you/.ssh/authorized_keys', 'block'],
  ['../other/a.ts', 'block'],
] as const)('in strict, inside the workspace only: %j is left at %s', (value, verdict) => {
  const policy = policyWith({ path_allowlist: ['./**'] });
  const options = { intent: { targets: [path(value)] }, profile: 'strict' } as const;
  expect(decideJson(policy, options).verdict).toBe(verdict);
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)('in %s a file that calls itself another kind of target is %s', (profile, verdict) => {
  const policy = policyWith({ path_allowlist: ['/srv/**'] });
  const target = { kind: 'other', value: '/etc/passwd', endpoint_class: 'fs.read' };
  expect(decideJson(policy, { intent: { targets: [target] }, profile }).verdict).toBe(verdict);
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)(
  'in %s a rule about a file by value is left at %s by another form',
  (profile, verdict) => {
    const decideFor = (field: string, listed: string, value: string) =>
      decideJson(
        {
          default_verdict: 'allow',
          rules: [{ name: 'r', effect: 'block', match: { [field]: [listed] } }],
        },
        { intent: { targets: [path(value)] }, profile },
      ).verdict;
    for (const field of ['target_values', 'destination_values']) {
      expect(decideFor(field, 'a/b', '/repo/app/a/b')).toBe(verdict);
      expect(decideFor(field, '/repo/app/a/b', './a//b')).toBe(verdict);
    }
  },
);
