import { describe, expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { CommandFacts } from '../intent/intent-record.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { lintPolicy } from '../lint/lint-policy.ts';
import { formatPolicy } from '../policy/format-policy.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { policyDigest } from '../policy/policy-digest.ts';
import { instant } from '../testing/decide-json.ts';
import { EVALUATION_TIME } from '../testing/likely-intents.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';

const policyWith = (command: string, version = '1.1.0'): string => `
schema_version: ${version}
default_verdict: allow
rules:
  - name: watched
    priority: 1
    effect: block
    match:
      command: ${command}
`;

function verdictOf(policy: string, tool: string, command?: CommandFacts) {
  const intent = decodeIntent({
    tool_name: tool,
    args: { command: 'x' },
    targets: [{ kind: 'path', value: 'a', operation: 'read', endpoint_class: 'fs.read' }],
    context: { identity: 'a', workspace: '/w', risk_class: 'low' },
  });
  const prepared = prepareIntent(intent, { profile: 'strict', commandOf: () => command });
  const options = { now: instant(EVALUATION_TIME), profile: 'strict' } as const;
  const { verdict, reasonCodes } = decide(compilePolicy(parsePolicy(policy)), prepared, options);
  return [verdict, ...reasonCodes];
}

const facts = (programs: string[], effects: string[]): CommandFacts => ({ programs, effects });

describe('a rule about commands', () => {
  const git = policyWith('{programs: [Git, kubectl], effects: [delete, destructive]}');

  test('matches when one program and one effect are listed', () => {
    expect(verdictOf(git, 'shell.exec', facts(['cd', 'git'], ['read', 'delete']))).toEqual([
      'block',
      'matched_rule_watched',
    ]);
  });

  test.each([
    ['another program', facts(['rm'], ['delete'])],
    ['another effect', facts(['git'], ['read', 'write'])],
    ['no program', facts([], ['delete'])],
  ])('does not match %s', (_, command) => {
    expect(verdictOf(git, 'shell.exec', command)[0]).toBe('allow');
  });

  test('does not match a call that runs no command', () => {
    expect(verdictOf(git, 'fs.open')[0]).toBe('allow');
  });

  test('blocks a call that runs programs when nobody read what they do', () => {
    expect(verdictOf(git, 'shell.exec')).toEqual(['block', 'command_unread']);
  });

  test('is not asked for where no rule is about commands', () => {
    expect(verdictOf('default_verdict: allow', 'shell.exec')[0]).toBe('allow');
  });

  test('may be about what could not be read', () => {
    const policy = policyWith('{effects: [obscure]}');
    expect(verdictOf(policy, 'shell.exec', facts(['sh'], ['obscure']))[0]).toBe('block');
    expect(verdictOf(policy, 'shell.exec', facts(['sh'], ['read']))[0]).toBe('allow');
  });
});

describe('the language', () => {
  const codeOf = (text: string): string => {
    try {
      parsePolicy(text);
      return '';
    } catch (error) {
      return isCodedError(error) ? error.code : 'other';
    }
  };

  test('knows command since 1.1.0', () => {
    expect(codeOf(policyWith('{programs: [git]}', '1.0.0'))).toBe('policy_unknown_field');
    expect(codeOf(policyWith('{programs: [git]}'))).toBe('');
  });

  test.each(['{}', '{programs: []}', '{programs: null}'])('refuses a condition like %s', (text) => {
    expect(codeOf(policyWith(text))).toBe('policy_field_value');
  });

  test('refuses an effect that no command has', () => {
    expect(codeOf(policyWith('{effects: [explode]}'))).toBe('policy_field_value');
  });

  test('digests a command, and a match without one as before', () => {
    const plain = 'rules: [{name: a, priority: 1, effect: block, match: {tool_names: [x]}}]';
    const newer = `schema_version: 1.1.0\n${plain}`;
    expect(policyDigest(parsePolicy(newer))).not.toBe(policyDigest(parsePolicy(plain)));
    const one = policyDigest(parsePolicy(policyWith('{programs: [git]}')));
    expect(policyDigest(parsePolicy(policyWith('{programs: [ GIT ]}')))).toBe(one);
    expect(policyDigest(parsePolicy(policyWith('{programs: [hg]}')))).not.toBe(one);
  });

  test('is formatted and read back', () => {
    const text = policyWith('{effects: [delete], programs: [git]}');
    const again = formatPolicy(text).formatted;
    expect(policyDigest(parsePolicy(again))).toBe(policyDigest(parsePolicy(text)));
  });

  test('is linted: of two rules the second never decides', () => {
    const text = `${policyWith('{programs: [git, hg]}')}
  - {name: shadowed, priority: 2, effect: allow, match: {command: {programs: [git]}}}
`;
    expect(lintPolicy(text).findings.map(({ code }) => code)).toContain('rule_shadowed');
  });
});
