import { expect, test } from 'bun:test';
import { parsePolicy } from '../policy/parse-policy.ts';
import { describePolicy } from './describe-policy.ts';

const POLICY = `
default_verdict: require_approval
scripts: {max_steps: 8, require_approval_above: 3, block_mixed_risk: true}
fail_closed: {enabled: true, risk_classes: [high], required_fields: [targets]}
mcp_trust: {snapshot: servers.json, required_risk_classes: [critical]}
rules:
  - name: reads
    priority: 2
    effect: allow
    match: {tool_names: [fs.read]}
    endpoint: {path_allowlist: [/repo/**], domain_denylist: [evil.example], destructive_action: block}
    rate_limit: {requests: 5, window: hour, scope: identity}
  - name: deployments
    priority: 1
    effect: require_approval
    min_approvals: 2
    require_broker_credential: true
    match: {tool_names: [deploy], require_delegation: true}
    dataflow: {tainted_sources: [external]}
    freeze_window:
      timezone: UTC
      environments: [prod]
      windows: [{start: '2026-12-24T00:00:00', end: '2026-12-27T00:00:00'}]
`;

test('a policy is told in plain words, by priority', () => {
  const told = describePolicy(parsePolicy(POLICY));
  expect(told.otherwise).toBe('needs an approval');
  expect(told.before).toEqual([
    'A call of risk high is blocked when it touches something whose endpoint class is unknown, or when it lacks targets.',
  ]);
  expect(told.after).toEqual([
    'A script of more than 8 steps is blocked.',
    'A script of more than 3 steps needs an approval.',
    'A script whose steps differ in risk is blocked.',
    'Calls of risk critical to an MCP server that servers.json does not vouch for: block.',
  ]);
  expect(told.priorities.map(({ priority, rules }) => [priority, rules[0]?.name])).toEqual([
    [1, 'deployments'],
    [2, 'reads'],
  ]);
});

test('what a rule demands besides is told with what follows otherwise', () => {
  const told = describePolicy(parsePolicy(POLICY));
  const [deployments, reads] = told.priorities.flatMap(({ rules }) => rules);
  expect(deployments?.effect).toBe('needs 2 approvals by different people');
  expect(deployments?.provided).toEqual([
    'nothing from external flows to anything that leaves the machine, else require_approval',
    'not during 2026-12-24T00:00:00 to 2026-12-27T00:00:00 (UTC) in prod, else block',
    'a signed delegation, else block',
    'a credential from the broker, else block',
  ]);
  expect(reads?.effect).toBe('runs');
  expect(reads?.provided).toEqual([
    'every path is /repo/**, else block',
    'no domain is evil.example, else block',
    'nothing destructive, else block',
    'at most 5 an hour for each identity, else block',
  ]);
});

test('what the policy says that tools do is told first, a sentence for each class', () => {
  const told = describePolicy(
    parsePolicy(
      'schema_version: 1.1.0\ntool_classes: {bash: proc.exec, look: fs.read, sh: proc.exec}\n',
    ),
  );
  expect(told.before.map((sentence) => sentence.split(',')[0])).toEqual([
    'A call of bash or sh is judged as proc.exec',
    'A call of look is judged as fs.read',
  ]);
});
