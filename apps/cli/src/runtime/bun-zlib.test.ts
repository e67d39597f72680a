import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { zlibRuntime } from './bun-zlib.ts';

interface Info {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** Reproducible bytes: a failing case must be seen again. */
function bytesOf(seed: number, length: number): Buffer {
  const out: Buffer[] = [];
  for (let block = 0; block * 32 < length; block++) {
    out.push(createHash('sha256').update(`${seed}:${block}`).digest());
  }
  return Buffer.concat(out).subarray(0, length);
}

function answerOf(packed: Uint8Array, maxBytes: number): string {
  try {
    const { bytes, usedAll } = zlibRuntime.inflateRaw(packed, maxBytes);
    return `${Buffer.from(bytes).toString('hex')} ${usedAll}`;
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'damaged';
  }
}

function answerOfNode(packed: Uint8Array, maxBytes: number): string {
  try {
    const options = { info: true, maxOutputLength: maxBytes };
    const { buffer, engine } = zlib.inflateRawSync(packed, options) as unknown as Info;
    return `${Buffer.from(buffer).toString('hex')} ${engine.bytesWritten === packed.length}`;
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'damaged';
  }
}

test('checksums are those of node:zlib, also when continued', () => {
  for (let length = 0; length < 300; length += 7) {
    const [left, right] = [bytesOf(length, length), bytesOf(length + 1, 300 - length)];
    const first = zlib.crc32(left);
    expect(zlibRuntime.crc32?.(left)).toBe(first);
    expect(zlibRuntime.crc32?.(right, first)).toBe(zlib.crc32(right, first));
  }
});

test('what any level and strategy packs is unpacked, and bytes behind it are noticed', () => {
  for (let seed = 0; seed < 600; seed++) {
    const plain = seed % 3 === 0 ? bytesOf(seed, seed * 3) : Buffer.from('ab{"c":1}'.repeat(seed));
    const packed = zlib.deflateRawSync(plain, {
      level: seed % 10,
      strategy: seed % 5,
      memLevel: 1 + (seed % 9),
    });
    const hex = plain.toString('hex');
    expect(answerOf(packed, plain.length + 1)).toBe(`${hex} true`);
    const tail = Buffer.concat([packed, Buffer.from([seed & 255])]);
    expect(answerOf(tail, plain.length + 1)).toBe(`${hex} false`);
    expect(answerOf(packed.subarray(0, -1), plain.length + 1)).toBe('damaged');
    if (plain.length > 1) expect(answerOf(packed, plain.length - 1)).toBe('too large');
  }
});

test('damaged and random streams get the answer that node:zlib gives', () => {
  let accepted = 0;
  for (let seed = 0; seed < 20_000; seed++) {
    let packed = bytesOf(seed, 1 + (seed % 40));
    if (seed % 2 === 0) {
      packed = zlib.deflateRawSync(Buffer.from(packed.toString('hex').repeat(1 + (seed % 4))));
      packed.writeUInt8(
        (packed[seed % packed.length] ?? 0) ^ (1 << (seed % 8)),
        seed % packed.length,
      );
    }
    const answer = answerOf(packed, 1_000_000);
    expect(answer).toBe(answerOfNode(packed, 1_000_000));
    if (answer !== 'damaged') accepted++;
  }
  // Without accepted streams the comparison would say nothing about their ends.
  expect(accepted).toBeGreaterThan(1000);
});

test('a bomb that is small when packed is refused in no time, and a large one is not unpacked', () => {
  const small = zlib.deflateRawSync(Buffer.alloc(8 * 1024 * 1024));
  const large = zlib.deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
  expect(small.length).toBeLessThan(16 * 1024);
  expect(large.length).toBeGreaterThan(16 * 1024);
  const started = performance.now();
  expect(answerOf(small, 1000)).toBe('too large');
  expect(answerOf(large, 1000)).toBe('too large');
  expect(performance.now() - started).toBeLessThan(1000);
});

test('streams on both sides of the limit are inflated alike', () => {
  for (const length of [16_300, 16_380, 16_390, 17_000]) {
    const plain = bytesOf(length, length);
    const packed = zlib.deflateRawSync(plain);
    expect(answerOf(packed, length)).toBe(`${plain.toString('hex')} true`);
    const tail = Buffer.concat([packed, Buffer.from([0])]);
    expect(answerOf(tail, length)).toBe(`${plain.toString('hex')} false`);
  }
});
