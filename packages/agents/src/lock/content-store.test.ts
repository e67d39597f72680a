import { expect, test } from 'bun:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isCodedError, sha256Hex } from '@gait/canon';
import fc from 'fast-check';
import { encodeStore, packContent, readContent, readStore, type Packing } from './content-store.ts';

const packing: Packing = {
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (packed, most) => inflateRawSync(packed, { maxOutputLength: most }),
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const storeOf = (...contents: readonly Uint8Array[]): string =>
  encodeStore(new Map(contents.map((one) => [sha256Hex(one), packContent(one, packing)])));

test('every content comes out as it went in, found by its digest', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (contents) => {
      const store = readStore(bytes(storeOf(...contents)));
      for (const content of contents)
        expect(readContent(store, sha256Hex(content), packing)).toEqual(Buffer.from(content));
    }),
    { numRuns: 100 },
  );
});

test('the same contents give the same text in any order, one line each', () => {
  const [a, b] = [bytes('a'), bytes('b')];
  expect(storeOf(a, b)).toBe(storeOf(b, a));
  expect(storeOf(a, b).split('\n')).toHaveLength(3);
});

test('a line that a checkout ended with CR is read, one that is none is left out', () => {
  const [a, b] = [bytes('a'), bytes('b')];
  const text = `<<<<<<< ours\n${storeOf(a, b).replaceAll('\n', '\r\n')}not a line\n`;
  const store = readStore(bytes(text));
  expect(readContent(store, sha256Hex(a), packing)).toEqual(Buffer.from(a));
  expect(store.size).toBe(2);
  expect(readContent(store, sha256Hex('c'), packing)).toBeUndefined();
});

test.each([
  ['another content', (sha: string) => `${sha} ${packContent(bytes('other'), packing)}\n`],
  ['no base64', (sha: string) => `${sha} ###\n`],
  ['nothing', (sha: string) => `${sha} \n`],
  [
    'more than a content may have',
    (sha: string) => `${sha} ${packContent(new Uint8Array(65 * 1024 * 1024), packing)}\n`,
  ],
])('a digest with %s behind it is damaged', (_, line) => {
  const sha = sha256Hex('a');
  try {
    readContent(readStore(bytes(line(sha))), sha, packing);
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.code).toBe('agent_store_damaged');
  }
});
