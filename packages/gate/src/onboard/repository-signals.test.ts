import { expect, test } from 'bun:test';
import { parsePolicy } from '../policy/parse-policy.ts';
import { actionTools, callableTools, natureOf } from './action-tools.ts';
import { readinessFindings } from './readiness-findings.ts';
import { readSignals } from './repository-signals.ts';

test('names that look like tools which act, in lower case, each once', () => {
  const found = ['Drop_Table', 'drop_table', 'MAX_WRITES', '_write', 'get_weather', 'tool.read'];
  expect(actionTools([...found, `${'x'.repeat(49)}_write`, ' '])).toEqual([
    'drop_table',
    'tool.read',
  ]);
});

test('names that a call can bear, whatever they look like', () => {
  expect(callableTools(['Get_Secrets', 'get_secrets', 'RUN', '_hidden', '__init__', ' '])).toEqual([
    '_hidden',
    'get_secrets',
    'run',
  ]);
});

test.each([
  ['delete_payment', 'destructive'],
  ['refund_db', 'payment'],
  ['update_sql', 'data_store'],
  ['create_order', 'state_change'],
  ['tool.read', 'unclear'],
] as const)('%s is %s', (name, nature) => {
  expect(natureOf(name)).toBe(nature);
});

test('signals, rules and unclear names have the codes and priorities of the reference', () => {
  const read = readSignals({
    frameworks: ['langchain'],
    toolNames: ['delete_user', 'refund', 'tool.read', 'update_row'],
  });
  expect(read.signals.map(({ code }) => code)).toEqual([
    'framework.langchain',
    'tool.destructive',
    'tool.state_change',
    'tool.payment',
  ]);
  expect(read.rules).toMatchObject([
    { id: 'starter.block.destructive', priority: 10, matchToolNames: ['delete_user'] },
    {
      id: 'starter.require_approval.state_change',
      priority: 20,
      matchToolNames: ['refund', 'update_row'],
    },
  ]);
  expect(read.unknown).toMatchObject([{ code: 'tool.unclassified', evidence: ['tool.read'] }]);
});

test('findings compare the policy with what was found', () => {
  const surface = { frameworks: ['langchain'], toolNames: ['delete_user'] };
  const codes = (policy: string): string[] =>
    readinessFindings(parsePolicy(policy), surface, readSignals(surface)).map(({ code }) => code);
  expect(codes('default_verdict: allow\n')).toEqual([
    'policy.no_rules',
    'policy.default_allow',
    'policy.no_non_allow_rules',
    'repo.tool_inventory_uncovered',
    'repo.generated_rules_available',
  ]);
  const rule = (tool: string): string =>
    `rules:\n  - name: a\n    effect: block\n    match: {tool_names: [${tool}]}\n`;
  expect(codes(rule('other'))).toEqual([
    'repo.tool_inventory_name_mismatch',
    'repo.generated_rules_available',
  ]);
  expect(codes(rule('delete_user'))).toEqual(['repo.generated_rules_available']);
});
