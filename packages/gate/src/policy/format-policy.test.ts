import { describe, expect, test } from 'bun:test';
import { formatPolicy, shortenPolicy } from './format-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyDigest } from './policy-digest.ts';
import { policyTemplate, policyTemplateNames } from './policy-templates.ts';

/** How a text is written as the reference of a broker. */
function written(text: string): string {
  const policy = `rules:\n- name: a\n  effect: allow\n  broker_reference: ${JSON.stringify(text)}\n`;
  const { formatted } = formatPolicy(policy);
  const again = parsePolicy(formatted);
  expect(policyDigest(again)).toBe(policyDigest(parsePolicy(policy)));
  expect(formatPolicy(formatted).changed).toBeFalse();
  return /^ {2}broker_reference: (.*?)\n {2}broker_scopes/msu.exec(formatted)?.[1] ?? '';
}

describe('a text in a formatted policy', () => {
  test.each([
    ['plain words', 'plain words'],
    ['', '""'],
    ['true', '"true"'],
    ['no', '"no"'],
    ['~', '"~"'],
    ['1.5', '"1.5"'],
    ['1e3', '1e3'],
    ['99999999999999999999', '"99999999999999999999"'],
    ['2026-02-28', '"2026-02-28"'],
    ['2026-02-30', '2026-02-30'],
    ['2026-06-01T00:00:00Z', '"2026-06-01T00:00:00Z"'],
    ['2026-06-01T00:00:00', '2026-06-01T00:00:00'],
    ['12:30', '"12:30"'],
    ['12:60', '12:60'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['- a', '"- a"'],
    ['a-b', 'a-b'],
    ['[a]', '"[a]"'],
    ['back\\slash', '"back\\\\slash"'],
    ['ends:', '"ends:"'],
    ['a\nb', '|-\n    a\n    b'],
    ['a\n\n b', '|-\n    a\n    \n     b'],
    ['über', 'über'],
    ['\u0001', '"\\x01"'],
    ['a\tb', '"a\\tb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['? a', '"? a"'],
    ['.inf', '".inf"'],
    ['a\u2028b', '"a\\u2028b"'],
  ])('%p is %p', (text, expected) => {
    expect(written(text)).toBe(expected);
  });
});

describe('a formatted policy', () => {
  test('has every field, rules in order, aliases as they were written', () => {
    const { formatted, changed } = formatPolicy(
      'rules:\n- {name: b, effect: allow}\n- {name: a, action: block, match: {tool_name: X, endpoint_class: [FS.read]}}\n',
    );
    expect(changed).toBeTrue();
    expect(formatted).toStartWith(
      'schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: require_approval\ndefault_action: ""\nscripts:\n  max_steps: 0\n',
    );
    expect(formatted).toContain(
      'rules:\n- name: a\n  priority: 0\n  effect: block\n  action: block\n  match:\n    tool_name: X\n    tool_names:\n    - x\n',
    );
    expect(formatted).toContain(
      '    endpoint_class:\n    - FS.read\n    endpoint_classes:\n    - fs.read\n',
    );
    expect(formatted).toContain('    max_delegation_depth: null\n');
    expect(formatted).toContain('  min_score: 0.0\n');
  });

  test('of 1.0.0 has no field of 1.1.0', () => {
    const rule = 'rules:\n- name: a\n  effect: allow\n';
    expect(formatPolicy(rule).formatted).not.toContain('sequence');
    const newer = `schema_version: 1.1.0\n${rule}  taint: {labels: [pii]}\n`;
    expect(formatPolicy(newer).formatted).toEndWith(
      '  taint:\n    labels:\n    - pii\n    destination_kinds: []\n    destination_values: []\n    destination_operations: []\n    action: block\n    reason_code: taint_reached_destination\n    violation: tainted_dataflow\n',
    );
  });
});

describe('a shortened policy', () => {
  test.each([...policyTemplateNames()])('of the template %s is the same policy', (name) => {
    const full = formatPolicy(policyTemplate(name) ?? '').formatted;
    const { formatted } = shortenPolicy(full);
    expect(formatted.length).toBeLessThan(full.length / 2);
    expect(parsePolicy(formatted)).toEqual(parsePolicy(full));
    expect(shortenPolicy(formatted).changed).toBeFalse();
  });

  test('has the fields that are set and no others', () => {
    const text =
      'rules: [{name: a, effect: allow, match: {tool_names: [x]}, require_broker_credential: false}]';
    const { formatted } = shortenPolicy(text);
    expect(formatted).toContain('- name: a\n');
    expect(formatted).toContain('tool_names:\n    - x\n');
    expect(formatted).not.toContain('require_broker_credential');
    expect(formatted).not.toContain('[]');
  });
});
