import { describe, expect, test } from 'bun:test';
import { canonicalize, type Json } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { keyOf, newSigner, text } from '../testing/lamp-pack.ts';
import { parsePackTrust } from './trust-policy.ts';

const acme = newSigner();
const other = newSigner();

function policy(
  changes: Record<string, Json> = {},
  publisher: Record<string, Json> = {},
): Record<string, Json> {
  return {
    schema_id: 'krci.pack_trust',
    schema_version: '1.0.0',
    publishers: [
      {
        name: 'acme',
        packs: ['acme/*'],
        indexes: ['acme'],
        keys: [keyOf(acme)],
        identities: [],
        ...publisher,
      },
    ],
    revoked: [],
    ...changes,
  };
}
const parse = (value: Json): string => codeOf(() => parsePackTrust(text(canonicalize(value))));

test('a policy is read with its spans as times', () => {
  const span = { valid_from: '2026-01-01T00:00:00Z', valid_until: '2027-01-01T00:00:00Z' };
  const revoked = [{ manifest_digest: 'a'.repeat(64), reason: 'why' }];
  const read = parsePackTrust(
    text(canonicalize(policy({ revoked }, { keys: [keyOf(acme, span)] }))),
  );
  expect(read.publishers[0]).toMatchObject({
    name: 'acme',
    packs: ['acme/*'],
    keys: [{ validFrom: 1_767_225_600_000_000_000n, validUntil: 1_798_761_600_000_000_000n }],
  });
  expect(read.revoked.get('a'.repeat(64))).toBe('why');
});

describe('a policy is refused', () => {
  const publisher = {
    name: 'other',
    packs: ['x'],
    indexes: [],
    identities: [],
    keys: [keyOf(other)],
  };
  const identity = { issuer: 'https://issuer.example', subject: 'a@b.example' };
  test.each<[string, Json]>([
    ['of another schema', policy({ schema_version: '2.0.0' })],
    ['with a misspelt field', policy({}, { reovked: [] })],
    [
      'with a misspelt field of a key',
      policy({}, { keys: [keyOf(acme, { valid_untill: '2026-01-01T00:00:00Z' })] }),
    ],
    ['with a publisher of no name', policy({}, { name: 'ACME' })],
    ['with a publisher trusted for nothing', policy({}, { packs: [], indexes: [] })],
    ['with a publisher who can sign nothing', policy({}, { keys: [] })],
    ['with a pattern in the middle of a name', policy({}, { packs: ['a*b'] })],
    [
      'with an id of another key',
      policy({}, { keys: [{ ...(keyOf(acme) as object), key_id: other.keyId }] }),
    ],
    ['with no key', policy({}, { keys: [{ key_id: acme.keyId, public_key: 'AAAA' }] })],
    [
      'with a span that ends before it begins',
      policy(
        {},
        {
          keys: [
            keyOf(acme, {
              valid_from: '2027-01-01T00:00:00Z',
              valid_until: '2026-01-01T00:00:00Z',
            }),
          ],
        },
      ),
    ],
    ['with a time that is none', policy({}, { keys: [keyOf(acme, { valid_from: 'soon' })] })],
    [
      'with a revocation without time',
      policy({}, { keys: [keyOf(acme, { revoked: { at: '', reason: 'retired' } })] }),
    ],
    [
      'with an unknown reason',
      policy(
        {},
        { keys: [keyOf(acme, { revoked: { at: '2026-01-01T00:00:00Z', reason: 'bored' } })] },
      ),
    ],
    [
      'with an issuer that is not https',
      policy({}, { identities: [{ ...identity, issuer: 'http://issuer.example' }] }),
    ],
    [
      'with one key for two publishers',
      policy({
        publishers: [...(policy()['publishers'] as Json[]), { ...publisher, keys: [keyOf(acme)] }],
      }),
    ],
    [
      'with one identity for two publishers',
      policy({
        publishers: [
          { name: 'a', packs: ['a'], indexes: [], keys: [], identities: [identity] },
          { name: 'b', packs: ['b'], indexes: [], keys: [], identities: [identity] },
        ],
      }),
    ],
    [
      'with a publisher twice',
      policy({
        publishers: [...(policy()['publishers'] as Json[]), { ...publisher, name: 'acme' }],
      }),
    ],
    [
      'with a revoked pack without reason',
      policy({ revoked: [{ manifest_digest: 'a'.repeat(64), reason: '' }] }),
    ],
  ])('%s', (_, value) => expect(parse(value)).toBe('pack_trust_malformed'));

  test('whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(parse(value as Json)).toBe('pack_trust_malformed'),
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(() => parsePackTrust(bytes))).toBe('pack_trust_malformed');
      }),
    );
  });
});
