import { expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { addCall, EMPTY_HISTORY } from '../session-rules/session-history.ts';
import { comparePolicies } from './compare-policies.ts';

const OPTIONS = { now: 0n, profile: 'standard', producerVersion: '1.4.0' } as const;
const policy = (text: string) => compilePolicy(parsePolicy(text));
const call = (tool_name: string) => ({
  name: `${tool_name}.json`,
  intent: decodeIntent({
    tool_name,
    context: { identity: 'a', workspace: '/w', risk_class: 'low' },
  }),
});
const calls = [call('read'), call('write')];
const rule = (name: string, tool: string, effect: string) =>
  `- {name: ${name}, effect: ${effect}, match: {tool_names: [${tool}]}}\n`;
const compare = (before: string, after: string) =>
  comparePolicies(policy(before), policy(after), calls, OPTIONS);

test('a call is changed when its verdict, its rule or its reasons differ', () => {
  const before = `default_verdict: block\nrules:\n${rule('a', 'read', 'allow')}`;
  const { calls: compared, recommendation } = compare(before, before.replace('name: a', 'name: b'));
  expect(compared.map(({ name, changed }) => [name, changed])).toEqual([
    ['read.json', true],
    ['write.json', false],
  ]);
  expect(compared[0]?.candidate).toMatchObject({ verdict: 'allow', matchedRule: 'b' });
  expect(recommendation).toBe('enforce');
});

test('verdicts are counted on both sides, by name', () => {
  const before = `default_verdict: block\nrules:\n${rule('a', 'read', 'allow')}`;
  const { baselineVerdicts, candidateVerdicts } = compare(before, 'default_verdict: dry_run\n');
  expect(baselineVerdicts).toEqual([
    { verdict: 'allow', count: 1 },
    { verdict: 'block', count: 1 },
  ]);
  expect(candidateVerdicts).toEqual([{ verdict: 'dry_run', count: 2 }]);
});

test('what lets something new pass is watched first, also when it blocks something else', () => {
  const before = `default_verdict: require_approval\n`;
  const after = `default_verdict: block\nrules:\n${rule('a', 'read', 'allow')}`;
  expect(compare(before, after).recommendation).toBe('observe');
  expect(compare(before, 'default_verdict: block\n').recommendation).toBe('require_approval');
  expect(compare('default_verdict: allow\n', before).recommendation).toBe('enforce');
});

test('each policy sees what it says that tools do, and the session so', () => {
  const text = (table: string) => `schema_version: 1.1.0
default_verdict: allow
${table}
rules:
- {name: commands, effect: block, match: {endpoint_classes: [proc.exec]}}
- {name: after, effect: allow, match: {tool_names: [write]}, sequence: {after: {endpoint_classes: [fs.delete]}}}
`;
  const table = 'tool_classes: {read: proc.exec}';
  expect(compare(text(''), text(table)).calls.map(({ changed }) => changed)).toEqual([true, false]);
  const deleted = { tool: 'x', endpointClasses: ['fs.delete'], dataClasses: [], destructive: true };
  const candidate = addCall(EMPTY_HISTORY, {
    kind: 'call',
    sequence: 1,
    refs: [],
    verdict: 'allow',
    tool: 'x',
    steps: [{ ...deleted, labels: [], places: [] }],
  });
  const [, write] = calls;
  const asked = {
    ...(write as (typeof calls)[number]),
    sessions: { baseline: EMPTY_HISTORY, candidate },
  };
  const both = comparePolicies(policy(text('')), policy(text(table)), [asked], OPTIONS).calls[0];
  expect([both?.baseline.verdict, both?.candidate.verdict]).toEqual(['allow', 'block']);
});
