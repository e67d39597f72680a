import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { bytesSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { writeZip } from '../zip/write-zip.ts';
import { inflatedSource } from './inflated-source.ts';

/** Bytes that neither compress away nor stay as they are. */
function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 12345;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = i % 3 === 0 ? 0x41 : state >>> 24;
  }
  return bytes;
}

function open(
  data: Uint8Array,
  damage: (zip: Uint8Array, offset: number) => void = () => undefined,
) {
  const bytes = writeZip([{ path: 'inner.zip', data }]);
  const [entry] = openZip(bytesSource(bytes)).entries;
  damage(bytes, entry!.dataOffset);
  const zip = openZip(bytesSource(bytes));
  return { zip, entry: zip.entries[0]! };
}

describe('a container inside a container', () => {
  const data = noise(6 * 1024 * 1024);
  const { zip, entry } = open(data);

  test('gives any range, forwards and backwards, without being held in memory (property)', () => {
    const source = inflatedSource(zip, entry, 1024);
    expect(source.size).toBe(data.length);
    fc.assert(
      fc.property(fc.nat(data.length + 10), fc.nat(100_000), (offset, length) => {
        expect(
          Buffer.compare(source.read(offset, length), data.subarray(offset, offset + length)),
        ).toBe(0);
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  test('gives the same when it is small enough for memory', () => {
    const source = inflatedSource(zip, entry, data.length);
    expect(Buffer.compare(source.read(5, 1000), data.subarray(5, 1005))).toBe(0);
  });

  test('gives nothing beyond its end', () => {
    const source = inflatedSource(zip, entry, 1024);
    expect(source.read(data.length, 10)).toHaveLength(0);
    expect(source.read(data.length - 3, 10)).toHaveLength(3);
  });

  test('that is stored is read where it lies', () => {
    const stored = { ...entry, method: 0, size: entry.compressedSize };
    const source = inflatedSource(zip, stored, 1024);
    expect(Buffer.compare(source.read(10, 20), zip.source.read(entry.dataOffset + 10, 20))).toBe(0);
    expect(source.read(stored.size - 2, 20)).toHaveLength(2);
  });

  test('with damaged packed bytes is a coded error', () => {
    const damaged = open(noise(300_000), (bytes, offset) => bytes.fill(0xff, offset, offset + 64));
    const source = inflatedSource(damaged.zip, damaged.entry, 1024);
    expect(() => source.read(0, 300_000)).toThrow(
      expect.objectContaining({ code: 'zip_entry_corrupt' }),
    );
  });
});
