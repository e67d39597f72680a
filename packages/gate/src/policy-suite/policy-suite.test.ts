import { describe, expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { codeOf } from '../testing/code-of.ts';
import { readPolicySuite } from './policy-suite.ts';
import { runPolicySuite } from './run-policy-suite.ts';

const context = { identity: 'alice', workspace: '/w', risk_class: 'low' };
const test1 = { name: 'one', intent: { tool_name: 't' }, verdict: 'allow' };

test('what a policy says is compared with what a test expects', () => {
  const compiled = compilePolicy(
    parsePolicy(
      'rules:\n- {name: a, effect: allow, match: {tool_names: [t]}, reason_codes: [ok]}\n',
    ),
  );
  const suite = readPolicySuite({
    context,
    tests: [
      { ...test1, matched_rule: 'a', reason_codes: ['ok'] },
      { ...test1, name: 'two', verdict: 'block', matched_rule: 'b', reason_codes: ['no'] },
      { ...test1, name: 'three', intent: { tool_name: 'u', context: { risk_class: 'high' } } },
    ],
  });
  const results = runPolicySuite(compiled, suite, {
    now: 0n,
    profile: 'standard',
    producerVersion: '1.0.0',
  });
  expect(results.map(({ differences }) => differences)).toEqual([
    [],
    ['allow instead of block', 'decided by a instead of b', 'without the reason code no'],
    ['require_approval instead of allow'],
  ]);
  expect(results[2]?.outcome.prepared.intent.context.risk_class).toBe('high');
});

test('a test may say what happened in the session before', () => {
  const rule = {
    name: 'send',
    effect: 'allow',
    match: { tool_names: ['send'] },
    taint: { labels: ['secret'] },
    sequence: { requires_success: { tool_names: ['check'] } },
  };
  const policy = { schema_version: '1.1.0', default_verdict: 'block', rules: [rule] };
  const compiled = compilePolicy(parsePolicy(JSON.stringify(policy)));
  const read = {
    intent: {
      tool_name: 'fs.read',
      targets: [{ kind: 'path', value: '/a', operation: 'read', sensitivity: 'secret' }],
    },
    ref: 'first',
  };
  const check = { intent: { tool_name: 'check' }, outcome: 'success' };
  const send = (source_ref: string) => ({
    tool_name: 'send',
    targets: [{ kind: 'url', value: 'https://example.org' }],
    arg_provenance: [{ arg_path: 'a', source: 'tool_output', source_ref }],
  });
  const tests = [
    { name: 'alone', intent: send('x'), verdict: 'block', before: [] },
    { name: 'clean', intent: send('x'), verdict: 'allow', before: [check] },
    { name: 'tainted', intent: send('first'), verdict: 'block', before: [check, read] },
    {
      name: 'not read',
      intent: send('first'),
      verdict: 'allow',
      before: [check, { ...read, verdict: 'block' }],
    },
  ];
  const options = { now: 0n, profile: 'standard', producerVersion: '1.0.0' } as const;
  const results = runPolicySuite(compiled, readPolicySuite({ context, tests }), options);
  expect(results.map(({ differences }) => differences)).toEqual([[], [], [], []]);
  const odd = { ...tests[0], before: [{ ...check, outcome: 'fine' }] };
  expect(codeOf(() => readPolicySuite({ tests: [odd] }))).toBe('policy_suite');
});

describe('a suite is refused', () => {
  test.each([
    ['without tests', { tests: [] }, 'policy_suite'],
    ['with a name given twice', { tests: [test1, test1] }, 'policy_suite'],
    ['with a test without name', { tests: [{ ...test1, name: '' }] }, 'policy_suite'],
    ['with a verdict that is none', { tests: [{ ...test1, verdict: 'alow' }] }, 'policy_suite'],
    ['with an unknown field', { tests: [{ ...test1, verdct: 'x' }] }, 'record_unknown_field'],
    ['that is a list', [], 'record_field_type'],
  ])('%s', (_, json, code) => {
    expect(codeOf(() => readPolicySuite(json))).toBe(code);
  });
});
