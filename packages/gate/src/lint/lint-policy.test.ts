import { describe, expect, test } from 'bun:test';
import { policyTemplate, policyTemplateNames } from '../policy/policy-templates.ts';
import { lintPolicy } from './lint-policy.ts';

/** `code@line rule` of everything found, but for the note that every text here would get. */
function found(text: string): string[] {
  return lintPolicy(text)
    .findings.filter(({ code }) => code !== 'fail_closed_disabled')
    .map(({ code, line, rule }) => `${code}@${line}${rule === '' ? '' : ` ${rule}`}`);
}

/** Rules in one line each, from line 2 on, below a strict default. */
const rules = (...lines: string[]): string =>
  `default_verdict: block\nrules:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;

describe('a rule that never decides is found', () => {
  test.each([
    [
      'when no call has what it asks for',
      rules('name: a, effect: allow, match: {target_kinds: [file]}'),
      ['rule_never_matches@3 a'],
    ],
    [
      'when a source is none',
      rules('name: a, effect: allow, match: {provenance_sources: [web, internet]}'),
      ['rule_never_matches@3 a'],
    ],
    [
      'when a workspace has backslashes, which are gone before rules look',
      rules("name: a, effect: allow, match: {workspace_prefixes: ['C:\\repo\\']}"),
      ['rule_never_matches@3 a'],
    ],
    [
      'when nobody could have delegated',
      rules(
        'name: a, effect: allow, match: {max_delegation_depth: 0, allowed_delegator_identities: [x]}',
      ),
      ['rule_never_matches@3 a'],
    ],
    [
      'when an earlier priority takes all its calls',
      rules(
        'name: a, priority: 1, effect: block, match: {tool_names: [t, u]}',
        'name: b, priority: 2, effect: allow, match: {tool_names: [t], risk_classes: [low]}',
      ),
      ['rule_shadowed@4 b'],
    ],
    [
      'when several earlier rules take them together',
      rules(
        'name: a, priority: 1, effect: block, match: {tool_names: [t], identities: [x]}',
        'name: b, priority: 2, effect: block, match: {tool_names: [u]}',
        'name: c, priority: 3, effect: block, match: {identities: [y]}',
        'name: d, priority: 4, effect: allow, match: {tool_names: [t, u], identities: [x, y]}',
      ),
      ['rule_shadowed@6 d'],
    ],
    [
      'when a shorter prefix, or a list under another name, takes them',
      rules(
        'name: a, priority: 1, effect: block, match: {destination_kinds: [url], workspace_prefixes: [/r/]}',
        'name: b, priority: 2, effect: allow, match: {target_kinds: [url], workspace_prefixes: [/r/x/]}',
      ),
      ['rule_shadowed@4 b'],
    ],
    [
      'but not when one call could still reach it',
      rules(
        'name: a, priority: 1, effect: block, match: {tool_names: [t], max_delegation_depth: 1}',
        'name: b, priority: 2, effect: allow, match: {tool_names: [t]}',
        'name: c, priority: 2, effect: block, match: {tool_names: [u], data_classes: [pii]}',
      ),
      [],
    ],
  ])('%s', (_, text, findings) => {
    expect(found(text)).toEqual(findings);
  });
});

describe('rules of one priority are compared', () => {
  test.each([
    [
      'the same calls, another effect',
      rules(
        'name: a, effect: allow, match: {tool_names: [t]}',
        'name: b, effect: block, match: {tool_names: [t]}',
      ),
      ['rule_contradicts@3 a'],
    ],
    [
      'all its calls are in a stricter one',
      rules(
        'name: a, effect: allow, match: {tool_names: [t], risk_classes: [low]}',
        'name: b, effect: block, match: {tool_names: [t]}',
      ),
      ['rule_overruled@3 a'],
    ],
    [
      'the same in other words',
      rules(
        'name: a, effect: block, match: {tool_name: T}',
        'name: b, effect: block, match: {tool_names: [t]}',
      ),
      ['rule_duplicate@4 b'],
    ],
    [
      'one that a constraint may make stricter is left alone',
      rules(
        'name: a, effect: allow, match: {tool_names: [t]}, dataflow: {enabled: true, action: block}',
        'name: b, effect: require_approval, match: {tool_names: [t]}',
      ),
      [],
    ],
  ])('%s', (_, text, findings) => {
    expect(found(text)).toEqual(findings);
  });
});

const byPrograms = (names: string): string =>
  `schema_version: 1.1.0\nrules: [{name: a, effect: block, match: {command: {programs: ${names}}}}]`;

describe('a program that a rule names', () => {
  test.each(['[/usr/bin/kubectl]', '["git push"]', '[git, "terra*"]', '["C:\\\\git"]'])(
    '%s is never met, and that is said',
    (names) => {
      expect(found(byPrograms(names)).join(' ')).toContain('value_never_matches');
    },
  );

  test('by its plain name says nothing', () => {
    const said = found(byPrograms('[git, kubectl, g++, python3.11]'));
    expect(said.join(' ')).not.toContain('value_never_matches');
  });
});

describe('what does not mean what it says is found', () => {
  test.each([
    ['match: {tool_names: ["fs.*"]}', 'value_has_wildcard'],
    ['match: {target_kinds: [path, file]}', 'value_never_matches'],
    ['match: {workspace_prefixes: [/repo]}', 'workspace_prefix_open'],
    ['match: {target_values: [./src/a.ts]}', 'path_pattern_uncleaned'],
    ['match: {target_kinds: [url], endpoint_classes: [fs.write]}', 'kind_without_class'],
    [
      'match: {tool_names: [t]}, endpoint: {path_denylist: [./secret/**]}',
      'path_pattern_uncleaned',
    ],
    ['match: {tool_names: [t]}, endpoint: {path_denylist: [/etc/]}', 'path_pattern_uncleaned'],
    ['match: {tool_names: [t]}, endpoint: {path_denylist: [/etc/*]}', 'path_pattern_shallow'],
    ['match: {tool_names: [t]}, endpoint: {path_allowlist: ["/a/[b"]}', 'path_pattern_malformed'],
    [
      'match: {tool_names: [t]}, endpoint: {domain_allowlist: ["https://a.b"]}',
      'domain_pattern_odd',
    ],
    [
      'match: {tool_names: [t]}, endpoint: {path_denylist: [.env, .aws/**, "**/.aws/**"]}',
      'path_pattern_relative',
    ],
    ['match: {tool_names: [t]}, endpoint: {path_allowlist: [./**]}', 'path_pattern_relative'],
    ['match: {endpoint_classes: [fs.read, fs.write]}', 'writes_anywhere'],
    ['match: {endpoint_classes: [fs.delete]}', 'allow_never_allows'],
    ['match: {endpoint_classes: [proc.exec]}', 'allow_never_allows'],
    ['match: {tool_names: [t]}, min_approvals: 2', 'approvals_ignored'],
    ['match: {risk_classes: [high]}', 'high_risk_allow'],
    ['match: {tool_names: [t]}, dataflow: {action: block}', 'constraint_not_enabled'],
    ['match: {tool_names: [t]}, rate_limit: {window: hour}', 'constraint_not_enabled'],
    [
      'match: {endpoint_classes: [net.http]}, endpoint: {egress_classes: [net.dns]}',
      'constraint_always_fires',
    ],
    [
      'match: {tool_names: [t]}, freeze_window: {timezone: UTC, windows: [{start: 2026-02-01T00:00:00, end: 2026-01-01T00:00:00}]}',
      'freeze_window_invalid',
    ],
  ])('%s: %s', (fields, code) => {
    expect(found(rules(`name: a, effect: allow, ${fields}`))).toEqual([`${code}@3 a`]);
  });

  test('dataflow that makes a rule laxer in the reference, a name used twice', () => {
    const text = rules(
      'name: a, effect: block, match: {tool_names: [t]}, dataflow: {enabled: true, action: require_approval}',
      'name: a, effect: block, match: {tool_names: [u]}',
    );
    expect(found(text)).toEqual(['dataflow_weakens@3 a', 'name_repeated@4 a']);
  });

  test('a constraint of a rule that blocks anyway', () => {
    const fields = 'match: {tool_names: [t]}, endpoint: {path_allowlist: [/w/**]}';
    expect(found(rules(`name: a, effect: block, ${fields}`))).toEqual([
      'constraint_without_effect@3 a',
    ]);
  });

  test('a misspelt risk class, wherever risk classes are listed', () => {
    const text = `default_verdict: block
fail_closed: {enabled: true, risk_classes: [high, critcal], required_fields: [targets]}
mcp_trust: {enabled: true, snapshot: s.json, required_risk_classes: [hgh]}
rules:
  - {name: a, effect: block, match: {risk_classes: [hihg]}}
  - {name: b, effect: block, match: {risk_classes: [High, low, medium, critical]}}
  - {name: c, effect: block, match: {tool_names: [t]}, freeze_window: {timezone: UTC, risk_classes: [hi], windows: [{start: 2026-01-01T00:00:00, end: 2026-02-01T00:00:00}]}}
`;
    expect(found(text).filter((one) => one.startsWith('value_never_matches'))).toEqual([
      'value_never_matches@2',
      'value_never_matches@3',
      'value_never_matches@5 a',
      'value_never_matches@7 c',
    ]);
  });

  test('programs in a sandbox may be allowed', () => {
    const fields = 'match: {endpoint_classes: [proc.exec]}, sandbox: {enabled: true}';
    expect(found(rules(`name: a, effect: allow, ${fields}`))).toEqual([]);
  });
});

describe('a policy that lets everything pass is found', () => {
  test.each([
    ['the default and nothing else', 'default_verdict: allow\n', ['policy_allows_everything@1']],
    [
      'a default beside rules',
      'default_verdict: allow\nrules:\n  - {name: a, effect: block, match: {tool_names: [t]}}\n',
      ['default_allows@1'],
    ],
    [
      'a rule for all calls',
      rules('name: a, effect: allow'),
      ['default_unreachable@1', 'policy_allows_everything@3 a'],
    ],
    [
      'a last rule for all other calls',
      rules(
        'name: a, effect: block, match: {tool_names: [t]}',
        'name: z, priority: 9, effect: allow',
      ),
      ['default_unreachable@1', 'rule_allows_everything@4 z'],
    ],
  ])('%s', (_, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  test('high risk without required facts is a note, beside a lax default a warning', () => {
    const level = (text: string) =>
      lintPolicy(text).findings.find(({ code }) => code === 'fail_closed_disabled')?.level;
    expect(level('default_verdict: block\n')).toBe('note');
    expect(level('default_verdict: dry_run\n')).toBe('warning');
    expect(level('fail_closed: {enabled: true}\n')).toBeUndefined();
  });
});

test('every finding says why and what to do', () => {
  const { findings } = lintPolicy(rules('name: a, effect: allow, match: {target_kinds: [file]}'));
  expect(findings[1]).toEqual({
    code: 'rule_never_matches',
    level: 'error',
    rule: 'a',
    line: 3,
    message: 'no call has target_kinds "file", so the rule never matches',
    repair: 'correct the values, or take the rule out',
    others: [],
  });
});

test('the shipped policies have no rule that never decides', () => {
  for (const name of policyTemplateNames()) {
    const errors = lintPolicy(policyTemplate(name) ?? '').findings.filter(
      ({ level }) => level === 'error',
    );
    expect({ name, errors }).toEqual({ name, errors: [] });
  }
});

test('the policies for agents have no warning about paths', () => {
  for (const name of ['coding-agent', 'data-agent', 'deploy-agent']) {
    const codes = lintPolicy(policyTemplate(name) ?? '').findings.map(({ code }) => code);
    expect(codes.filter((code) => /^path_|^writes_/u.test(code))).toEqual([]);
  }
});
