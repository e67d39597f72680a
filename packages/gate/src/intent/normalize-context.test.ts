import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import type { IntentContext } from './intent-record.ts';
import { prepareIntent } from './prepare-intent.ts';

const contextOf = (context: JsonObject): IntentContext =>
  prepareIntent(plainIntent({}, context)).intent.context;
const code = (context: JsonObject): string => codeOf(() => contextOf(context));

test('identity, workspace and risk class are required', () => {
  for (const name of ['identity', 'workspace', 'risk_class']) {
    expect(code({ [name]: ' \u2028' })).toBe('intent_context_missing');
  }
});

test('separators of the workspace become slashes; the path itself stays as it was said', () => {
  expect(contextOf({ workspace: ' C:\\work\\..\\x ' }).workspace).toBe('C:/work/../x');
});

test('phase is apply unless it says plan', () => {
  expect(contextOf({}).phase).toBe('apply');
  expect(contextOf({ phase: ' PLAN ' }).phase).toBe('plan');
});

test('lists are sorted and emptied; what is empty is absent', () => {
  const context = contextOf({
    credential_scopes: ['b', ' a', 'b', ''],
    auth_context: {},
    sandbox: { network_mode: ' ', writable_paths: ['.', ''] },
  });
  expect(context.credential_scopes).toEqual(['a', 'b']);
  expect(context.auth_context).toBeNull();
  expect(context.sandbox).toBeNull();
});

test.each<[string, JsonObject]>([
  ['phase', { phase: 'destroy' }],
  ['credential source', { credential_source: 'post-it' }],
  ['credential access type', { credential_access_type: 'forever' }],
  ['evidence mode', { context_evidence_mode: 'maybe' }],
  ['context digest', { context_set_digest: 'sha256:' + 'a'.repeat(64) }],
  ['negative lifetime', { credential_ttl_seconds: -1 }],
  ['lifetime beyond 63 bits', { credential_ttl_seconds: 1e30 }],
])('an unknown or impossible %s is refused', (_what, context) => {
  expect(code(context)).toBe('intent_context_value');
});

test('paths of the sandbox are cleaned, sorted and unique', () => {
  const { sandbox } = contextOf({
    sandbox: { writable_paths: ['/b/../c/', ' /a//x', '/c', './'], read_only_roots: ['/..'] },
  });
  expect(sandbox?.writable_paths).toEqual(['/a/x', '/c']);
  expect(sandbox?.read_only_roots).toEqual(['/']);
});

test.each<[string, JsonObject]>([
  ['mode', { network_mode: 'wifi' }],
  ['environment', { env_exposure_mode: 'some' }],
  ['isolation', { filesystem_isolation: 'hope' }],
  ['user', { user_mode: 'god' }],
  ['timeout', { timeout_seconds: -1 }],
  ['evidence digest', { evidence_digest: 'x' }],
  ['path', { writable_paths: ['SECRET=x'] }],
  ['evidence reference', { evidence_ref: ' TOKEN=x' }],
])('a sandbox with a wrong %s is refused', (_what, sandbox) => {
  expect(code({ sandbox })).toBe('intent_sandbox');
});

test('a reference to evidence that looks like a credential is one, unless it says what it is', () => {
  expect(code({ sandbox: { evidence_ref: 'abcdefgh12345678' } })).toBe('intent_raw_credential');
  expect(code({ sandbox: { evidence_ref: 'Receipt:abcdefgh12345678' } })).toBe('none');
});

const T1 = '2026-01-01T00:00:00Z';
const T1_ELSEWHERE = '2026-01-01T02:00:00+02:00';
const T2 = '2026-01-02T00:00:00Z';

test('times of an agent are digested in UTC and must be in order', () => {
  const agent = contextOf({ agent_identity: { issued_at: T1_ELSEWHERE, approved_at: T1 } });
  expect(agent.agent_identity?.issued_at).toBe(T1);
  const wrong = [
    { issued_at: T2, approved_at: T1 },
    { issued_at: T1, expires_at: T1_ELSEWHERE },
    { approved_at: T2, expires_at: T1 },
    { manifest_digest: 'x' },
  ];
  for (const identity of wrong) {
    expect(code({ agent_identity: identity })).toBe('intent_agent_identity');
  }
});

test('a time that leaves the four-digit years in UTC is refused', () => {
  for (const time of ['9999-12-31T23:59:59-05:00', '0000-01-01T00:00:00+05:00']) {
    expect(code({ agent_identity: { issued_at: time } })).toBe('intent_time_range');
  }
});

test('raw credentials in auth_context are refused', () => {
  expect(code({ auth_context: { nested: { api_key: 'sk-1' } } })).toBe('intent_raw_credential');
});
