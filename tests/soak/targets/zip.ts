import {
  bytesSource,
  COMPAT_LIMITS,
  entryChunks,
  openZip,
  readEntry,
  STANDARD_LIMITS,
  VERIFY_LIMITS,
  writeZip,
  type ByteSource,
  type ZipArchive,
  type ZipLimits,
} from '@gait/evidence';
import { isCodedError } from '@gait/canon';
import type { FuzzTarget } from '../fuzz.ts';
import { join, mutate, type MutationHints } from '../mutate.ts';
import { craftZip, le, text } from '../../zips/craft-zip.ts';
import { ODD_ZIPS } from '../../zips/odd-zips.ts';

const GOOD = [
  { name: 'intents.jsonl', data: '{"intent_id":"a"}\n'.repeat(30) },
  { name: 'manifest.json', data: '{"files":[]}' },
  { name: 'empty', data: '' },
];

/** Odd in one way already, so that one more change reaches deep. */
const SEEDS: readonly Uint8Array[] = [
  writeZip(GOOD.map(({ name, data }) => ({ path: name, data: text(data) }))),
  craftZip([]),
  ...ODD_ZIPS.map((odd) => odd.make(GOOD)),
];

const SIGNATURES = [0x04034b50, 0x02014b50, 0x06054b50, 0x08074b50, 0x06064b50, 0x07064b50];

const HINTS: MutationHints = {
  anchors: findSignatures,
  pieces: [
    ...SIGNATURES.map((signature) => le([4, signature])),
    le([2, 1], [2, 24], [8, -1], [8, 1], [8, 0]),
    le([4, 0x06064b50], [8, 44], [4, 0], [8, 0], [8, 1], [8, 1], [8, 60], [8, 0]),
    le([4, 0x07064b50], [4, 0], [8, 0], [4, 1]),
    text('../'),
    text('\\'),
    text('/'),
    new Uint8Array(64),
  ],
  donor: (random) => random.pick(SEEDS),
};

function findSignatures(bytes: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(0x50); at >= 0; at = bytes.indexOf(0x50, at + 1)) {
    if (bytes[at + 1] === 0x4b) found.push(at);
  }
  return found;
}

/** The zip reader under its three limits, at once and streamed. */
export const zipTarget: FuzzTarget = {
  name: 'zip',
  makeCase(random) {
    if (random.chance(3)) return random.bytes(random.int(300));
    const bytes = mutate(random.pick(SEEDS), random, HINTS);
    return random.chance(10) ? join(random.pick(SEEDS), bytes) : bytes;
  },
  async read(bytes) {
    const source = watchedSource(bytes);
    for (const limits of [VERIFY_LIMITS, COMPAT_LIMITS, STANDARD_LIMITS])
      await readArchive(source, limits);
  },
};

/** Opens and reads all; only the last limits' refusal counts as the case's. */
async function readArchive(source: ByteSource, limits: ZipLimits): Promise<void> {
  let archive: ZipArchive;
  try {
    archive = openZip(source, limits);
  } catch (error) {
    if (limits === STANDARD_LIMITS || !isCodedError(error)) throw error;
    return;
  }
  for (const entry of archive.entries.slice(0, 20)) {
    const whole = codeOrBytes(() => readEntry(archive, entry, 1 << 20));
    // Streaming costs a decompressor; every eighth entry still makes ten thousands of them.
    if ((entry.crc32 & 7) !== 0 || whole === 'zip_entry_too_large') continue;
    const chunks: Uint8Array[] = [];
    let code: string | undefined;
    try {
      for await (const chunk of entryChunks(archive, entry)) chunks.push(chunk);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      ({ code } = error);
    }
    const same =
      typeof whole === 'string'
        ? code === whole
        : code === undefined && join(...chunks).length === whole.length;
    if (!same)
      throw new Error(`streamed ${entry.name}: ${String(code)}, at once: ${String(whole)}`);
  }
}

function codeOrBytes(read: () => Uint8Array): Uint8Array | string {
  try {
    return read();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.code;
  }
}

/** A source that stands inside a larger buffer and notices readings that make no sense. */
function watchedSource(bytes: Uint8Array): ByteSource {
  const room = new Uint8Array(bytes.length + 64).fill(0x50);
  room.set(bytes, 32);
  const inner = bytesSource(room.subarray(32, 32 + bytes.length));
  return {
    size: inner.size,
    read(offset, length) {
      if (
        !Number.isSafeInteger(offset) ||
        !Number.isSafeInteger(length) ||
        offset < 0 ||
        length < 0
      ) {
        throw new Error(`a read of ${length} bytes at ${offset}`);
      }
      return inner.read(offset, length);
    },
  };
}
