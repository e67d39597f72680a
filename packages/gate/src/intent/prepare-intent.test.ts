import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import type { BoundEnvelope } from './bind-context.ts';
import { normalizeIntent, prepareIntent, type PrepareOptions } from './prepare-intent.ts';

const DIGEST = 'a'.repeat(64);
const ENVELOPE: BoundEnvelope = {
  contextSetDigest: DIGEST,
  mode: 'required',
  refs: ['r1', 'r2'],
  ageSeconds: 30,
};
const code = (
  members: JsonObject,
  context: JsonObject = {},
  options: PrepareOptions = {},
): string => codeOf(() => prepareIntent(plainIntent(members, context), options));

test('claims about context count for nothing without a verified envelope', () => {
  const claimed = plainIntent(
    {},
    {
      context_set_digest: DIGEST,
      context_evidence_mode: 'required',
      context_refs: ['r'],
      auth_context: { context_age_seconds: 1 },
    },
  );
  const prepared = prepareIntent(claimed);
  expect(prepared.intentDigest).toBe(prepareIntent(plainIntent()).intentDigest);
  expect(prepared.intent.context.auth_context).toBeNull();
  expect(prepared.contextBound).toBe(false);
  expect(normalizeIntent(claimed).intent_digest).not.toBe(prepared.intentDigest);
});

test('a verified envelope is bound, and a claim that contradicts it is refused', () => {
  const { intent, contextBound, contextAgeSeconds } = prepareIntent(
    plainIntent({}, { context_set_digest: DIGEST.toUpperCase(), context_refs: ['mine'] }),
    { envelope: ENVELOPE },
  );
  expect(contextBound).toBe(true);
  expect(contextAgeSeconds).toBe(30);
  expect(intent.context.context_refs).toEqual(['r1', 'r2']);
  expect(intent.context.auth_context).toEqual({ context_age_seconds: 30 });
  const wrong = [{ context_set_digest: 'b'.repeat(64) }, { context_evidence_mode: 'best_effort' }];
  for (const claim of wrong) {
    expect(code({}, claim, { envelope: ENVELOPE })).toBe('intent_context_binding');
  }
});

test('the age of context changes the digest every second, but not in strict', () => {
  const digestAt = (ageSeconds: number, profile: 'standard' | 'strict'): string =>
    prepareIntent(plainIntent(), { profile, envelope: { ...ENVELOPE, ageSeconds } }).intentDigest;
  expect(digestAt(1, 'standard')).not.toBe(digestAt(2, 'standard'));
  expect(digestAt(1, 'strict')).toBe(digestAt(2, 'strict'));
});

test('classes of the inventory that a caller wrote itself are dropped in strict', () => {
  const claimed = plainIntent({}, { auth_context: { 'wrkr.data_class': 'public', user: 'a' } });
  expect(prepareIntent(claimed).intent.context.auth_context).toHaveProperty(['wrkr.data_class']);
  expect(prepareIntent(claimed, { profile: 'strict' }).intent.context.auth_context).toEqual({
    user: 'a',
  });
});

test('an intent is digested alike in every profile', () => {
  const intent = plainIntent({ targets: [{ kind: 'path', value: '/repo/../etc//x/' }] });
  const { intentDigest } = prepareIntent(intent);
  for (const profile of ['compat', 'strict', 'oss-prod'] as const) {
    expect(prepareIntent(intent, { profile }).intentDigest).toBe(intentDigest);
  }
});

test('a script is called script, and lends its targets and provenance where none are given', () => {
  const step = {
    tool_name: ' FS.Delete ',
    args: {},
    targets: [{ kind: 'path', value: '/x' }],
    arg_provenance: [{ arg_path: '$', source: 'user' }],
  };
  const { intent, scriptHash } = prepareIntent(plainIntent({ script: { steps: [step, step] } }));
  expect(intent.tool_name).toBe('script');
  expect(intent.targets).toHaveLength(1);
  expect(intent.targets?.[0]?.endpoint_class).toBe('fs.delete');
  expect(intent.arg_provenance).toHaveLength(1);
  expect(scriptHash).toMatch(/^[0-9a-f]{64}$/);
});

test('a script has 1 to 64 steps, each with a tool', () => {
  const steps = (count: number) => ({
    script: { steps: Array.from({ length: count }, () => ({ tool_name: 'x', args: {} })) },
  });
  expect(code(steps(0))).toBe('intent_script');
  expect(code(steps(64))).toBe('none');
  expect(code(steps(65))).toBe('intent_script');
  expect(code({ script: { steps: [{ tool_name: ' ', args: {} }] } })).toBe('intent_script');
});

test('in strict, arguments of steps are searched for credentials too', () => {
  const script = { steps: [{ tool_name: 'x', args: { token: 'ghp_x' } }] };
  expect(code({ script })).toBe('none');
  expect(code({ script }, {}, { profile: 'strict' })).toBe('intent_raw_credential');
});

test('in strict, a path that ends early for programs in C is refused', () => {
  const targets = [{ kind: 'path', value: '/repo/app\0/../../etc' }];
  expect(code({ targets })).toBe('none');
  expect(code({ targets }, {}, { profile: 'strict' })).toBe('intent_path_ambiguous');
  expect(code({}, { workspace: '/a\0b' }, { profile: 'strict' })).toBe('intent_path_ambiguous');
});

test('in strict, a URL may not go by the name of another domain', () => {
  const target = { kind: 'url', value: 'https://evil.test/x', endpoint_domain: 'good.test' };
  const step = { tool_name: 'x', args: {}, targets: [target] };
  for (const members of [{ targets: [target] }, { script: { steps: [step] } }]) {
    expect(code(members)).toBe('none');
    expect(code(members, {}, { profile: 'strict' })).toBe('intent_target');
  }
  const honest = { ...target, endpoint_domain: 'Evil.test' };
  expect(code({ targets: [honest] }, {}, { profile: 'strict' })).toBe('none');
});

test('what an intent needs, and what it may say, is checked', () => {
  expect(code({ tool_name: '\u00a0' })).toBe('intent_tool_missing');
  const skill = { skill_name: 's', source: 'x', publisher: 'p' };
  expect(code({ skill_provenance: { ...skill, publisher: '' } })).toBe('intent_skill_provenance');
  expect(code({ skill_provenance: { ...skill, digest: 'x' } })).toBe('intent_skill_provenance');
  expect(code({ arg_provenance: [{ arg_path: '$', source: 'web' }] })).toBe('intent_provenance');
  expect(code({ arg_provenance: [{ arg_path: '', source: 'user' }] })).toBe('intent_provenance');
});
