import { expect, test } from 'bun:test';
import { emptyRecord } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { inferEndpointClass, inferEndpointDomain } from './infer-endpoint.ts';
import { intentRecord, type Target } from './intent-record.ts';
import { normalizeTargets } from './normalize-targets.ts';

const normalize = (
  tool: string,
  target: Partial<Target>,
  toolClasses?: ReadonlyMap<string, string>,
) => {
  const given = plainIntent({ targets: [{ kind: 'path', value: '/x' }] }).targets?.[0] as Target;
  return normalizeTargets(tool, [{ ...given, ...target }], 'targets', { toolClasses })[0] as Target;
};

test.each([
  ['path', 'read', 'x', 'fs.read'],
  ['path', 'rename', 'x', 'fs.write'],
  ['path', 'truncate', 'x', 'fs.delete'],
  ['path', '', 'allowlist.update', 'fs.read'],
  ['path', '', 'file.save', 'fs.write'],
  ['path', '', 'terraform.plan', 'fs.delete'],
  ['path', '', 'read/x', 'other'],
  ['path', '', 'x/read/', 'fs.read'],
  ['url', 'resolve', 'x', 'net.dns'],
  ['host', 'read', 'x', 'net.http'],
  ['other', 'run', 'x', 'proc.exec'],
  ['other', '', 'prune', 'proc.exec'],
  ['other', '', 'x', 'other'],
  ['table', 'drop', 'x', 'other'],
])('kind %s, operation %j, tool %s is of class %s', (kind, operation, tool, expected) => {
  expect(inferEndpointClass(kind, operation, tool)).toBe(expected);
});

test('a table of tools comes before the guess, a class in the target before the table', () => {
  const table = new Map([['terraform.plan', 'fs.read']]);
  expect(normalize('terraform.plan', {}).endpoint_class).toBe('fs.delete');
  expect(normalize('terraform.plan', {}, table).endpoint_class).toBe('fs.read');
  expect(normalize('terraform.plan', { kind: 'table' }, table).endpoint_class).toBe('fs.read');
  expect(normalize('terraform.plan', { kind: 'url' }, table).endpoint_class).toBe('net.http');
  const named = normalize('terraform.plan', { endpoint_class: ' FS.Write ' }, table);
  expect(named.endpoint_class).toBe('fs.write');
});

test('a destructive operation stays destructive whatever class the table gives', () => {
  const table = new Map([['x', 'fs.read']]);
  expect(normalize('x', { operation: 'delete' }, table).destructive).toBe(true);
  expect(normalize('x', { destructive_hint: true }).destructive).toBe(true);
  expect(normalize('x', { operation: 'read' }).destructive).toBe(false);
});

test.each([
  ['host', 'http://Api.Example.com:80/x', 'api.example.com'],
  ['host', 'http://https://a', 'a'],
  ['url', 'https://API.example.com/x', 'api.example.com'],
  ['url', 'http://a b', ''],
  ['path', '//host/x', ''],
])('the domain of %s %j is %j', (kind, value, domain) => {
  expect(inferEndpointDomain(kind, value)).toBe(domain);
});

test('targets are sorted by bytes, false before true, and repetitions dropped', () => {
  const { targets } = plainIntent({
    targets: [
      { kind: 'Repo', value: '\u{1f600}' },
      { kind: 'repo', value: '\ufb33', destructive: true },
      { kind: 'repo', value: '\ufb33' },
      { kind: 'repo ', value: ' \u{1f600}', discovery_method: 'UNKNOWN' },
      { kind: 'path', value: 'z', discovery_method: 'static mcp' },
    ],
  });
  const sorted = normalizeTargets('x', targets, 'targets');
  expect(sorted.map((t) => [t.kind, t.value, t.destructive, t.discovery_method])).toEqual([
    ['path', 'z', false, 'static_mcp'],
    ['repo', '\ufb33', false, 'unknown'],
    ['repo', '\ufb33', true, 'unknown'],
    ['repo', '\u{1f600}', false, 'unknown'],
  ]);
});

test('targets without kind or value, and unknown words, are refused', () => {
  const wrong: Partial<Target>[] = [
    { kind: '' },
    { value: ' ' },
    { kind: 'planet' },
    { endpoint_class: 'fs.move' },
    { discovery_method: 'web\tmcp' },
  ];
  for (const target of wrong) expect(codeOf(() => normalize('x', target))).toBe('intent_target');
});

test('no targets are an empty list', () => {
  expect(normalizeTargets('x', emptyRecord(intentRecord).targets, 'targets')).toEqual([]);
});
