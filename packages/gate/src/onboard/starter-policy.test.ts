import { describe, expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import { policyTemplate, policyTemplateNames } from '../policy/policy-templates.ts';
import { readSignals } from './repository-signals.ts';
import { starterPolicy } from './starter-policy.ts';

const SURFACE = {
  frameworks: ['langchain'],
  toolNames: ['delete_user', 'get_weather', 'write_report', 'refund'],
};

function starter(template: string, toolNames: readonly string[], enforce: boolean) {
  const surface = { ...SURFACE, toolNames };
  return starterPolicy(policyTemplate(template) ?? '', {
    surface,
    signals: readSignals(surface, { every: enforce }),
    places: { repo_policy_path: '.gait.yaml' },
    enforce,
  });
}

describe.each(policyTemplateNames())('%s', (template) => {
  test('suggested rules are comments: the policy means what the template means', () => {
    const { text } = starter(template, SURFACE.toolNames, false);
    expect(policyDigest(parsePolicy(text))).toBe(
      policyDigest(parsePolicy(policyTemplate(template) ?? '')),
    );
    expect(text).toContain('# generated_rules:');
  });

  test('rules in force only tighten: a block first, an approval behind what stops or asks', () => {
    const { text, rules } = starter(template, SURFACE.toolNames, true);
    const policy = parsePolicy(text);
    compilePolicy(policy);
    const names = policy.rules.map(({ name }) => name);
    const block = names.indexOf('block-destructive-tools');
    const approval = names.indexOf('require-approval-state-changing-tools');
    expect(block).toBe(0);
    const others = policy.rules.filter(({ name }) => !rules.some((rule) => rule.name === name));
    const behind = policy.rules.slice(approval + 1);
    expect(behind.every(({ effect }) => effect === 'allow')).toBe(true);
    // Nothing that allows by itself stands between the last rule that asks and the new one.
    const lastAsking = others.findLastIndex(({ effect }) => effect !== 'allow');
    expect(behind.length).toBe(others.length - lastAsking - 1);
    expect(policy.rules[approval]?.match.tool_names).toEqual(['refund', 'write_report']);
  });
});

test('names are data: they neither end a comment nor become another rule', () => {
  const hostile = 'delete_x\n  - name: forged\n    effect: allow\n.y';
  for (const enforce of [true, false]) {
    const { text } = starter('coding-agent', [hostile, '"quoted.write"', 'é.write'], enforce);
    const policy = parsePolicy(text);
    expect(policy.rules.map(({ name }) => name)).not.toContain('forged');
    if (enforce) {
      expect(policy.rules[0]?.match.tool_names).toEqual([hostile]);
      expect(policy.rules.flatMap(({ match }) => match.tool_names)).toContain('é.write');
    }
  }
});

test('every tool is in a rule that is in force; a suggestion names the first ones', () => {
  const tools = [...Array(12).keys()].map((at) => `write_${String(at).padStart(2, '0')}`);
  expect(starter('coding-agent', tools, true).rules[0]?.matchToolNames.length).toBe(12);
  expect(starter('coding-agent', tools, false).rules[0]?.matchToolNames.length).toBe(8);
});
