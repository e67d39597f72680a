import { describe, expect, test } from 'bun:test';
import { bytesSource, type ByteSource } from './byte-source.ts';
import { openZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import { join, text } from '../../../../tests/zips/craft-zip.ts';
import { readAll, rejectionOf } from './testing/read-all.ts';
import { readWithYauzl } from './testing/read-with-yauzl.ts';
import { writeZip } from './write-zip.ts';
import { centralHeader, directoryEnd, localHeader, type WrittenEntry } from './zip-records.ts';
import { ZipStreamWriter } from './zip-stream-writer.ts';

const GIB = 1024 ** 3;

async function write(
  entries: readonly (readonly [string, readonly Uint8Array[]])[],
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new ZipStreamWriter((bytes) => void pieces.push(new Uint8Array(bytes)));
  for (const [name, chunks] of entries) await writer.addEntry(name, chunks);
  const size = await writer.finish();
  const zip = join(...pieces);
  expect(zip.length).toBe(size);
  return zip;
}

describe('ZipStreamWriter', () => {
  const lines = text('{"intent":1,"tool":"search"}\n'.repeat(20_000));

  test('writes what the reader and another library read', async () => {
    const zip = await write([
      ['a.jsonl', [lines, lines]],
      ['b', []],
      ['é', [text('accent')]],
    ]);
    expect(readAll(zip)).toEqual([
      ['a.jsonl', join(lines, lines)],
      ['b', new Uint8Array()],
      ['é', text('accent')],
    ]);
    expect(await readWithYauzl(zip)).toEqual(readAll(zip));
  });

  test('writes the same bytes however the content is cut', async () => {
    const whole = await write([['a', [lines]]]);
    for (const size of [1, 999, 65_536, 65_537]) {
      const cut = size === 1 ? lines.subarray(0, 5000) : lines;
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < cut.length; at += size) chunks.push(cut.subarray(at, at + size));
      const expected = size === 1 ? await write([['a', [cut]]]) : whole;
      expect(Buffer.compare(await write([['a', chunks]]), expected)).toBe(0);
    }
  });

  test('writes nothing for no entries', async () => {
    expect(await write([])).toEqual(new Uint8Array());
  });

  test('refuses names out of order, twice, or unreadable', async () => {
    const writer = new ZipStreamWriter(() => {});
    await writer.addEntry('b', []);
    expect(await rejectionOf(writer.addEntry('a', []))).toMatchObject({ code: 'zip_entry_name' });
    expect(await rejectionOf(writer.addEntry('b', []))).toMatchObject({
      code: 'zip_duplicate_entry',
    });
    expect(await rejectionOf(writer.addEntry('../c', []))).toMatchObject({
      code: 'zip_entry_name',
    });
  });

  test('waits for the sink', async () => {
    let busy = false;
    const writer = new ZipStreamWriter(async (bytes) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setTimeout(resolve, bytes.length > 0 ? 1 : 0));
      busy = false;
    });
    await writer.addEntry('a', [lines]);
    await writer.finish();
  });
});

describe('the records of an archive beyond 4 GiB', () => {
  const base: WrittenEntry = {
    name: text('big'),
    crc32: 0,
    compressedSize: 5 * GIB,
    size: 5 * GIB,
    mode: 0o644,
    offset: 0,
    streamed: false,
  };

  test('are read back, and an entry behind the big one is found', () => {
    const small = writeZip([{ path: 'small', data: text('behind five gibibytes') }]);
    const inner = openZip(bytesSource(small)).entries[0];
    if (inner === undefined) throw new Error('no entry');
    const bigHeader = localHeader(base);
    const smallAt = bigHeader.length + base.compressedSize;
    const smallEntry: WrittenEntry = { ...base, ...inner, name: text('small'), offset: smallAt };
    const smallBytes = small.subarray(0, inner.dataOffset + inner.compressedSize);
    const directory = join(centralHeader(base), centralHeader(smallEntry));
    const directoryAt = smallAt + smallBytes.length;
    const tail = join(smallBytes, directory, directoryEnd(2, directory.length, directoryAt));
    const source = holed(bigHeader, smallAt, tail);

    const archive = openZip(source);
    expect(
      archive.entries.map(({ name, size, headerOffset }) => [name, size, headerOffset]),
    ).toEqual([
      ['big', 5 * GIB, 0],
      ['small', 21, smallAt],
    ]);
    const found = archive.find('small');
    if (found === undefined) throw new Error('no entry');
    expect(new TextDecoder().decode(readEntry(archive, found))).toBe('behind five gibibytes');
  });

  test('are ZIP64 from 65,535 entries on', async () => {
    for (const count of [65_534, 65_535, 70_000]) {
      const names = Array.from({ length: count }, (_, index) => String(index).padStart(6, '0'));
      const records = names.map((name, index) => ({
        ...base,
        name: text(name),
        size: 0,
        compressedSize: 0,
        offset: index * 45,
      }));
      const local = records.map((record) => localHeader(record));
      const central = records.map((record) => centralHeader(record));
      const offset = local.reduce((sum, { length }) => sum + length, 0);
      const size = central.reduce((sum, { length }) => sum + length, 0);
      const zip = new Uint8Array(
        Buffer.concat([...local, ...central, directoryEnd(count, size, offset)]),
      );
      const archive = openZip(bytesSource(zip), { ...LARGE, oddities: 'refuse' });
      expect(archive.entries.length).toBe(count);
    }
  });
});

const LARGE = {
  maxEntries: 100_000,
  maxDirectoryBytes: GIB,
  maxNameBytes: 100,
  maxCommentBytes: 0,
  maxEntryBytes: GIB,
  maxTotalBytes: GIB,
  maxRatio: 100,
  ratioFloorBytes: GIB,
} as const;

/** A source whose middle is zeros that nobody stored. */
function holed(head: Uint8Array, tailAt: number, tail: Uint8Array): ByteSource {
  return {
    size: tailAt + tail.length,
    read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, tailAt + tail.length - offset)));
      for (let index = 0; index < bytes.length; index += 1) {
        const at = offset + index;
        bytes[index] = (at < head.length ? head[at] : at >= tailAt ? tail[at - tailAt] : 0) ?? 0;
      }
      return bytes;
    },
  };
}
