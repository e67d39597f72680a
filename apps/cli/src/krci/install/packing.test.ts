import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { packing } from './packing.ts';

test('what is packed has the bytes that any program with zlib gives, and comes out again', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'be', '\n', '# Task: ') });
  fc.assert(
    fc.property(text, fc.nat(400), (part, times) => {
      const bytes = Buffer.from(part.repeat(times));
      const packed = packing.deflate(bytes);
      expect(Buffer.from(packed).equals(deflateRawSync(bytes, { level: 6 }))).toBe(true);
      expect(Buffer.from(packing.inflate(packed, bytes.length)).equals(bytes)).toBe(true);
    }),
  );
});
