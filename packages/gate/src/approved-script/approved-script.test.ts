import { describe, expect, test } from 'bun:test';
import { encodeRecord, isCodedError, singleKey, type Json, type JsonObject } from '@gait/canon';
import fc from 'fast-check';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { ALICE, BOB, HOUR, NOW, ONE_KEY, POLICY, trustOf } from '../token/testing/sample-tokens.ts';
import { approvedScriptRecord, type ApprovedScript } from './approved-script-record.ts';
import {
  formatApprovedScripts,
  parseApprovedScripts,
  putApprovedScript,
} from './approved-script-registry.ts';
import { matchApprovedScript, type ApprovedScriptQuestion } from './match-approved-script.ts';
import {
  mintApprovedScript,
  verifyApprovedScript,
  type ApprovedScriptRequest,
} from './sign-approved-script.ts';

function script(...tools: string[]): PreparedIntent {
  const steps = tools.map((tool) => ({
    tool_name: tool,
    args: {},
    targets: [{ kind: 'path', value: '/repo/x', operation: 'read' }],
  }));
  return prepareIntent(
    decodeIntent({
      schema_id: 'gait.gate.intent_request',
      schema_version: '1.0.0',
      created_at: '2026-06-03T12:00:00Z',
      producer_version: 'x',
      tool_name: 'script',
      args: {},
      script: { steps },
      targets: [],
      context: { identity: 'agent', workspace: '/repo/app', risk_class: 'low' },
    }),
  );
}

function mint(
  prepared: PreparedIntent,
  change: Partial<ApprovedScriptRequest> = {},
  by = ALICE,
): ApprovedScript {
  return mintApprovedScript(
    {
      patternId: '',
      policyDigest: POLICY,
      scriptHash: prepared.scriptHash,
      toolSequence: (prepared.intent.script?.steps ?? []).map(({ tool_name }) => tool_name),
      scope: [],
      approverIdentity: by.name,
      now: NOW,
      ttl: HOUR,
      producerVersion: 'x',
      ...change,
    },
    by.key,
  );
}

const ASK: ApprovedScriptQuestion = {
  profile: 'standard',
  policyDigest: POLICY,
  now: NOW,
  killSwitchActive: false,
};
const SORTED = script('a.read', 'b.read');
const UNSORTED = script('b.read', 'a.read');

describe('a match', () => {
  const match = (
    prepared: PreparedIntent,
    entry: ApprovedScript,
    change: Partial<ApprovedScriptQuestion> = {},
  ) => matchApprovedScript(prepared, [entry], { ...ASK, ...change }).reason;

  test('is for this script, this policy and this time', () => {
    const entry = mint(SORTED);
    expect(matchApprovedScript(SORTED, [entry], ASK)).toEqual({
      matched: true,
      patternId: `pattern_${SORTED.scriptHash.slice(0, 12)}`,
      reason: 'approved_script_match',
    });
    expect(match(script('a.read', 'c.read'), entry)).toBe('approved_script_not_found');
    expect(match(SORTED, entry, { policyDigest: 'c'.repeat(64) })).toBe(
      'approved_script_not_found',
    );
    expect(match(SORTED, entry, { now: NOW + HOUR })).toBe('approved_script_not_found');
  });

  test('never passes an active kill switch, in any profile', () => {
    for (const profile of ['standard', 'compat', 'strict', 'oss-prod'] as const)
      expect(match(SORTED, mint(SORTED), { profile, killSwitchActive: true })).toBe(
        'kill_switch_active',
      );
  });

  test('compares the real order: the same steps in another order are another script', () => {
    for (const profile of ['standard', 'strict'] as const) {
      expect(match(UNSORTED, mint(SORTED), { profile })).toBe('approved_script_not_found');
      expect(match(SORTED, mint(UNSORTED), { profile })).toBe('approved_script_not_found');
    }
  });

  test('of steps out of alphabetical order exists in strict, not in the reference', () => {
    expect(match(UNSORTED, mint(UNSORTED))).toBe('approved_script_not_found');
    expect(match(UNSORTED, mint(UNSORTED), { profile: 'strict' })).toBe('approved_script_match');
  });

  test('with a scope by endpoint is in strict for every target, in the reference for one', () => {
    const steps = ['read', 'write'].map((operation) => ({
      tool_name: `a.${operation}`,
      args: {},
      targets: [{ kind: 'path', value: '/repo/x', operation }],
    }));
    const mixed = prepareIntent(plainIntent({ script: { steps } }));
    const entry = mint(mixed, { scope: ['endpoint:fs.read'] });
    expect(match(mixed, entry)).toBe('approved_script_match');
    expect(match(mixed, entry, { profile: 'strict' })).toBe('approved_script_not_found');
    const read = mint(SORTED, { scope: ['endpoint:fs.read'] });
    expect(match(SORTED, read, { profile: 'strict' })).toBe('approved_script_match');
  });

  test('in every scope of the entry is wanted, not in one of them', () => {
    const entry = mint(SORTED, { scope: ['risk:low', 'risk:high'] });
    expect(match(SORTED, entry)).toBe('approved_script_not_found');
  });

  test('has the same tools one by one, and as many', () => {
    const other = (...toolSequence: string[]) => match(SORTED, mint(SORTED, { toolSequence }));
    expect(other('a.read', 'c.read')).toBe('approved_script_not_found');
    expect(other('b.read', 'c.read')).toBe('approved_script_not_found');
    expect(other('a.read')).toBe('approved_script_not_found');
  });

  test('needs a script', () => {
    const single = { ...SORTED, intent: { ...SORTED.intent, script: null } };
    expect(match(single, mint(SORTED))).toBe('not_script');
  });

  test.each<[string, boolean]>([
    ['risk:low', true],
    ['risk:high', false],
    ['tool:script', true],
    ['tool:a.read', false],
    ['workspace_prefix:/repo', true],
    ['workspace_prefix:/repo/app', true],
    ['workspace_prefix:/repo/ap', false],
    ['endpoint:fs.read', true],
    ['endpoint:fs.write', false],
    ['anything', false],
    ['other:x', false],
  ])('in the scope %s is %p', (scope, expected) => {
    const reason = match(SORTED, mint(SORTED, { scope: [scope] }));
    expect(reason === 'approved_script_match').toBe(expected);
  });
});

describe('a signature', () => {
  test('counts until the entry expires, by the key of its approver', () => {
    const entry = mint(SORTED);
    expect(verifyApprovedScript(entry, ONE_KEY, NOW)).toEqual({ ok: true });
    expect(verifyApprovedScript(entry, ONE_KEY, NOW + HOUR)).toMatchObject({
      code: 'approved_script_expired',
    });
    expect(verifyApprovedScript(entry, singleKey(BOB.key.publicKey), NOW)).toMatchObject({
      code: 'approved_script_signature_invalid',
    });
    expect(verifyApprovedScript(entry, undefined, NOW)).toMatchObject({ fault: 'key_missing' });
    expect(verifyApprovedScript({ ...entry, signature: null }, ONE_KEY, NOW)).toMatchObject({
      code: 'approved_script_signature_missing',
    });
    const forged = mint(SORTED, { approverIdentity: 'bob' });
    expect(verifyApprovedScript(forged, trustOf([ALICE, BOB]), NOW)).toMatchObject({
      code: 'approved_script_identity_mismatch',
    });
  });

  test.each<[string, Json]>([
    ['created_at', '2026-06-03T11:00:00Z'],
    ['producer_version', 'y'],
    ['pattern_id', 'other'],
    ['policy_digest', 'c'.repeat(64)],
    ['script_hash', 'c'.repeat(64)],
    ['tool_sequence', ['a.read']],
    ['scope', ['risk:high']],
    ['approver_identity', 'bob'],
    ['expires_at', '2099-01-01T00:00:00Z'],
  ])('breaks when %s changes', (field, value) => {
    const entry = mint(SORTED, { scope: ['risk:low'] });
    const [changed] = parseApprovedScripts(
      JSON.stringify([{ ...encodeRecord(approvedScriptRecord, entry), [field]: value }]),
    );
    expect(verifyApprovedScript(changed as ApprovedScript, ONE_KEY, NOW)).toMatchObject({
      code: 'approved_script_signature_invalid',
    });
  });
});

describe('the registry', () => {
  const entry = mint(SORTED, { patternId: 'p2' });
  const other = mint(UNSORTED, { patternId: 'p1' });

  test('is written sorted by pattern and read back the same', () => {
    const text = formatApprovedScripts([entry, other]);
    expect(parseApprovedScripts(text)).toEqual([other, entry]);
    expect(text.startsWith('{\n  "entries": [\n')).toBe(true);
  });

  test('holds one entry of a pattern', () => {
    const next = mint(SORTED, { patternId: 'p2', ttl: HOUR * 2n });
    expect(putApprovedScript([entry, other], next)).toEqual([next, other]);
    expect(putApprovedScript([other], entry)).toEqual([other, entry]);
  });

  test('may be empty, null, or a bare array', () => {
    for (const text of ['', ' \n', 'null', '[]', '{"entries":[]}'])
      expect(parseApprovedScripts(text)).toEqual([]);
  });

  test.each(['{', '{}', '{"Entries":[]}', '{"entries":null}', '{"entries":{}}', '1', '[1]'])(
    '%p is none',
    (text) => {
      expect(codeOf(() => parseApprovedScripts(text))).toBe('approved_script_registry');
    },
  );

  test.each<[string, JsonObject]>([
    ['schema_id', { schema_id: 'x' }],
    ['schema_version', { schema_version: '2' }],
    ['pattern_id', { pattern_id: ' ' }],
    ['policy_digest', { policy_digest: 'x' }],
    ['script_hash', { script_hash: '' }],
    ['tool_sequence', { tool_sequence: [] }],
    ['approver_identity', { approver_identity: '' }],
    ['expires_at', { expires_at: '2026-06-03T12:00:00Z' }],
  ])('with a wrong %s in one entry is refused whole', (_, change) => {
    const entries = [other, entry].map((item) => encodeRecord(approvedScriptRecord, item));
    const text = JSON.stringify({ entries: [entries[0], { ...entries[1], ...change }] });
    expect(codeOf(() => parseApprovedScripts(text))).toBe('approved_script_invalid');
  });

  test('of arbitrary bytes gives entries or a coded error', () => {
    const survives = (bytes: Uint8Array | string): void => {
      try {
        parseApprovedScripts(bytes);
      } catch (error) {
        if (!isCodedError(error)) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), survives), { numRuns: 300 });
    fc.assert(fc.property(fc.json(), survives), { numRuns: 300 });
    const entries = fc.array(fc.json()).map((list) => `{"entries":[${list.join(',')}]}`);
    fc.assert(fc.property(entries, survives), { numRuns: 300 });
  });
});
