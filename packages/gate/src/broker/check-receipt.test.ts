import { describe, expect, test } from 'bun:test';
import type { Profile } from '../decide/profile.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import {
  EMPTY_RECEIPT,
  normalizeReceipt,
  type BrokerReceipt,
  type RawReceipt,
} from './broker-receipt.ts';
import { brokerRequest, brokerRequestDigest } from './broker-request.ts';
import { checkReceipt } from './check-receipt.ts';

const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z
const REQUEST = brokerRequest({
  toolName: 'Tool.Write',
  identity: 'alice',
  workspace: '/w',
  sessionId: 's',
  requestId: 'q',
  runId: 'run_1',
  jobId: 'job_1',
  reference: 'vault/app',
  scope: ['Read', 'write', 'read'],
  targetBinding: 'f'.repeat(64),
});
const FITTING: RawReceipt = {
  ...EMPTY_RECEIPT,
  credential_ref: 'r',
  source: 'vault_dynamic',
  access_type: 'jit',
  issuer: 'vault',
  scope: ['read', 'write', 'more'],
  target_binding: REQUEST.targetBinding,
  run_binding: 'run_1',
  job_binding: 'job_1',
  request_digest: brokerRequestDigest(REQUEST),
  issued_at: '2026-06-03T12:00:00Z',
  expires_at: '2026-06-03T12:05:00Z',
};
const SILENT: RawReceipt = { ...EMPTY_RECEIPT, credential_ref: 'r' };

const receipt = (raw: RawReceipt, more: Partial<BrokerReceipt> = {}): BrokerReceipt => ({
  ...normalizeReceipt(raw, { name: 'command', provider: '', proof: 'signed', now: NOON }),
  ...more,
});
const ruleWith = (text: string) =>
  parsePolicy(`rules:\n  - {name: a, effect: allow, require_broker_credential: true${text}}\n`)
    .rules;
const check = (
  given: BrokerReceipt,
  { rule = '', profile = 'standard' as Profile, expectedRef = '' } = {},
) => checkReceipt(ruleWith(rule), given, { profile, request: REQUEST, expectedRef, now: NOON });

test('a receipt that fits is accepted, in every profile', () => {
  for (const profile of ['compat', 'standard', 'oss-prod', 'strict'] as const) {
    expect(check(receipt(FITTING), { profile, expectedRef: 'r' })).toEqual([]);
  }
});

describe('a claim that is made must agree with the request', () => {
  for (const [claim, value, code] of [
    ['scope', ['read'], 'broker_scope_mismatch'],
    ['target_binding', 'e'.repeat(64), 'broker_target_binding_mismatch'],
    ['run_binding', 'run_2', 'broker_run_binding_mismatch'],
    ['job_binding', '*', 'broker_job_binding_mismatch'],
    ['request_digest', '0'.repeat(64), 'broker_request_digest_mismatch'],
  ] as const) {
    test(`${claim} does not: ${code}`, () => {
      for (const profile of ['compat', 'standard', 'strict'] as const) {
        expect(check(receipt({ ...FITTING, [claim]: value }), { profile })).toEqual([code]);
      }
    });
  }

  test('a scope asked for in capitals is in no receipt, as in the reference', () => {
    for (const given of [receipt(FITTING), receipt(SILENT)]) {
      const question = { request: REQUEST, askedScope: ['Read'], expectedRef: '', now: NOON };
      expect(checkReceipt(ruleWith(''), given, { ...question, profile: 'standard' })).toEqual([
        'broker_scope_mismatch',
      ]);
    }
  });

  test('the reference that the intent names is the one that is issued', () => {
    expect(check(receipt(FITTING), { expectedRef: 'other' })).toEqual([
      'broker_credential_ref_mismatch',
    ]);
  });
});

test('what the rule demands of the credential is held against the receipt', () => {
  for (const [rule, code] of [
    [', max_credential_ttl_seconds: 299', 'broker_ttl_exceeded'],
    [', allowed_credential_sources: [aws_sts]', 'credential_source_disallowed'],
    [', allowed_credential_issuers: [aws]', 'credential_issuer_disallowed'],
    [', allowed_credential_access_types: [standing]', 'credential_access_type_disallowed'],
  ] as const) {
    expect(check(receipt(FITTING), { rule })).toEqual([code]);
  }
  const standing = receipt({ ...FITTING, access_type: 'unknown' });
  expect(check(standing, { rule: ', require_jit_credential: true' })).toEqual([
    'credential_not_jit',
  ]);
  expect(check(standing, { rule: ', block_standing_credentials: true' })).toEqual([
    'standing_credential_disallowed',
  ]);
  expect(
    check(receipt({ ...FITTING, ttl_seconds: -5 }), { rule: ', max_credential_ttl_seconds: 900' }),
  ).toEqual(['broker_ttl_exceeded']);
});

describe('a broker that says nothing', () => {
  test('agrees with every request, as in the reference', () => {
    expect(check(receipt(SILENT))).toEqual([]);
    expect(check(receipt(SILENT), { profile: 'compat' })).toEqual([]);
  });

  test('has proven nothing under strict', () => {
    expect(check(receipt(SILENT, { proof: 'none' }), { profile: 'strict' })).toEqual([
      'broker_binding_unproven',
      'broker_receipt_unproven',
      'broker_scope_unproven',
      'broker_ttl_unproven',
    ]);
  });
});

describe('under strict', () => {
  const strict = (raw: RawReceipt, more: Partial<BrokerReceipt> = {}, rule = '') =>
    check(receipt(raw, more), { profile: 'strict', rule });

  test('the claims for a script, which has no rule of its own, are compared as well', () => {
    const other = receipt({ ...FITTING, run_binding: 'run_2' });
    const question = { request: REQUEST, expectedRef: '', now: NOON };
    expect(checkReceipt([], other, { ...question, profile: 'standard' })).toEqual([]);
    expect(checkReceipt([], other, { ...question, profile: 'strict' })).toEqual([
      'broker_run_binding_mismatch',
    ]);
  });

  test('a receipt that repeats the question needs a signature or a known form', () => {
    expect(strict(FITTING, { proof: 'none' })).toEqual(['broker_receipt_unproven']);
    expect(strict(FITTING, { proof: 'typed' })).toEqual([]);
  });

  test('a signed receipt is for one request only', () => {
    expect(strict({ ...FITTING, request_digest: '' })).toEqual(['broker_request_digest_missing']);
  });

  test('a credential must say when it ends, end later than now and not later than it says', () => {
    expect(strict({ ...FITTING, expires_at: '2026-06-03T12:00:00Z', issued_at: '' })).toEqual([
      'broker_credential_expired',
    ]);
    const endless = { ...FITTING, issued_at: SILENT.issued_at, expires_at: SILENT.expires_at };
    expect(strict({ ...endless, ttl_seconds: 300 })).toEqual(['broker_ttl_unproven']);
    const boast = { ...FITTING, expires_at: '2036-06-03T12:00:00Z', ttl_seconds: 60 };
    expect(strict(boast, {}, ', max_credential_ttl_seconds: 60')).toEqual(['broker_ttl_exceeded']);
  });

  test('an operator may say that a credential of the environment is bound to nothing; nobody else may', () => {
    const unbound = { ...FITTING, target_binding: '*', run_binding: '*', job_binding: '*' };
    expect(strict(unbound, { provider: 'env', proof: 'typed' })).toEqual([]);
    for (const provider of ['', 'vault_dynamic']) {
      expect(strict(unbound, { provider })).toEqual([
        'broker_job_binding_mismatch',
        'broker_run_binding_mismatch',
        'broker_target_binding_mismatch',
      ]);
    }
    expect(check(receipt(unbound, { provider: 'env' }))).toHaveLength(3);
  });
});
