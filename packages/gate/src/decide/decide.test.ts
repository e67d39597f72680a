import { describe, expect, test } from 'bun:test';
import { parseKillSwitchState } from '../kill-switch/parse-kill-switch.ts';
import { decideJson } from '../testing/decide-json.ts';
import { EVALUATION_TIME } from '../testing/likely-intents.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { CUT_HISTORY, EMPTY_HISTORY } from '../session-rules/session-history.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';

const rule = (members: Record<string, unknown>) => ({
  name: 'r',
  effect: 'allow',
  match: { tool_names: ['tool.write'] },
  ...members,
});

describe('which rules decide', () => {
  test('no match gives the default verdict', () => {
    const outcome = decideJson({ default_verdict: 'dry_run' });
    expect(outcome).toMatchObject({ verdict: 'dry_run', reasonCodes: ['default_dry_run'] });
    expect(decideJson({})).toMatchObject({ verdict: 'require_approval', minApprovals: 1 });
  });

  test('the lowest priority number decides, and all its rules together', () => {
    const rules = [
      rule({ name: 'late block', priority: 9, effect: 'block' }),
      rule({ name: 'b', priority: 1, reason_codes: ['from_b'] }),
      rule({ name: 'a', priority: 1, effect: 'dry_run', reason_codes: ['from_a'] }),
    ];
    const outcome = decideJson({ rules });
    expect(outcome.verdict).toBe('dry_run');
    expect(outcome.reasonCodes).toEqual(['from_a']);
    expect(outcome.matchedRule).toBe('a,b');
  });

  test('a rule without reasons is named by itself', () => {
    const outcome = decideJson({ rules: [rule({ name: 'Say "No"-no' })] });
    expect(outcome.reasonCodes).toEqual(['matched_rule_say_\\"no\\"_no']);
  });

  test('only rules that reached the verdict demand anything', () => {
    const rules = [
      rule({ name: 'a', effect: 'require_approval', min_approvals: 2, broker_scopes: ['a'] }),
      rule({
        name: 'b',
        effect: 'require_approval',
        broker_reference: 'ref',
        rate_limit: { requests: 5 },
      }),
      rule({ name: 'c', broker_scopes: ['c'], require_broker_credential: true }),
    ];
    expect(decideJson({ rules })).toMatchObject({
      minApprovals: 2,
      requireDistinctApprovers: true,
      requireBrokerCredential: false,
      brokerReference: 'ref',
      brokerScopes: ['a'],
      rateLimit: { requests: 5, window: 'minute', scope: 'tool_identity' },
    });
  });

  test('the tighter of two limits counts', () => {
    const rules = [
      rule({ name: 'a', rate_limit: { requests: 5, window: 'hour', scope: 'tool' } }),
      rule({ name: 'b', rate_limit: { requests: 5, window: 'minute', scope: 'tool_identity' } }),
      rule({ name: 'c', rate_limit: { requests: 9, window: 'minute', scope: 'identity' } }),
    ];
    expect(decideJson({ rules }).rateLimit).toMatchObject({ requests: 5, window: 'minute' });
  });
});

describe('destructive targets', () => {
  const intent = { targets: [{ kind: 'path', value: '/x', operation: 'delete' }] };

  test('are never plainly allowed when applied', () => {
    expect(decideJson({ rules: [rule({})] }, { intent })).toMatchObject({
      verdict: 'require_approval',
      minApprovals: 1,
      reasonCodes: ['destructive_apply_requires_approval', 'matched_rule_r'],
    });
  });

  test('are only tried in the plan phase', () => {
    const outcome = decideJson({ rules: [rule({})] }, { intent, context: { phase: 'plan' } });
    expect(outcome.verdict).toBe('dry_run');
    expect(outcome.reasonCodes).toContain('plan_phase_non_destructive');
  });

  test('are left to the default verdict when no rule matches', () => {
    expect(decideJson({ default_verdict: 'allow' }, { intent }).verdict).toBe('allow');
  });
});

describe('fail closed', () => {
  const policy = {
    default_verdict: 'allow',
    fail_closed: {
      enabled: true,
      required_fields: ['targets'],
      required_high_risk_fields: ['repo'],
    },
  };

  test('missing facts of a high risk call block before any rule', () => {
    const outcome = decideJson(policy, { context: { risk_class: 'high' } });
    expect(outcome).toMatchObject({
      verdict: 'block',
      reasonCodes: ['fail_closed_missing_repo', 'fail_closed_missing_targets'],
      violations: ['missing_repo', 'missing_targets'],
    });
    expect(decideJson(policy).verdict).toBe('allow');
  });

  test('a target of unknown class always blocks', () => {
    const intent = { targets: [{ kind: 'repo', value: 'x' }] };
    const outcome = decideJson(policy, { intent, context: { risk_class: 'critical', repo: 'x' } });
    expect(outcome.reasonCodes).toEqual(['fail_closed_endpoint_class_unknown']);
  });
});

describe('a stricter verdict is never replaced by a laxer one', () => {
  const tainted = {
    targets: [{ kind: 'url', value: 'https://example.org/x' }],
    arg_provenance: [{ arg_path: 'args.x', source: 'external' }],
  };
  const dataflow = { enabled: true, action: 'require_approval' };
  const policy = { rules: [rule({ effect: 'block', dataflow })] };

  test.each([
    ['standard', 'block'],
    ['strict', 'block'],
    ['compat', 'require_approval'],
    ['oss-prod', 'require_approval'],
  ] as const)('by a dataflow action: in %s the verdict is %s', (profile, verdict) => {
    const outcome = decideJson(policy, { intent: tainted, profile });
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.dataflowTriggered).toBe(true);
    expect(outcome.violations).toEqual(['tainted_dataflow']);
  });

  test('where the verdict stays the reference\u2019s, so do the reasons', () => {
    const other = rule({ name: 'other', effect: 'block', reason_codes: ['other'] });
    const rules = [rule({ effect: 'block', dataflow }), other];
    const outcome = decideJson({ rules }, { intent: tainted });
    expect(outcome).toMatchObject({ verdict: 'block', reasonCodes: ['other'] });
    expect(decideJson({ rules }, { intent: tainted, profile: 'strict' }).reasonCodes).toEqual([
      'dataflow_tainted_destination',
      'matched_rule_r',
      'other',
    ]);
  });

  test('what a kill switch stops has the reference\u2019s reasons, too', () => {
    const entry = {
      entry_id: 'e1',
      status: 'active',
      enabled: true,
      created_at: EVALUATION_TIME,
      reason: 'incident',
      actor: 'bob',
      tool_name: 'tool.write',
    };
    const state = parseKillSwitchState(
      JSON.stringify({
        schema_id: 'gait.gate.kill_switch_state',
        schema_version: '1.0.0',
        created_at: EVALUATION_TIME,
        updated_at: EVALUATION_TIME,
        producer_version: 'x',
        entries: [entry],
      }),
    );
    const killSwitch = { state, error: false, required: false };
    const ours = decideJson(policy, { intent: tainted, killSwitch });
    const theirs = decideJson(policy, { intent: tainted, killSwitch, profile: 'compat' });
    expect(ours.verdict).toBe('block');
    expect(ours).toMatchObject({
      reasonCodes: theirs.reasonCodes,
      violations: theirs.violations,
      matchedRule: theirs.matchedRule,
      minApprovals: theirs.minApprovals,
    });
  });
});

describe('scripts', () => {
  const step = (tool: string, targets: unknown[] = []) => ({ tool_name: tool, args: {}, targets });
  const policy = {
    default_verdict: 'allow',
    rules: [rule({ effect: 'block', match: { tool_names: ['shell.exec'] } })],
  };

  test('the strictest step decides and each is listed', () => {
    const intent = { script: { steps: [step('tool.read'), step('shell.exec')] } };
    const outcome = decideJson(policy, { intent });
    expect(outcome.verdict).toBe('block');
    expect(outcome.script?.stepVerdicts.map(({ verdict }) => verdict)).toEqual(['allow', 'block']);
    expect(outcome.matchedRule).toBe('r');
  });

  test('too many steps, and steps of different risk, block', () => {
    const steps = [
      step('tool.read'),
      step('t', [{ kind: 'path', value: '/x', operation: 'write' }]),
    ];
    const scripts = { max_steps: 1, require_approval_above: 1, block_mixed_risk: true };
    const outcome = decideJson({ ...policy, scripts }, { intent: { script: { steps } } });
    expect(outcome.reasonCodes).toEqual([
      'default_allow',
      'script_max_steps_exceeded',
      'script_mixed_risk_blocked',
      'script_step_threshold_approval',
    ]);
    expect(outcome).toMatchObject({ verdict: 'block', script: { compositeRiskClass: 'medium' } });
  });
});

describe('profile strict looks at cleaned values', () => {
  const allowed = {
    default_verdict: 'block',
    rules: [rule({ match: { workspace_prefixes: ['/repo'] } })],
  };

  test.each([
    ['standard', 'allow'],
    ['strict', 'block'],
  ] as const)('in %s a workspace that leaves its prefix is %s', (profile, verdict) => {
    const context = { workspace: '/repo/../etc' };
    expect(decideJson(allowed, { context, profile }).verdict).toBe(verdict);
  });

  test('a prefix that ends with a slash matches the folder itself', () => {
    const rules = [rule({ match: { workspace_prefixes: ['/repo/'] } })];
    const context = { workspace: '/repo/' };
    expect(decideJson({ rules }, { context, profile: 'strict' }).verdict).toBe('allow');
  });

  test.each([
    ['standard', 'require_approval'],
    ['strict', 'block'],
  ] as const)('in %s a listed path that is written another way is %s', (profile, verdict) => {
    const rules = [rule({ effect: 'block', match: { target_values: ['/etc/passwd'] } })];
    const intent = { targets: [{ kind: 'path', value: '/srv/../etc//passwd' }] };
    expect(decideJson({ rules }, { intent, profile }).verdict).toBe(verdict);
  });
});

describe('inventory', () => {
  const tools = new Map([
    [
      'tool.write',
      {
        tool_name: 'tool.write',
        data_class: 'pii',
        endpoint_class: 'fs.write',
        autonomy_level: 'low',
      },
    ],
  ]);
  const policy = {
    default_verdict: 'allow',
    rules: [rule({ effect: 'block', match: { context_data_classes: ['pii'] } })],
  };

  test('what it says of a tool counts, is digested and is named as the source', () => {
    const plain = decideJson(policy);
    const outcome = decideJson(policy, { inventory: { tools, source: 'inv.json' } });
    expect(outcome).toMatchObject({ verdict: 'block', contextSource: 'inv.json' });
    expect(outcome.prepared.intentDigest).not.toBe(plain.prepared.intentDigest);
  });

  test('a call that fails closed is recorded as it came', () => {
    const closed = { ...policy, fail_closed: { enabled: true, required_fields: ['targets'] } };
    const context = { risk_class: 'high' };
    const enriched = decideJson(closed, { context, inventory: { tools } });
    expect(enriched).toMatchObject({ verdict: 'block', contextSource: '' });
    expect(enriched.prepared.intentDigest).toBe(
      decideJson(closed, { context }).prepared.intentDigest,
    );
  });

  test('each step of a script is looked up by itself', () => {
    const script = {
      steps: [
        { tool_name: 'tool.read', args: {} },
        { tool_name: 'tool.write', args: {} },
      ],
    };
    const outcome = decideJson(policy, { intent: { script }, inventory: { tools } });
    expect(outcome.script?.stepVerdicts.map(({ verdict }) => verdict)).toEqual(['allow', 'block']);
    expect(outcome.contextSource).toBe('wrkr_inventory');
  });

  test('is named as often as the reference names it beside a context envelope', () => {
    const known = { tool_name: 'tool.write', args: {} };
    const json = {
      script: { steps: [known, known] },
      context: { identity: 'a', workspace: '/w', risk_class: 'low' },
    };
    const envelope = {
      contextSetDigest: 'a'.repeat(64),
      mode: 'required',
      refs: [],
      ageSeconds: 1,
    };
    const prepared = prepareIntent(decodeIntent(json), { envelope });
    const compiled = compilePolicy(parsePolicy(''));
    const options = { now: 0n, profile: 'standard', inventory: { tools, source: 'x' } } as const;
    expect(decide(compiled, prepared, options).contextSource).toBe('context_envelope,x,x');
  });
});

describe('rules of schema 1.1.0', () => {
  const policy = {
    schema_version: '1.1.0',
    rules: [rule({ sequence: { after: { data_classes: ['secret'] } } })],
  };

  test('block while the session is not known', () => {
    const outcome = decideJson(policy);
    expect(outcome).toMatchObject({
      verdict: 'block',
      violations: ['session_history_unavailable'],
    });
  });

  test('are judged by the session', () => {
    expect(decideJson(policy, { session: EMPTY_HISTORY }).verdict).toBe('allow');
    const outcome = decideJson(policy, { session: CUT_HISTORY });
    expect(outcome).toMatchObject({
      verdict: 'block',
      reasonCodes: ['matched_rule_r', 'sequence_after_forbidden', 'sequence_condition_broken'],
      broken: [{ rule: 'r', condition: 'after' }],
    });
  });
});

test('the same policy, intent and time give the same outcome, whatever was decided between', () => {
  const policy = {
    rules: Array.from({ length: 40 }, (_, at) => rule({ name: `r${at}`, priority: at % 7 })),
  };
  const compiled = compilePolicy(parsePolicy(JSON.stringify(policy)));
  const prepare = (tool: string) =>
    prepareIntent(
      decodeIntent({
        tool_name: tool,
        context: { identity: 'a', workspace: '/w', risk_class: 'low' },
      }),
    );
  const options = { now: 0n, profile: 'standard' } as const;
  const first = decide(compiled, prepare('tool.write'), options);
  decide(compiled, prepare('tool.read'), options);
  expect(decide(compiled, prepare('tool.write'), options)).toEqual(first);
  expect(first.matchedRule).toBe('r0,r14,r21,r28,r35,r7');
});
