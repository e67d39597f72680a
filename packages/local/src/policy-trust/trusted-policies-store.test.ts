import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  chmodSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trustPolicy, type TrustedPolicy } from '@gait/gate';
import type { Surroundings } from '../platform/homes.ts';
import { codeOf } from '../testing/code-of.ts';
import {
  changeTrustedPolicies,
  policyPlace,
  readTrustedPolicies,
  trustedPoliciesPath,
} from './trusted-policies-store.ts';

let home = '';
let at: Surroundings = { env: {}, home: '', platform: 'linux' };
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'gait-trusted-')));
  at = { env: {}, home, platform: 'linux' };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const ENTRY: TrustedPolicy = {
  path: '/repo/.gait.yaml',
  policy_digest: 'a'.repeat(64),
  config_digest: '',
  agent_lock_digest: '',
  trusted_by: 'alice',
  trusted_at: '2026-06-03T12:00:00Z',
};

test('without a file nothing is trusted, and reading makes none', () => {
  expect(readTrustedPolicies(at)).toEqual([]);
  expect(() => statSync(trustedPoliciesPath(at))).toThrow();
});

test('what is recorded is read again, and only its owner may read the file', () => {
  const path = changeTrustedPolicies(at, (policies) => trustPolicy(policies, ENTRY));
  expect(readTrustedPolicies(at)).toEqual([ENTRY]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a list that others may write to is neither read nor changed', () => {
  const path = changeTrustedPolicies(at, (policies) => trustPolicy(policies, ENTRY));
  chmodSync(path, 0o620);
  const code = 'trusted_policies_permissions';
  expect(codeOf(() => readTrustedPolicies(at))).toBe(code);
  expect(codeOf(() => changeTrustedPolicies(at, () => []))).toBe(code);
});

test('a list that cannot be read is not replaced by a new one', () => {
  const path = changeTrustedPolicies(at, (policies) => trustPolicy(policies, ENTRY));
  writeFileSync(path, '{"policies":[]}');
  expect(codeOf(() => changeTrustedPolicies(at, () => []))).toBe('trusted_policies_invalid');
});

test('a list that leads nowhere is not the same as none, and is not replaced', () => {
  const path = changeTrustedPolicies(at, (policies) => policies);
  rmSync(path);
  symlinkSync(join(home, 'gone'), path);
  expect(codeOf(() => readTrustedPolicies(at))).toBe('file_missing');
  expect(codeOf(() => changeTrustedPolicies(at, () => [ENTRY]))).toBe('file_missing');
});

test('without a home nothing is recorded in the current folder', () => {
  const nowhere = { ...at, home: '' };
  expect(readTrustedPolicies(nowhere)).toEqual([]);
  expect(codeOf(() => changeTrustedPolicies(nowhere, () => []))).toBe('path_unsafe');
});

test('a policy has one place, by whatever link it is named', () => {
  writeFileSync(join(home, 'p.yaml'), '');
  symlinkSync('p.yaml', join(home, 'link.yaml'));
  symlinkSync('.', join(home, 'here'));
  const place = join(home, 'p.yaml');
  expect(policyPlace(join(home, 'link.yaml'))).toBe(place);
  expect(policyPlace(join(home, 'here/p.yaml'))).toBe(place);
  expect(policyPlace(join(home, 'here/gone.yaml'))).toBe(join(home, 'gone.yaml'));
});
