import { expect, test } from 'bun:test';
import { crc32, crc32Table } from './crc32.ts';
import { text } from '../../../../tests/zips/craft-zip.ts';

test('both CRC-32 give the check value of the specification, whole and in parts', () => {
  for (const sum of [crc32, crc32Table]) {
    expect(sum(text('123456789'))).toBe(0xcbf43926);
    expect(sum(text('6789'), sum(text('12345')))).toBe(0xcbf43926);
    expect(sum(new Uint8Array())).toBe(0);
  }
});
