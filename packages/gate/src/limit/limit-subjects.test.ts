import { describe, expect, test } from 'bun:test';
import type { Outcome } from '../decide/outcome.ts';
import { decideJson, type DecideCase } from '../testing/decide-json.ts';
import { appliedLimits, limitSubjects } from './limit-subjects.ts';

const target = (operation: string) => ({ kind: 'path', value: `/x/${operation}`, operation });
const step = (tool: string, operation = 'read') => ({
  tool_name: tool,
  args: {},
  targets: [target(operation)],
});
const limited = (tool: string, more: Record<string, unknown>) => ({
  name: tool,
  effect: 'allow',
  match: { tool_names: [tool] },
  ...more,
});
const POLICY = {
  default_verdict: 'allow',
  rules: [
    limited('tool.read', { rate_limit: { requests: 50, window: 'hour' } }),
    limited('tool.rm', {
      rate_limit: { requests: 5, window: 'minute' },
      destructive_budget: { requests: 2, window: 'hour' },
    }),
  ],
};
const SCRIPT = {
  script: {
    steps: [step('tool.read'), step('tool.read'), step('tool.rm', 'delete'), step('tool.rm')],
  },
};

/** Each limit as text: what is counted under whom. */
function listed(outcome: Outcome, profile: 'standard' | 'strict' | 'compat'): string[] {
  return appliedLimits(outcome, profile).map(
    ({ limit, subject, code }) =>
      `${code} ${subject.toolName}|${subject.identity} ${limit.requests}/${limit.window}`,
  );
}

function decided(profile: 'standard' | 'strict' | 'compat', given: DecideCase): string[] {
  return listed(decideJson(POLICY, { ...given, profile }), profile);
}

describe('a script', () => {
  test('counts as one use of itself, as in the reference', () => {
    for (const profile of ['standard', 'compat'] as const) {
      const { prepared } = decideJson(POLICY, { intent: SCRIPT, profile });
      expect(limitSubjects(prepared.intent, profile)).toEqual([
        { toolName: 'script', identity: 'alice' },
      ]);
      expect(decided(profile, { intent: SCRIPT })).toEqual([
        'rate_limit_exceeded script|alice 5/minute',
        'destructive_budget_exceeded destructive_budget|script|alice 2/hour',
      ]);
    }
  });

  test('counts in strict step by step, each against the limits of its own rules', () => {
    const { prepared } = decideJson(POLICY, { intent: SCRIPT, profile: 'strict' });
    expect(limitSubjects(prepared.intent, 'strict').map(({ toolName }) => toolName)).toEqual([
      'tool.read',
      'tool.read',
      'tool.rm',
      'tool.rm',
    ]);
    expect(decided('strict', { intent: SCRIPT })).toEqual([
      'rate_limit_exceeded tool.read|alice 50/hour',
      'rate_limit_exceeded tool.read|alice 50/hour',
      'rate_limit_exceeded tool.rm|alice 5/minute',
      'rate_limit_exceeded tool.rm|alice 5/minute',
      'destructive_budget_exceeded destructive_budget|tool.rm|alice 2/hour',
    ]);
  });

  test('that is destructive by its own targets only counts in strict at every step', () => {
    const intent = {
      targets: [target('delete')],
      script: { steps: [step('tool.rm'), step('tool.rm')] },
    };
    const budgets = decided('strict', { intent }).filter((text) => text.startsWith('destructive'));
    expect(budgets).toHaveLength(2);
  });
});

test('a call counts under its tool, and as destructive only when it destroys', () => {
  for (const profile of ['standard', 'strict', 'compat'] as const) {
    const call = (operation: string) => ({
      intent: { tool_name: 'tool.rm', targets: [target(operation)] },
    });
    expect(decided(profile, call('read'))).toEqual(['rate_limit_exceeded tool.rm|alice 5/minute']);
    expect(decided(profile, call('delete'))).toEqual([
      'rate_limit_exceeded tool.rm|alice 5/minute',
      'destructive_budget_exceeded destructive_budget|tool.rm|alice 2/hour',
    ]);
  }
});

test('limits that count besides come behind the one that is reported', () => {
  const outcome = decideJson(POLICY, { intent: { tool_name: 'tool.read' } });
  const limit = { requests: 1, window: 'minute', scope: 'tool' };
  const further = [{ kind: 'rate_limit', limit, step: undefined }] as const;
  for (const profile of ['standard', 'strict', 'compat'] as const) {
    expect(listed({ ...outcome, furtherLimits: further }, profile)).toEqual([
      'rate_limit_exceeded tool.read|alice 50/hour',
      'rate_limit_exceeded tool.read|alice 1/minute',
    ]);
  }
});
