import { expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import fc from 'fast-check';
import { faultOfStatement } from './statement.ts';

const DIGEST = sha256Hex('manifest');
const OTHER = sha256Hex('other');
const statement = (changes: object = {}): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [
    { name: 'other', digest: { sha256: OTHER } },
    { name: 'krci-pack.json', digest: { sha256: DIGEST, sha512: 'x' } },
  ],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {},
  ...changes,
});
const fault = (value: object | string, type = 'application/vnd.in-toto+json'): string | undefined =>
  faultOfStatement(
    {
      type,
      bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
    },
    DIGEST,
  );

test('a statement of who made the artifact vouches for it', () => {
  expect(fault(statement())).toBeUndefined();
  expect(fault(statement({ _type: 'https://in-toto.io/Statement/v0.1' }))).toBeUndefined();
  for (const predicateType of [
    'https://slsa.dev/provenance/v0.2',
    'https://sigstore.dev/cosign/sign/v1',
  ])
    expect(fault(statement({ predicateType }))).toBeUndefined();
});

const digests = (digest: unknown): object => statement({ subject: [{ name: 'x', digest }] });
test.each([
  ['about something else', digests({ sha256: OTHER }), 'about something else'],
  ['about it by another digest', digests({ sha512: DIGEST }), 'about something else'],
  ['about it in capitals', digests({ sha256: DIGEST.toUpperCase() }), 'about something else'],
  ['about nothing', statement({ subject: [] }), 'about something else'],
  ['whose subject is no list', statement({ subject: { sha256: DIGEST } }), 'about something else'],
  [
    'that it is vulnerable',
    statement({ predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1' }),
    'does not say who made it',
  ],
  ['of no kind', statement({ predicateType: undefined }), 'does not say who made it'],
  ['of an unknown form', statement({ _type: 'https://in-toto.io/Statement/v9' }), 'unknown form'],
  ['that is a list', '[]', 'no JSON object'],
  ['that is no JSON', '{', 'no JSON object'],
  [
    'that has two subjects under one name',
    JSON.stringify(statement()).replace('"predicate":', '"subject":[],"predicate":'),
    'no JSON object',
  ],
])('a statement %s does not', (_, value, why) => {
  expect(fault(value)).toContain(why);
});

test('an envelope of something else is no statement', () => {
  expect(fault(statement(), 'text/plain')).toContain('without a statement');
});

test('no bytes make it throw, and none that lack the digest vouch', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(
        faultOfStatement({ type: 'application/vnd.in-toto+json', bytes }, DIGEST),
      ).toBeString();
    }),
  );
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(fault(text)).toBeString();
    }),
  );
});
