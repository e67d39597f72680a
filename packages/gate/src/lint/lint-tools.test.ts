import { describe, expect, test } from 'bun:test';
import { lintPolicy } from './lint-policy.ts';

const policy = (table: string, rule = 'effect: block, match: {tool_names: [x]}'): string =>
  `schema_version: 1.1.0\ntool_classes:\n  ${table}\nrules:\n- {name: r, ${rule}}\n`;

/** `code@line level` of what is said of the table. */
function found(text: string): string[] {
  return lintPolicy(text)
    .findings.filter(({ code }) => code.startsWith('tool_class'))
    .map(({ code, line, level }) => `${code}@${line} ${level}`);
}

describe('an entry of the table of tools', () => {
  test('that no rule asks for is a note, at its own line', () => {
    expect(found(policy('x: fs.write\n  Other : fs.write'))).toEqual(['tool_class_unused@4 note']);
  });

  test.each([
    ['its tool', 'z: fs.write', 'effect: block, match: {tool_names: [z]}'],
    ['its class', 'z: fs.write', 'effect: block, match: {endpoint_classes: [fs.write]}'],
    ['its paths', 'z: fs.write', 'effect: allow, endpoint: {path_denylist: [/etc/**]}'],
    ['its servers', 'z: net.dns', 'effect: allow, endpoint: {egress_classes: [net.http]}'],
    [
      'earlier calls of it',
      'z: ui.type',
      'effect: allow, sequence: {after: {endpoint_classes: [ui.type]}}',
    ],
    ['approvals of what destroys', 'z: proc.exec', 'effect: allow'],
  ])('is used where a rule asks for %s', (_, entry, rule) => {
    expect(found(policy(entry, rule))).toEqual([]);
  });

  test.each([
    ['x_read: fs.read', 'path'],
    ['x.run: proc.exec', 'other'],
    ['x: other', 'any kind'],
  ])('that repeats what the name says is a note: %s', (entry) => {
    const rule = 'effect: block, match: {endpoint_classes: [fs.read, proc.exec, other]}';
    expect(found(policy(entry, rule))).toEqual(['tool_class_inferred@3 note']);
  });

  test('never fails a policy', () => {
    const { findings } = lintPolicy(policy('x_read: fs.read\n  z: ui.click'));
    expect(findings.filter(({ level }) => level !== 'note')).toEqual([]);
  });
});

test('a rule for a kind and a class that only the table brings together is no mistake', () => {
  const rule = 'effect: allow, match: {target_kinds: [bucket], endpoint_classes: [fs.write]}';
  const codes = (text: string) => lintPolicy(text).findings.map(({ code }) => code);
  expect(codes(`rules:\n- {name: r, ${rule}}\n`)).toContain('kind_without_class');
  expect(codes(policy('upload: fs.write', rule))).not.toContain('kind_without_class');
});
