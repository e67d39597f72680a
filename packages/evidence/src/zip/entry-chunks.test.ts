import { describe, expect, test } from 'bun:test';
import { deflateRawSync } from 'node:zlib';
import { bytesSource, type ByteSource } from './byte-source.ts';
import { entryChunks } from './entry-chunks.ts';
import { openZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import { craftZip, join, text, type CraftedEntry } from '../../../../tests/zips/craft-zip.ts';
import { ODD_ZIPS } from '../../../../tests/zips/odd-zips.ts';
import { rejectionOf } from './testing/read-all.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { COMPAT_LIMITS, STANDARD_LIMITS } from './zip-limits.ts';

const MIB = 1024 * 1024;
const PIECE = 256 * 1024;

/** Content that deflates to about a third and is different everywhere. */
function content(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = 97 + ((state >>> 24) & 7);
  }
  return bytes;
}

function only(archive: ZipArchive): ZipEntry {
  const [entry] = archive.entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

async function readStreamed(archive: ZipArchive, entry: ZipEntry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entryChunks(archive, entry)) chunks.push(chunk);
  return join(...chunks);
}

async function streamedCode(archive: ZipArchive, entry: ZipEntry): Promise<unknown> {
  try {
    await readStreamed(archive, entry);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}

describe('entryChunks', () => {
  const data = content(3 * MIB + 17);

  for (const method of [0, 8]) {
    test(`gives what readEntry gives, in pieces of bounded size (method ${method})`, async () => {
      const archive = openZip(bytesSource(craftZip([{ name: 'big', data, method }])));
      let at = 0;
      for await (const chunk of entryChunks(archive, only(archive))) {
        expect(chunk.length).toBeLessThanOrEqual(PIECE);
        expect(Buffer.compare(chunk, data.subarray(at, at + chunk.length))).toBe(0);
        at += chunk.length;
      }
      expect(at).toBe(data.length);
    });
  }

  test('reads the source a little at a time', async () => {
    const zip = craftZip([{ name: 'big', data }]);
    let longest = 0;
    const source: ByteSource = {
      size: zip.length,
      read(offset, length) {
        longest = Math.max(longest, length);
        return zip.subarray(offset, offset + length);
      },
    };
    const archive = openZip(source);
    await readStreamed(archive, only(archive));
    expect(longest).toBeLessThanOrEqual(65 * 1024);
  });

  test('gives nothing for an empty entry', async () => {
    for (const method of [0, 8]) {
      const archive = openZip(bytesSource(craftZip([{ name: 'e', data: '', method }])));
      expect(await readStreamed(archive, only(archive))).toEqual(new Uint8Array());
    }
  });

  test('stops reading when the caller leaves the loop', async () => {
    const zip = craftZip([{ name: 'big', data: content(8 * MIB) }]);
    let reads = 0;
    const source: ByteSource = {
      size: zip.length,
      read(offset, length) {
        reads += 1;
        return zip.subarray(offset, offset + length);
      },
    };
    const archive = openZip(source);
    reads = 0;
    for await (const chunk of entryChunks(archive, only(archive))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const after = reads;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reads).toBe(after);
    expect(reads).toBeLessThan(zip.length / (64 * 1024) / 2);
  });

  test('passes on the error of a source that fails', async () => {
    const zip = craftZip([{ name: 'big', data }]);
    let fail = false;
    const source: ByteSource = {
      size: zip.length,
      read(offset, length) {
        if (fail && offset > 100_000) throw new Error('disk gone');
        return zip.subarray(offset, offset + length);
      },
    };
    const archive = openZip(source);
    fail = true;
    expect(await rejectionOf(readStreamed(archive, only(archive)))).toMatchObject({
      message: 'disk gone',
    });
  });

  test('refuses an entry above the limit before reading it', async () => {
    const archive = openZip(bytesSource(craftZip([{ name: 'e', data }])), {
      ...STANDARD_LIMITS,
      maxEntryBytes: MIB,
    });
    expect(await streamedCode(archive, only(archive))).toBe('zip_entry_too_large');
  });

  test('ends when a long tail follows the deflate stream', async () => {
    const packed = join(new Uint8Array(deflateRawSync(data)), content(MIB));
    const zip = craftZip([{ name: 'big', data, packed }]);
    const strict = openZip(bytesSource(zip));
    expect(await streamedCode(strict, only(strict))).toBe('zip_hidden_data');
    const lenient = openZip(bytesSource(zip), COMPAT_LIMITS);
    expect(Buffer.compare(await readStreamed(lenient, only(lenient)), data)).toBe(0);
    expect(lenient.oddities.map(({ code }) => code)).toEqual(['zip_hidden_data']);
  });

  test('reads no more packed bytes than any stream needs, and names what lies behind them', () => {
    // Four bytes in a stream that goes on with empty blocks just as long as it is read at all.
    const empty = [0, 0, 0, 0xff, 0xff];
    const blocks = new Uint8Array(MIB - 1).map((_, i) => empty[i % 5] ?? 0);
    blocks[blocks.length - 5] = 1;
    const stream = join(Uint8Array.of(0, 4, 0, 0xfb, 0xff), text('data'), blocks);
    expect(stream).toHaveLength(2 * 4 + MIB);
    for (const [behind, oddities] of [
      ['', []],
      ['hidden', ['zip_hidden_data']],
    ] as const) {
      const packed = join(stream, text(behind));
      const zip = craftZip([{ name: 'e', data: 'data', packed }]);
      const archive = openZip(bytesSource(zip), COMPAT_LIMITS);
      expect(Buffer.from(readEntry(archive, only(archive))).toString()).toBe('data');
      expect(archive.oddities.map(({ code }) => code)).toEqual([...oddities]);
    }
  });

  test('does not give the last piece of an entry whose checksum is wrong', async () => {
    const archive = openZip(bytesSource(craftZip([{ name: 'e', data: 'short', crc32: 7 }])));
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of entryChunks(archive, only(archive))) seen += chunk.length;
    })();
    expect(await rejectionOf(reading)).toMatchObject({ code: 'zip_entry_corrupt' });
    expect(seen).toBe(0);
  });

  const good: readonly CraftedEntry[] = [
    { name: 'a.txt', data: text('alpha '.repeat(30_000)) },
    { name: 'b.txt', data: 'b' },
  ];
  for (const odd of ODD_ZIPS) {
    test(`says of ${odd.title} what readEntry says`, async () => {
      let archive: ZipArchive;
      try {
        archive = openZip(bytesSource(odd.make(good)), COMPAT_LIMITS);
      } catch {
        return;
      }
      for (const entry of archive.entries) {
        let whole: Uint8Array | undefined;
        let code: unknown;
        try {
          whole = new Uint8Array(readEntry(archive, entry));
        } catch (error) {
          ({ code } = error as { code: unknown });
        }
        if (whole === undefined) expect(await streamedCode(archive, entry)).toBe(code);
        else expect(Buffer.compare(await readStreamed(archive, entry), whole)).toBe(0);
      }
    });
  }
});
