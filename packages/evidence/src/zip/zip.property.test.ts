import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { bytesSource } from './byte-source.ts';
import { openZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import { codeOf, readAll } from './testing/read-all.ts';
import { readWithYauzl } from './testing/read-with-yauzl.ts';
import { writeZip, type ZipFile } from './write-zip.ts';
import { COMPAT_LIMITS, VERIFY_LIMITS } from './zip-limits.ts';

const SEED = 20_260_205;

const segment = fc.stringMatching(/^[a-zé0-9_-]{1,12}$/u);
const path = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'));
const data = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.string({ maxLength: 20 }), fc.nat(200))
    .map(([part, times]) => new TextEncoder().encode(part.repeat(times))),
);
const files = fc.uniqueArray(fc.record({ path, data, mode: fc.nat(0o7777) }), {
  selector: (file) => file.path.normalize('NFC'),
  minLength: 1,
  maxLength: 8,
});

const byPath = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : 1;

describe('any files', () => {
  test('are read back as they were written, by us and by another library', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (list: readonly ZipFile[]) => {
        const zip = writeZip(list);
        const expected = list.map((file) => [file.path, file.data] as const).sort(byPath);
        expect([...readAll(zip)].sort(byPath)).toEqual(expected);
        expect([...(await readWithYauzl(zip))].sort(byPath)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('hostile bytes', () => {
  const original: readonly ZipFile[] = [
    { path: 'intents.jsonl', data: new TextEncoder().encode('{"intent":1}\n'.repeat(40)) },
    { path: 'run.json', data: new TextEncoder().encode('{"run":1}') },
  ];
  const zip = writeZip(original);

  /** Reads everything under all limits; anything but a coded error escapes and fails the test. */
  function readEverything(bytes: Uint8Array): void {
    for (const limits of [undefined, VERIFY_LIMITS, COMPAT_LIMITS]) {
      codeOf(() => {
        const archive = openZip(bytesSource(bytes), limits);
        for (const entry of archive.entries) codeOf(() => readEntry(archive, entry, 1 << 20));
      });
    }
  }

  test('never give anything but an archive or a coded error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), readEverything), {
      seed: SEED,
      numRuns: 2000,
    });
  });

  test('of one changed byte never give other content under a standard reading', () => {
    for (let at = 0; at < zip.length; at += 1) {
      for (const change of [1, 0x80, 0xff]) {
        const bytes = zip.with(at, (zip[at] as number) ^ change);
        readEverything(bytes);
        codeOf(() => {
          for (const [name, content] of readAll(bytes)) {
            const same = original.find((file) => file.path === name);
            if (same !== undefined) expect(Buffer.compare(content, same.data)).toBe(0);
          }
        });
      }
    }
  });

  test('cut anywhere are refused', () => {
    for (let length = 0; length < zip.length; length += 1) {
      expect(codeOf(() => readAll(zip.subarray(0, length)))).toBe('zip_malformed');
    }
  });

  test('spliced from two archives never escape', () => {
    const other = writeZip([{ path: 'run.json', data: new TextEncoder().encode('{"run":2}') }]);
    const splice = fc
      .tuple(fc.nat(zip.length), fc.nat(other.length), fc.boolean())
      .map(([a, b, first]) => {
        const [head, tail] = first ? [zip, other] : [other, zip];
        return new Uint8Array(Buffer.concat([head.subarray(0, a), tail.subarray(b)]));
      });
    fc.assert(fc.property(splice, readEverything), { seed: SEED, numRuns: 2000 });
  });
});
