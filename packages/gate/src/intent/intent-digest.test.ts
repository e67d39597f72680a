import { expect, test } from 'bun:test';
import { digest, encodeRecord, isCodedError, type Json } from '@gait/canon';
import fc from 'fast-check';
import { arbitraryIntent, reversed } from '../testing/odd-intents.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { decodeIntent } from './decode-intent.ts';
import { argsDigest, delegationBindingDigest, intentDigest, scriptHash } from './intent-digest.ts';
import { intentRecord, type Intent, type PreparedIntent } from './intent-record.ts';
import { targetBindingDigest } from './intent-text.ts';
import { normalizeIntent, prepareIntent, type PrepareOptions } from './prepare-intent.ts';

/** The digest by its definition: the record as JSON, without what is not digested. */
function digestByDefinition(intent: Intent): string {
  const json = encodeRecord(intentRecord, intent);
  const digested = { ...json, args: json['args'] ?? {}, targets: json['targets'] ?? [] };
  const left = ['schema_id', 'schema_version', 'created_at', 'producer_version', 'args_digest'];
  for (const name of [...left, 'intent_digest', 'relationship']) {
    delete (digested as Record<string, Json>)[name];
  }
  return digest(digested);
}

/** What was prepared, or the code of the refusal; anything else that is thrown is a defect. */
function outcome(json: Json, options: PrepareOptions = {}): PreparedIntent | string {
  try {
    return prepareIntent(decodeIntent(json), options);
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

const RUNS = { numRuns: 700, seed: 4 };

test('an intent of the reference has the digest that the reference gives it', () => {
  const intent = decodeIntent({
    tool_name: ' Tool.Write ',
    args: { path: '/repo/app/b.txt', n: [1, 2.5, 1e21, -0] },
    targets: [{ kind: 'path', value: '/repo/app/b.txt', operation: 'write' }],
    arg_provenance: [{ arg_path: '$.path', source: 'user' }],
    context: {
      identity: 'alice',
      workspace: '/repo/app',
      risk_class: 'high',
      session_id: 'sess_1',
    },
  });
  expect(prepareIntent(intent).intentDigest).toBe(WRITE_HIGH);
  expect(normalizeIntent(intent).intent_digest).toBe(WRITE_HIGH);
});

test('the printed text is the canonical one, for every intent and in every profile', () => {
  let judged = 0;
  fc.assert(
    fc.property(
      arbitraryIntent,
      fc.constantFrom('compat', 'standard', 'strict'),
      (json, profile) => {
        const prepared = outcome(json, { profile });
        if (typeof prepared === 'string') return;
        judged++;
        const { intent } = prepared;
        expect(prepared.intentDigest).toBe(digestByDefinition(intent));
        expect(prepared.intentDigest).toBe(intentDigest(intent));
        expect(prepared.argsDigest).toBe(argsDigest(intent.args));
        expect(prepared.scriptHash).toBe(scriptHash(intent));
      },
    ),
    RUNS,
  );
  expect(judged).toBeGreaterThan(100);
});

test('preparing what is prepared changes nothing', () => {
  fc.assert(
    fc.property(arbitraryIntent, (json) => {
      const prepared = outcome(json);
      if (typeof prepared === 'string') return;
      expect(prepareIntent(prepared.intent)).toEqual(prepared);
    }),
    RUNS,
  );
});

test('neither the digest nor the refusal depends on the order of keys', () => {
  const digestOf = (json: Json): string => {
    const prepared = outcome(json);
    return typeof prepared === 'string' ? 'refused' : prepared.intentDigest;
  };
  fc.assert(
    fc.property(arbitraryIntent, (json) => {
      expect(digestOf(reversed(json))).toBe(digestOf(json));
    }),
    RUNS,
  );
});

test('any JSON at all is judged or refused with a code', () => {
  fc.assert(
    fc.property(fc.jsonValue(), arbitraryIntent, (any, json) => {
      outcome(any as Json);
      outcome({ ...(json as object), context: any as Json });
      outcome({ ...(json as object), args: any as Json, script: any as Json });
    }),
    { numRuns: 400, seed: 4 },
  );
});

test('times, versions, relationship and digests that came with the intent are not digested', () => {
  const plain = prepareIntent(plainIntent());
  const dressed = prepareIntent(
    plainIntent({
      created_at: '2026-01-01T00:00:00Z',
      producer_version: '9',
      relationship: { parent_record_id: 'x' },
      intent_digest: 'f'.repeat(64),
      args_digest: 'f'.repeat(64),
    }),
  );
  expect(dressed.intentDigest).toBe(plain.intentDigest);
  expect(dressed.intent.intent_digest).toBe(plain.intentDigest);
});

test('delegation and targets have digests of their own', () => {
  const { intent } = prepareIntent(
    plainIntent({
      delegation: { requester_identity: 'bob', chain: [] },
      targets: [{ kind: 'repo', value: 'r' }],
    }),
  );
  const zero = '0001-01-01T00:00:00Z';
  expect(delegationBindingDigest(intent)).toBe(
    digest({ requester_identity: 'bob', issued_at: zero, expires_at: zero }),
  );
  expect(delegationBindingDigest(plainIntent())).toBe('');
  expect(targetBindingDigest(intent.targets ?? [])).toBe(
    digest([{ kind: 'repo', value: 'r', endpoint_class: 'other', discovery_method: 'unknown' }]),
  );
  expect(targetBindingDigest([])).toBe(digest([]));
});

const WRITE_HIGH = 'a8eb8037485752bdec71c5fbaf79f64ad0c2a5ec114bbebe1b9cb9310a2f1a29';

test('what is bound or merged after normalisation is digested in canonical order too', () => {
  const envelope = {
    contextSetDigest: 'a'.repeat(64),
    mode: 'required',
    refs: null,
    ageSeconds: 7,
  };
  const tool = { data_class: 'x', endpoint_class: '', autonomy_level: 'low' };
  fc.assert(
    fc.property(arbitraryIntent, fc.boolean(), (json, bound) => {
      const plain = outcome(json);
      if (typeof plain === 'string') return;
      const name = plain.intent.tool_name;
      const inventory = new Map([[name, { tool_name: name, ...tool }]]);
      const prepared = outcome(json, bound ? { envelope, inventory } : { inventory });
      if (typeof prepared === 'string') return;
      expect(prepared.intentDigest).toBe(digestByDefinition(prepared.intent));
      expect(prepared.inventoryApplied).toBe(prepared.intent.script === null);
    }),
    RUNS,
  );
});
