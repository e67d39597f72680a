import { describe, expect, test } from 'bun:test';
import * as crypto from 'node:crypto';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { cryptoRuntime as bunCrypto } from '../apps/cli/src/runtime/bun-crypto.ts';
import { zlibRuntime as bunZlib } from '../apps/cli/src/runtime/bun-zlib.ts';
import { cryptoRuntime as nodeCrypto } from '../packages/canon/src/runtime/node-crypto.ts';
import { ed25519VerifyKey } from '../packages/canon/src/keys/ed25519.ts';
import { zlibRuntime as nodeZlib } from '../packages/evidence/src/zip/node-zlib.ts';

/**
 * The executable and the libraries use different modules for the same work: what one accepts
 * and the other does not would be a verdict that depends on how the product was installed.
 */

const ZLIBS = [
  ['bun-zlib', bunZlib],
  ['node-zlib', nodeZlib],
] as const;

/** Content on both sides of the length from which the executable inflates in another way. */
const CONTENT = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 600 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300_000 }).map((n) => new Uint8Array(n)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 15_000, max: 40_000 }), fc.string({ maxLength: 9 }))
      .map(([length, seed]) =>
        crypto
          .createCipheriv('aes-256-ctr', Buffer.alloc(32, seed), Buffer.alloc(16))
          .update(Buffer.alloc(length)),
      ),
  },
);

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

describe.each(ZLIBS)('inflating by %s', (_, runtime) => {
  test('gives the content and says whether bytes follow the stream', () => {
    fc.assert(
      fc.property(CONTENT, fc.uint8Array({ minLength: 1, maxLength: 20 }), (content, tail) => {
        const packed = zlib.deflateRawSync(content);
        const exact = runtime.inflateRaw(packed, content.length);
        expect(Buffer.from(exact.bytes).equals(content)).toBe(true);
        expect(exact.usedAll).toBe(true);
        const more = runtime.inflateRaw(Buffer.concat([packed, tail]), content.length);
        expect(Buffer.from(more.bytes).equals(content)).toBe(true);
        expect(more.usedAll).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('stops at the limit: one byte too many is an error with its code', () => {
    fc.assert(
      fc.property(CONTENT, fc.nat(), (content, less) => {
        fc.pre(content.length > 1);
        const packed = zlib.deflateRawSync(content);
        const limit = Math.max(1, content.length - 1 - (less % content.length));
        expect(codeOf(() => runtime.inflateRaw(packed, limit))).toBe('ERR_BUFFER_TOO_LARGE');
        expect(codeOf(() => runtime.inflateRaw(packed, content.length - 1))).toBe(
          'ERR_BUFFER_TOO_LARGE',
        );
      }),
      { numRuns: 150 },
    );
  });

  test('refuses a stream that is cut short', () => {
    fc.assert(
      fc.property(CONTENT, fc.nat(), (content, at) => {
        const packed = zlib.deflateRawSync(content);
        const cut = packed.subarray(0, at % packed.length);
        expect(['none', 'ERR_BUFFER_TOO_LARGE']).not.toContain(
          codeOf(() => runtime.inflateRaw(cut, content.length)),
        );
      }),
      { numRuns: 150 },
    );
  });
});

test('both accept the same streams with a flipped bit, and give the same bytes', () => {
  fc.assert(
    fc.property(CONTENT, fc.nat(), fc.nat(7), (content, at, bit) => {
      const packed = zlib.deflateRawSync(content);
      packed[at % packed.length] = (packed[at % packed.length] as number) ^ (1 << bit);
      const [left, right] = ZLIBS.map(([, runtime]) => {
        let answer = '';
        const code = codeOf(() => {
          const { bytes, usedAll } = runtime.inflateRaw(packed, content.length);
          answer = `${usedAll} ${crypto.hash('sha256', bytes, 'hex')}`;
        });
        // One that is damaged behind the limit is either: both are refused.
        return code === 'none' ? answer : 'refused';
      });
      expect(left).toBe(right as string);
    }),
    { numRuns: 400 },
  );
});

test('both compute the same checksum, whole and continued', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(), (bytes, at) => {
      const cut = at % (bytes.length + 1);
      for (const [, { crc32 }] of ZLIBS) {
        if (crc32 === undefined) continue;
        expect(crc32(bytes)).toBe(zlib.crc32(bytes));
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlib.crc32(bytes));
      }
    }),
  );
});

describe('an Ed25519 signature', () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const GROUP_ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
  /** Points of small order, and the same and others in encodings that are not canonical. */
  const POINTS = [
    `01${'00'.repeat(31)}`,
    `01${'00'.repeat(30)}80`,
    '00'.repeat(32),
    `${'00'.repeat(31)}80`,
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
    'ff'.repeat(32),
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ].map(hex);

  const pair = crypto.generateKeyPairSync('ed25519');
  const raw = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const message = Buffer.from('message');
  const good = crypto.sign(null, message, pair.privateKey);

  /** The answer of a way; a thrown error is none that verifies. */
  async function answer(ask: () => boolean | Promise<boolean>): Promise<boolean> {
    try {
      return await ask();
    } catch {
      return false;
    }
  }

  /** The executable's answers, first ones by WebCrypto and later ones, and that of the libraries. */
  async function answers(key: Uint8Array, text: Uint8Array, signature: Uint8Array) {
    const { cryptoRuntime } = (await import(
      `../apps/cli/src/runtime/bun-crypto.ts?${crypto.randomUUID()}`
    )) as { readonly cryptoRuntime: typeof bunCrypto };
    const first = cryptoRuntime.prepareEd25519?.(key);
    const verdicts = [await answer(() => ed25519VerifyKey(key).verify(text, signature))];
    for (let turn = 0; turn < 6; turn++)
      verdicts.push(await answer(async () => (await first?.(text, signature)) ?? false));
    return verdicts;
  }

  const expectAll = async (verdict: boolean, ...of: Parameters<typeof answers>): Promise<void> =>
    expect(await answers(...of)).toEqual(Array.from({ length: 7 }, () => verdict));

  test('that is right counts for both, the first time and later', async () => {
    await expectAll(true, raw, message, good);
    await expectAll(false, raw, Buffer.from('another'), good);
  });

  test('of another length counts for neither', async () => {
    for (const length of [0, 1, 32, 63])
      await expectAll(false, raw, message, good.subarray(0, length));
    await expectAll(false, raw, message, Buffer.concat([good, Buffer.alloc(1)]));
    await expectAll(false, raw, message, Buffer.concat([good, good]));
  });

  test('whose scalar is beyond the group order counts for neither', async () => {
    const base = BigInt(`0x${Buffer.from(good.subarray(32)).reverse().toString('hex')}`);
    for (let times = 1n; base + times * GROUP_ORDER < 2n ** 256n; times += 5n) {
      const text = (base + times * GROUP_ORDER).toString(16).padStart(64, '0');
      const scalar = Buffer.from(text, 'hex').reverse();
      await expectAll(false, raw, message, Buffer.concat([good.subarray(0, 32), scalar]));
    }
  });

  test('with points of small order or in other encodings has one answer', async () => {
    const scalars = [Buffer.alloc(32), Buffer.from(good.subarray(32))];
    for (const key of [raw, ...POINTS]) {
      for (const point of POINTS) {
        for (const scalar of scalars) {
          const verdicts = await answers(key, message, Buffer.concat([point, scalar]));
          expect(new Set(verdicts).size).toBe(1);
        }
      }
    }
  });

  test('with any bit flipped counts for neither', async () => {
    for (let bit = 0; bit < 512; bit += 3) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      await expectAll(false, raw, message, flipped);
    }
  });

  test('the digests of both are the same, at once and in pieces', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.string({ unit: 'binary' }),
        (bytes, text) => {
          expect(bunCrypto.sha256Hex(bytes)).toBe(nodeCrypto.sha256Hex(bytes));
          expect(bunCrypto.sha256Hex(text)).toBe(nodeCrypto.sha256Hex(text));
          const [left, right] = [bunCrypto.startSha256(), nodeCrypto.startSha256()];
          for (const hash of [left, right]) {
            hash.update(bytes.subarray(0, 99));
            hash.update(bytes.subarray(99));
          }
          expect(left.hex()).toBe(right.hex());
        },
      ),
    );
  });
});
