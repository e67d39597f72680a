import { isCodedError, type CodedError } from '@gait/canon';
import { describe, expect, test } from 'bun:test';
import { LegacyPolicyError } from './legacy-fields.ts';
import { parsePolicy } from './parse-policy.ts';

const RULE = 'rules:\n- name: a\n  effect: allow\n';

function failureOf(text: string | Uint8Array): CodedError {
  try {
    parsePolicy(text, { file: '.gait.yaml' });
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
  throw new Error('the policy was read');
}

describe('a policy', () => {
  test('may be empty: then every call needs an approval', () => {
    for (const text of ['', '# nothing\n', '---\n']) {
      expect(parsePolicy(text)).toMatchObject({
        schema_version: '1.0.0',
        default_verdict: 'require_approval',
        rules: [],
      });
    }
  });

  test('has its lists trimmed, in lower case where they are names, without repetition, in order', () => {
    const policy = parsePolicy(
      `${RULE}  match:\n    tool_names: [B.Tool, " a.tool ", b.tool, ""]\n    identities: [Zed, Amy, Zed]\n`,
    );
    expect(policy.rules[0]?.match).toMatchObject({
      tool_names: ['a.tool', 'b.tool'],
      identities: ['Amy', 'Zed'],
    });
  });

  test('takes aliases of fields over', () => {
    const policy = parsePolicy(
      'default_action: BLOCK\nrules:\n- name: a\n  action: Dry_Run\n  match: {tool_name: X.y, tool_names: [a], endpoint_class: [FS.read]}\n',
    );
    expect(policy.default_verdict).toBe('block');
    expect(policy.rules[0]).toMatchObject({
      effect: 'dry_run',
      match: { tool_names: ['a', 'x.y'], endpoint_classes: ['fs.read'] },
    });
    expect(policy).not.toHaveProperty('default_action');
    expect(policy.rules[0]).not.toHaveProperty('action');
    expect(policy.rules[0]?.match).not.toHaveProperty('tool_name');
  });

  test('has its rules by priority, then by name', () => {
    const rules = ['b: 2', 'c: 1', 'a: 2', 'd: -1']
      .map((item) => item.split(': '))
      .map(([name, priority]) => `- {name: ${name}, priority: ${priority}, effect: allow}\n`);
    const policy = parsePolicy(`rules:\n${rules.join('')}`);
    expect(policy.rules.map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b']);
  });

  test('fills in what a block that is in force leaves out', () => {
    const [rule] = parsePolicy(
      `${RULE}  min_approvals: 2\n  require_context_evidence: true\n  rate_limit: {requests: 5}\n  dataflow: {enabled: true}\n  endpoint: {path_denylist: [/etc/**]}\n  sandbox: {required_read_only_roots: [/usr//lib/../bin, .]}\n  freeze_window: {timezone: UTC, windows: [{start: a, end: b}]}\n`,
    ).rules;
    expect(rule).toMatchObject({
      require_distinct_approvers: true,
      required_context_evidence_mode: 'required',
      rate_limit: { requests: 5, window: 'minute', scope: 'tool_identity' },
      dataflow: { action: 'require_approval', tainted_sources: ['external', 'tool_output'] },
      endpoint: { enabled: true, action: 'block', reason_code: 'endpoint_constraint_violation' },
      sandbox: {
        enabled: true,
        required_read_only_roots: ['/usr/bin'],
        allowed_writable_path_prefixes: null,
      },
      freeze_window: { effect: 'block', windows: [{ name: 'window-1', start: 'a', end: 'b' }] },
    });
  });

  test('of another rule is not changed by defaults of this one', () => {
    parsePolicy(`${RULE}  dataflow: {enabled: true}\n`);
    expect(parsePolicy(RULE).rules[0]?.dataflow.enabled).toBeFalse();
  });

  test('may repeat itself with anchors, aliases and merge keys', () => {
    const policy = parsePolicy(
      'rules:\n- &r {name: one, effect: block, match: &m {tool_names: &t [x.y]}}\n- {name: two, effect: dry_run, match: *m}\n- name: three\n  effect: allow\n  match:\n    <<: {tool_names: *t}\n    risk_classes: [low]\n',
    );
    expect(policy.rules.map(({ match }) => match.tool_names)).toEqual([['x.y'], ['x.y'], ['x.y']]);
  });

  test('may close its brackets at the start of the line', () => {
    const text = `${RULE}  match: {\n  tool_names: [\n    a, b\n]\n  }\n  broker_scopes: [\n    c\n  ]\n`;
    expect(parsePolicy(text).rules[0]).toMatchObject({
      match: { tool_names: ['a', 'b'] },
      broker_scopes: ['c'],
    });
    expect(failureOf(`${text}  effects: x\n`).where).toMatchObject({ line: 12, column: 3 });
    expect(failureOf(text.replace('\n]', '\n], x: y')).where).toMatchObject({ line: 7, column: 4 });
  });

  test('may be JSON', () => {
    expect(parsePolicy('{"rules": [{"name": "a", "effect": "allow"}]}').rules).toHaveLength(1);
  });
});

describe('refused with its place', () => {
  test.each([
    ['an unknown field', 'rulez: []', 'policy_unknown_field', 1, 1, undefined],
    ['an unknown field of a rule', `${RULE}  efect: x`, 'policy_unknown_field', 4, 3, 'rules[0]'],
    [
      'a field that is no word',
      '1: 2\ndefault_verdict: x',
      'policy_unknown_field',
      1,
      1,
      undefined,
    ],
    ['a prototype key', '__proto__: {rules: []}', 'policy_unknown_field', 1, 1, undefined],
    ['a repeated field', 'rules: []\n"rules": []', 'yaml_duplicate_key', 2, 2, undefined],
    [
      'a field that a merge repeats',
      'rules: []\n<<: {rules: []}',
      'yaml_duplicate_key',
      2,
      6,
      undefined,
    ],
    [
      'text for a truth value',
      `${RULE}  require_agent_owner: yes`,
      'policy_field_type',
      4,
      24,
      'rules[0].require_agent_owner',
    ],
    [
      'a word for a number',
      `${RULE}  priority: high`,
      'policy_field_type',
      4,
      13,
      'rules[0].priority',
    ],
    [
      'a word for a list',
      `${RULE}  broker_scopes: a`,
      'policy_field_type',
      4,
      18,
      'rules[0].broker_scopes',
    ],
    [
      'a list in a list',
      `${RULE}  broker_scopes: [[a]]`,
      'policy_field_type',
      4,
      19,
      'rules[0].broker_scopes[0]',
    ],
    ['a list for a mapping', 'scripts: []', 'policy_field_type', 1, 10, 'scripts'],
    ['a word for the whole', 'null', 'policy_field_type', 1, 1, undefined],
    [
      'a number below its least',
      'scripts: {max_steps: -1}',
      'policy_field_value',
      1,
      22,
      'scripts.max_steps',
    ],
    [
      'a number that cannot be kept',
      `${RULE}  priority: 9007199254740993`,
      'policy_field_value',
      4,
      13,
      'rules[0].priority',
    ],
    [
      'a word outside its set',
      `${RULE}  match: {endpoint_classes: [fs.rad]}`,
      'policy_field_value',
      4,
      30,
      'rules[0].match.endpoint_classes[0]',
    ],
    [
      'a verdict that is none',
      'default_verdict: maybe',
      'policy_field_value',
      1,
      1,
      'default_verdict',
    ],
    [
      'an effect that is none',
      'rules:\n- name: a\n  effect: alow',
      'policy_field_value',
      3,
      3,
      'rules[0].effect',
    ],
    ['a rule without effect', 'rules:\n- name: a', 'policy_field_value', 2, 3, 'rules[0].effect'],
    ['a rule without name', 'rules:\n- effect: allow', 'policy_field_value', 2, 3, 'rules[0].name'],
    [
      'two verdicts',
      'default_verdict: allow\ndefault_action: block',
      'policy_field_value',
      2,
      1,
      'default_action',
    ],
    [
      'a freeze without time zone',
      `${RULE}  freeze_window: {reason: x}`,
      'policy_field_value',
      4,
      3,
      'rules[0].freeze_window.timezone',
    ],
    [
      'a window without end',
      `${RULE}  freeze_window: {timezone: UTC, windows: [{start: a}]}`,
      'policy_field_value',
      4,
      44,
      'rules[0].freeze_window.windows[0]',
    ],
    [
      'a variable for a folder',
      `${RULE}  sandbox: {required_read_only_roots: [A=b]}`,
      'policy_field_value',
      4,
      40,
      'rules[0].sandbox.required_read_only_roots[0]',
    ],
    [
      'a budget of nothing',
      `${RULE}  destructive_budget: {window: hour}`,
      'policy_field_value',
      4,
      3,
      'rules[0].destructive_budget.requests',
    ],
    [
      'a digest that is none',
      `${RULE}  required_agent_manifest_digest: abc`,
      'policy_field_value',
      4,
      3,
      'rules[0].required_agent_manifest_digest',
    ],
    [
      'trust without snapshot',
      'mcp_trust: {action: block}',
      'policy_field_value',
      1,
      1,
      'mcp_trust.snapshot',
    ],
    [
      'a score above one',
      'mcp_trust: {snapshot: s, min_score: 2}',
      'policy_field_value',
      1,
      26,
      'mcp_trust.min_score',
    ],
    [
      'an age that is none',
      'mcp_trust: {snapshot: s, max_age: 1d}',
      'policy_field_value',
      1,
      26,
      'mcp_trust.max_age',
    ],
    ['another schema', 'schema_id: x', 'policy_schema', 1, 1, 'schema_id'],
    ['a version of the future', 'schema_version: 2.0.0', 'policy_schema', 1, 1, 'schema_version'],
    [
      'two documents',
      'default_verdict: allow\n---\ndefault_verdict: block',
      'yaml_syntax',
      3,
      1,
      undefined,
    ],
    ['a tag', 'scripts: {max_steps: !!int 3}', 'yaml_tag', 1, 28, 'scripts.max_steps'],
    ['an alias of nothing', 'scripts: *x', 'yaml_alias', 1, 10, 'scripts'],
    [
      'an anchor given twice',
      'scripts: &x {}\nfail_closed: &x {}\nmcp_trust: *x',
      'yaml_alias',
      2,
      17,
      'mcp_trust',
    ],
    ['an alias inside itself', 'rules: &x\n- *x', 'yaml_alias', 2, 3, 'rules[0]'],
    ['a tab in a word', 'default_verdict: al\tlow', 'yaml_syntax', 1, 18, 'default_verdict'],
    [
      'a colon in a word inside braces',
      `${RULE}  match: {tool_names: [db:read]}`,
      'yaml_syntax',
      4,
      24,
      'rules[0].match.tool_names[0]',
    ],
    ['an open bracket', 'rules: [', 'yaml_syntax', 1, 9, undefined],
    ['a policy of an old draft', 'rules: []\nversion: 1', 'policy_legacy_field', 2, 1, undefined],
  ] as const)('%s', (_, text, code, line, column, field) => {
    const error = failureOf(text);
    const where = { file: '.gait.yaml', line, column, ...(field === undefined ? {} : { field }) };
    expect([error.code as string, error.where]).toEqual([code, where]);
    expect(error.hint).toBeString();
  });

  test('bytes that are not UTF-8', () => {
    expect(failureOf(new Uint8Array([0x61, 0xff])).code).toBe('json_encoding');
  });

  test('the nearest known word is told', () => {
    expect(failureOf('rulez: []').hint).toBe('did you mean rules?');
    expect(failureOf(`${RULE}  match: {endpoint_classes: [fs.rad]}`).hint).toBe(
      'did you mean fs.read?',
    );
  });

  test('what an old draft should say instead is told to programs', () => {
    const error = failureOf('defaults: {}\nversion: 1\nbogus: 1');
    expect(error).toBeInstanceOf(LegacyPolicyError);
    expect((error as LegacyPolicyError).migration).toMatchObject({
      kind: 'policy_fields',
      deprecated_fields: ['version', 'defaults'],
      field_replacements: [
        { field: 'version', replacement_fields: ['schema_id', 'schema_version'] },
        { field: 'defaults', replacement_fields: ['default_verdict', 'fail_closed'] },
      ],
    });
  });
});

describe('version 1.1.0', () => {
  const NEW = `${RULE}  sequence: {after: {data_classes: [Secret]}}\n  taint: {labels: [PII]}\n`;

  test('has sequence and taint, with their defaults', () => {
    expect(parsePolicy(`schema_version: 1.1.0\n${NEW}`).rules[0]).toMatchObject({
      sequence: {
        after: { data_classes: ['secret'], tool_names: [], destructive: null },
        requires_success: null,
        counts: null,
        max_calls: 0,
        action: 'block',
        reason_code: 'sequence_condition_broken',
      },
      taint: { labels: ['pii'], destination_kinds: [], action: 'block' },
    });
  });

  test('is asked for: 1.0.0 does not know these fields', () => {
    const error = failureOf(NEW);
    expect([error.code as string, error.where.line, error.where.column]).toEqual([
      'policy_unknown_field',
      4,
      3,
    ]);
    expect(error.hint).toBe('write schema_version: 1.1.0');
    expect(parsePolicy(RULE).rules[0]).toMatchObject({ sequence: null, taint: null });
  });

  test.each([
    ['a sequence without condition', 'sequence: {}', 'rules[0].sequence'],
    ['counts without a limit', 'sequence: {counts: {}}', 'rules[0].sequence.counts'],
    ['a limit of nothing', 'sequence: {after: {}, max_calls: 1}', 'rules[0].sequence.max_calls'],
    ['a taint without labels', 'taint: {}', 'rules[0].taint.labels'],
  ])('refuses %s', (_, line, field) => {
    const error = failureOf(`schema_version: 1.1.0\n${RULE}  ${line}\n`);
    expect([error.code as string, error.where.field]).toEqual(['policy_field_value', field]);
  });
});

describe('limits', () => {
  test('a text of more than eight million characters is not parsed', () => {
    expect(failureOf('#'.repeat(8 * 1024 * 1024 + 1)).code).toBe('yaml_size');
  });

  test('a document of more than 32 levels is not parsed', () => {
    expect(failureOf('['.repeat(40) + ']'.repeat(40)).code).toBe('yaml_depth');
  });

  test('aliases may not make a small text large', () => {
    const names = Array.from({ length: 400 }, (_, i) => `n${i}`).join(', ');
    const uses = Array.from(
      { length: 2000 },
      (_, i) => `- {name: r${i}, effect: block, match: *m}\n`,
    );
    const bomb = `rules:\n- {name: m, effect: block, match: &m {tool_names: [${names}]}}\n${uses.join('')}`;
    const started = performance.now();
    expect(failureOf(bomb).code).toBe('yaml_alias');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('many lines that lack room are refused before they cost much', () => {
    const text = `rules: [\n${'{name: a, effect: allow},\n'.repeat(20_000)}]`;
    const started = performance.now();
    expect(() => parsePolicy(text)).toThrow();
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
