import { describe, expect, test } from 'bun:test';
import { canonicalize, type Json } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { newSigner, text } from '../testing/lamp-pack.ts';
import { mergeSignatureFiles } from './merge-signatures.ts';
import {
  addBundle,
  addSignature,
  encodeSignatureFile,
  parseSignatureFile,
} from './signature-file.ts';

const one = newSigner();
const two = newSigner('ecdsa-p256-sha256');
const digest = 'a'.repeat(64);
const empty = {
  schema_id: 'krci.signatures',
  schema_version: '1.0.0',
  digest,
  signatures: [],
  sigstore: [],
};
const parse = (value: Json): string => codeOf(() => parseSignatureFile(text(canonicalize(value))));

test('signatures of several keys and bundles stand in one file and come back', () => {
  const file = addBundle(
    addSignature(addSignature(undefined, digest, one.key), digest, two.key),
    digest,
    { a: 1 },
  );
  expect(parseSignatureFile(encodeSignatureFile(file))).toEqual(file);
  expect(file.signatures.map(({ alg }) => alg)).toEqual(['ed25519', 'ecdsa-p256-sha256']);
});

test('a key signs once, and signatures of other content fall away', () => {
  const first = addSignature(undefined, digest, one.key);
  expect(addSignature(first, digest, one.key).signatures.length).toBe(1);
  expect(
    addSignature(first, 'b'.repeat(64), two.key).signatures.map(({ key_id: id }) => id),
  ).toEqual([two.keyId]);
});

test('files of one thing are merged, those of others and garbage are left out', () => {
  const files = [one, two].map(({ key }) =>
    encodeSignatureFile(addSignature(undefined, digest, key)),
  );
  const foreign = encodeSignatureFile(addSignature(undefined, 'b'.repeat(64), one.key));
  const merged = mergeSignatureFiles([text('{'), foreign, ...files, ...files], digest);
  expect(parseSignatureFile(merged as Uint8Array).signatures.length).toBe(2);
  expect(mergeSignatureFiles([foreign, files[0] as Uint8Array], digest)).toBe(
    files[0] as Uint8Array,
  );
  expect(mergeSignatureFiles([foreign], digest)).toBeUndefined();
});

describe('a signature file is refused', () => {
  test.each<[string, Json]>([
    ['of another schema', { ...empty, schema_id: 'x' }],
    ['with an unknown field', { ...empty, x: 1 }],
    ['with a digest that is none', { ...empty, digest: 'A'.repeat(64) }],
    [
      'with more signatures than are looked at',
      {
        ...empty,
        signatures: Array.from({ length: 65 }, () => ({ alg: '', key_id: '', sig: '' })),
      },
    ],
    [
      'with more bundles than are looked at',
      { ...empty, sigstore: Array.from({ length: 9 }, () => ({})) },
    ],
    ['with a bundle that is no object', { ...empty, sigstore: ['x'] }],
  ])('%s', (_, value) => expect(parse(value)).toBe('pack_signatures_malformed'));

  test('whatever its bytes are', () => {
    expect(parse(empty)).toBe('none');
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(parse(value as Json)).toBe('pack_signatures_malformed'),
      ),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(() => parseSignatureFile(bytes))).toBe('pack_signatures_malformed');
      }),
    );
  });
});
