import { describe, expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import fc from 'fast-check';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { judgeProtection } from './judge-protection.ts';
import { indexProtected } from './protected-index.ts';
import type { PathResolver, ProtectedKind, ProtectedPlace } from './protected-set.ts';

const place = (
  path: string,
  kind: ProtectedKind,
  more: Partial<ProtectedPlace> = {},
): ProtectedPlace => ({ path, kind, tree: false, secret: false, ...more });
const KEY = place('/home/me/keys/k', 'key', { secret: true });
const INDEX = indexProtected({
  project: '/repo',
  places: [
    place('/repo/policy.yaml', 'policy'),
    place('/repo/.gait', 'gait_folder', { tree: true }),
    place('/opt/bin/gait', 'executable'),
    KEY,
  ],
  names: [{ names: ['.tool', 'hooks', '**'], kind: 'tool_settings', secret: false }],
  variables: new Map([['HOME', '/home/me']]),
});
/** A machine with a link, a second name of the key, and a folder nobody may look into. */
const resolve: PathResolver = (path) => {
  if (path.startsWith('/locked/')) return 'unknown';
  if (path === '/repo/link') return { path: '/repo/policy.yaml', same: undefined };
  return { path, same: path === '/repo/second' ? KEY : undefined };
};

interface Told {
  readonly args?: Json;
  readonly targets?: Json;
  readonly workspace?: string;
  readonly toolClasses?: ReadonlyMap<string, string>;
  readonly policyClasses?: ReadonlyMap<string, string>;
}

function judge(tool: string, { args = {}, targets = [], workspace = '/repo', ...tables }: Told) {
  const intent = decodeIntent({
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: 'x',
    tool_name: tool,
    args,
    targets,
    context: { identity: 'a', workspace, risk_class: 'low' },
  });
  const prepared = prepareIntent(intent, { toolClasses: tables.toolClasses });
  return judgeProtection(prepared.intent, { index: INDEX, resolve, ...tables });
}
const codes = (tool: string, told: Told): readonly string[] => judge(tool, told).reasonCodes;
const target = (value: string, operation: string): Json => [{ kind: 'path', value, operation }];

describe('each ground has its code', () => {
  test.each([
    ['policy', '/repo/policy.yaml'],
    ['gait_folder', '/repo/.gait/x'],
    ['key', '/home/me/keys/k'],
    ['executable', '/opt/bin/gait'],
    ['tool_settings', '/elsewhere/.tool/hooks/x.json'],
    ['policy', '/repo/link'],
    ['key', '/repo/second'],
    ['unresolved', '/locked/x'],
  ])('self_protection_%s for a write to %s', (code, path) => {
    expect(judge('fs.write', { targets: target(path, 'write') })).toEqual({
      reasonCodes: [`self_protection_${code}`],
      violations: ['self_protection'],
    });
  });

  test('a key that is read', () => {
    expect(codes('fs.read', { targets: target('~/keys/k', 'read') })).toEqual([
      'self_protection_private_key_read',
    ]);
  });

  test('a command of ours', () => {
    expect(codes('shell', { args: { command: 'gait approve' } })).toEqual([
      'self_protection_command',
    ]);
  });
});

test('what is read may be anything but a key', () => {
  expect(codes('fs.read', { targets: target('policy.yaml', 'read') })).toEqual([]);
});

test('a reader by the table of classes reads, whatever it is called', () => {
  const toolClasses = new Map([['fetch_and_update', 'fs.read']]);
  const args = { path: '/repo/policy.yaml' };
  expect(codes('fetch_and_update', { args })).toEqual(['self_protection_policy']);
  expect(codes('fetch_and_update', { args, toolClasses })).toEqual([]);
});

test('what a policy says of a tool makes it more than its name says, and never less', () => {
  const args = { path: '/repo/policy.yaml' };
  const says = (tool: string, known: string, told: Told = { args }) =>
    codes(tool, { ...told, policyClasses: new Map([[tool, known]]) });
  // No policy allows what the gate stands on: the same entry in the table beside it does.
  expect(says('fetch_and_update', 'fs.read')).toEqual(['self_protection_policy']);
  expect(codes('get_it', { args })).toEqual([]);
  for (const known of ['fs.write', 'fs.delete', 'proc.exec', 'net.http', 'other']) {
    expect(says('get_it', known)).toEqual(['self_protection_policy']);
  }
  expect(says('get_it', 'fs.read')).toEqual([]);
  const command = { args: { text: 'cd /repo && rm policy.yaml' } };
  expect(codes('get_it', command)).toEqual([]);
  expect(says('get_it', 'proc.exec', command)).toEqual(['self_protection_policy']);
  const folder = { targets: target('/repo', '') };
  expect(says('tidy', 'fs.delete', folder)).not.toEqual([]);
});

test.each(['fs.write', 'fs.delete'])(
  'a tool that a policy lists as %s changes even what its targets say it reads',
  (known) => {
    const told = { targets: target('/repo/policy.yaml', 'read') };
    expect(codes('tidy', told)).toEqual([]);
    const policyClasses = new Map([['tidy', known]]);
    expect(codes('tidy', { ...told, policyClasses })).toEqual(['self_protection_policy']);
    const args = { note: '/repo/policy.yaml' };
    expect(codes('tidy', { ...told, args })).toEqual([]);
    expect(codes('tidy', { ...told, args, policyClasses })).toEqual(['self_protection_policy']);
  },
);

test('the claimed workspace adds a place to start from and takes none away', () => {
  const told = { targets: target('policy.yaml', 'write') };
  expect(codes('fs.write', { ...told, workspace: '/elsewhere' })).toEqual([
    'self_protection_policy',
  ]);
  expect(codes('fs.write', { targets: target('x', 'write'), workspace: '/repo/.gait' })).toEqual([
    'self_protection_gait_folder',
  ]);
});

test('a folder above is protected from what changes all of it, not from what works in it', () => {
  expect(codes('fs.delete', { targets: target('/repo', 'delete') })).not.toEqual([]);
  expect(codes('npm.test', { args: { cwd: '/repo' } })).toEqual([]);
});

test('no text is too long or too deep, and none makes it fail', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom('shell', 'fs.write', 'fs.read', 'x'),
      (text, tool) => {
        const { reasonCodes } = judge(tool, { args: { command: text, path: text } });
        expect(Array.isArray(reasonCodes)).toBe(true);
      },
    ),
  );
});

const FRAGMENTS = [
  '$(',
  '`',
  "'",
  '"',
  '\\',
  '../',
  '/',
  '*',
  '{a,',
  '}',
  '%2e',
  '$X',
  'a=',
  'gait ',
  '-x ',
  '\n',
  '~',
  '|',
  '&&',
  '<<E',
  'tar x ',
  'git clean ',
  '\\x41',
  'QUJD',
  '//',
  'c:',
  'find . -name ',
];

test.each(FRAGMENTS)('a long run of %p is judged in time', (fragment) => {
  const started = performance.now();
  judge('shell', { args: { command: fragment.repeat(20_000) } });
  // Far above what it takes, far below what something quadratic would.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a text that is longer than anybody reads is blocked', () => {
  const command = 'a '.repeat(600_000);
  expect(codes('shell', { args: { command } })).toEqual(['self_protection_command']);
});
