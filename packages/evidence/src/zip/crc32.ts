import { zlibRuntime } from './node-zlib.ts';

let table: Uint32Array | undefined;

/** The table of the reflected polynomial 0xEDB88320, made when first needed. */
function makeTable(): Uint32Array {
  const made = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    made[index] = value >>> 0;
  }
  return made;
}

/** CRC-32 for a runtime that has none. Exported for its test. */
export function crc32Table(data: Uint8Array, previous = 0): number {
  table ??= makeTable();
  let crc = ~previous;
  for (let index = 0; index < data.length; index += 1) {
    crc = (crc >>> 8) ^ (table[(crc ^ (data[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** CRC-32 (IEEE) of data, continuing from `previous`; unsigned. */
export const crc32: (data: Uint8Array, previous?: number) => number =
  zlibRuntime.crc32 ?? crc32Table;
