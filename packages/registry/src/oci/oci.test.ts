import { describe, expect, test } from 'bun:test';
import { canonicalize, type Json, type JsonObject } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { lampPack, text } from '../testing/lamp-pack.ts';
import { readChallenge } from './auth-challenge.ts';
import {
  encodePackImage,
  encodeReferrers,
  encodeSignatureImage,
  readPackImage,
  readReferrers,
  readSignatureImage,
} from './image-manifest.ts';

const pack = lampPack();
const image = encodePackImage(pack.manifest, pack.manifestBytes, pack.archive);
const signature = encodeSignatureImage(image.descriptor, text('signatures'));
const HEX = 'a'.repeat(64);

function changed(document: Uint8Array, changes: Record<string, Json>): Uint8Array {
  const value = JSON.parse(new TextDecoder().decode(document)) as JsonObject;
  return text(canonicalize({ ...value, ...changes }));
}

test('the image of a pack names both blobs, and has the same digest every time', () => {
  expect(readPackImage(image.bytes)).toMatchObject({
    manifest: { digest: pack.manifestDigest, size: pack.manifestBytes.length },
    archive: { digest: pack.archiveDigest, size: pack.archive.length },
  });
  expect(image.descriptor.digest).toBe(
    '496068f7bff5c4ca297666710d24e524f8063fcd7e7c90f2df916049bd5e26ad',
  );
});

test('an image of signatures counts for its own subject only', () => {
  expect(readSignatureImage(signature.bytes, image.descriptor.digest)).toMatchObject({ size: 10 });
  expect(readSignatureImage(signature.bytes, HEX)).toBeUndefined();
  expect(readSignatureImage(image.bytes, image.descriptor.digest)).toBeUndefined();
});

test('a list of referrers comes back', () => {
  expect(readReferrers(encodeReferrers([signature.descriptor]).bytes)).toEqual([
    signature.descriptor,
  ]);
});

describe('an image is no pack', () => {
  const layer = { mediaType: 'x', digest: `sha256:${HEX}`, size: 1 };
  test.each<[string, Uint8Array]>([
    ['of another kind', changed(image.bytes, { artifactType: 'x' })],
    ['without layers', changed(image.bytes, { layers: [] })],
    ['with two layers', changed(image.bytes, { layers: [layer, layer] })],
    ['with a layer of another kind', changed(image.bytes, { layers: [layer] })],
    ['with another hash', changed(image.bytes, { config: { ...layer, digest: `sha512:${HEX}` } })],
    [
      'with a digest that leads elsewhere',
      changed(image.bytes, { config: { ...layer, digest: `sha256:../${HEX}` } }),
    ],
    ['with a size that is none', changed(image.bytes, { config: { ...layer, size: -1 } })],
    ['with a size past all numbers', changed(image.bytes, { config: { ...layer, size: 1e300 } })],
    ['with a member twice', text('{"config":1,"config":2}')],
    ['that is no JSON', text('<html>')],
  ])('%s', (_, bytes) => expect(codeOf(() => readPackImage(bytes))).toBe('pack_source_answer'));

  test('whatever the registry says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = text(JSON.stringify(value));
        expect(codeOf(() => readPackImage(bytes))).toBe('pack_source_answer');
        expect(['none', 'pack_source_answer']).toContain(codeOf(() => readReferrers(bytes)));
        expect(['none', 'pack_source_answer']).toContain(
          codeOf(() => readSignatureImage(bytes, HEX)),
        );
      }),
    );
  });
});

describe('a challenge', () => {
  test('is read with realm, service and scope', () => {
    expect(
      readChallenge(
        'Bearer realm="https://auth.example/token",service="registry",scope="repository:a:pull,push"',
      ),
    ).toEqual({
      scheme: 'bearer',
      realm: 'https://auth.example/token',
      service: 'registry',
      scope: 'repository:a:pull,push',
    });
    expect(readChallenge('basic realm="x"')).toEqual({ scheme: 'basic' });
  });
  test.each([
    '',
    'Negotiate',
    'Bearer',
    'Bearer service="x"',
    'Bearer realm="a",realm="b"',
    'Bearer realm="a" x',
    'Bearer realm=a',
    `Bearer realm="${'x'.repeat(5000)}"`,
  ])('%j cannot be answered', (header) => expect(readChallenge(header)).toBeUndefined());

  test('of any text is read in a time that grows with it', () => {
    fc.assert(fc.property(fc.string(), (rest) => void readChallenge(`Bearer ${rest}`)));
    const started = performance.now();
    readChallenge(`Bearer ${'a="",'.repeat(800)}!`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
