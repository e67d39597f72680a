import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { prepareIntent } from './prepare-intent.ts';
import type { Profile } from './strictness.ts';

const PROFILES = ['compat', 'standard', 'oss-prod'] as const;
const code = (members: JsonObject, profile: Profile, context: JsonObject = {}): string =>
  codeOf(() => prepareIntent(plainIntent(members, context), { profile }));
const inStep = (targets: readonly JsonObject[]): JsonObject => ({
  targets: [{ kind: 'path', value: '/x' }],
  script: {
    steps: [
      { tool_name: 'x', args: {} },
      { tool_name: 'y', args: {}, targets },
    ],
  },
});

test.each([
  ['a url that two readers take to two places', { kind: 'url', value: 'https:evil.com/x' }],
  ['a host that two readers take to two places', { kind: 'host', value: 'a:x@evil.com' }],
  ['another domain', { kind: 'url', value: 'https://evil.test/x', endpoint_domain: 'good.test' }],
])('in strict %s is refused in a call and in any step', (_, target) => {
  for (const members of [{ targets: [target] }, inStep([target])]) {
    expect(code(members, 'strict')).toBe('intent_target');
    for (const profile of PROFILES) expect(code(members, profile)).toBe('none');
  }
});

test('in strict a path with a NUL is refused in a call, in any step and as the workspace', () => {
  const target = { kind: 'path', value: '/repo/x\0/../../etc' };
  expect(code({ targets: [target] }, 'strict')).toBe('intent_path_ambiguous');
  expect(code(inStep([target]), 'strict')).toBe('intent_path_ambiguous');
  expect(code({}, 'strict', { workspace: '/a\0b' })).toBe('intent_path_ambiguous');
  for (const profile of PROFILES) expect(code({ targets: [target] }, profile)).toBe('none');
});

test('in strict a call has at most 1024 targets, those of all steps together', () => {
  const paths = (count: number, at = '/x'): JsonObject[] =>
    Array.from({ length: count }, (_, i) => ({ kind: 'path', value: `${at}/${i}` }));
  expect(code({ targets: paths(1024) }, 'strict')).toBe('none');
  expect(code({ targets: paths(1025) }, 'strict')).toBe('intent_target_limit');
  expect(code(inStep(paths(1023)), 'strict')).toBe('none');
  expect(code(inStep(paths(1024)), 'strict')).toBe('intent_target_limit');
  for (const profile of PROFILES) expect(code({ targets: paths(1025) }, profile)).toBe('none');
});

test('in strict no target and no workspace has more than 4096 characters', () => {
  const path = (length: number): JsonObject => ({ kind: 'path', value: 'x'.repeat(length) });
  expect(code({ targets: [path(4096)] }, 'strict')).toBe('none');
  expect(code({ targets: [path(4097)] }, 'strict')).toBe('intent_target_limit');
  expect(code(inStep([path(4097)]), 'strict')).toBe('intent_target_limit');
  const domain = { kind: 'other', value: 'x', endpoint_domain: 'x'.repeat(4097) };
  expect(code({ targets: [domain] }, 'strict')).toBe('intent_target_limit');
  expect(code({}, 'strict', { workspace: 'x'.repeat(4097) })).toBe('intent_target_limit');
  for (const profile of PROFILES) expect(code({ targets: [path(4097)] }, profile)).toBe('none');
});
