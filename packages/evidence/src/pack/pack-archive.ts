import { CodedError, sha256Hex, startSha256 } from '@gait/canon';
import { MAX_MANIFEST_BYTES } from '../runpack/manifest-file.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { entryChunks } from '../zip/entry-chunks.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive, ZipEntry } from '../zip/zip-archive.ts';
import type { ZipLimits } from '../zip/zip-limits.ts';
import { PACK_MANIFEST_FILE } from './pack-manifest.ts';

/** A container of evidence: its entries by name, small ones read once and kept. */
export interface PackArchive {
  readonly zip: ZipArchive;
  has(name: string): boolean;
  /** Unpacked size of an entry, or undefined. */
  sizeOf(name: string): number | undefined;
  /** Names of all entries, directories too, in directory order. */
  readonly names: readonly string[];
  /** All bytes of a document. Errors: those of `readEntry`; `pack_payload_missing`. */
  read(name: string): Uint8Array;
  /** SHA-256, hex, of an entry of any size. Errors: those of `entryChunks`; `pack_payload_missing`. */
  hash(name: string): Promise<string>;
}

/** Documents up to this size are kept between hashing and reading. */
const KEEP_BYTES = 4 * 1024 * 1024;
/** All that are kept together: a pack of thousands of such entries must not fill the memory. */
const KEEP_TOTAL_BYTES = 4 * KEEP_BYTES;

/** A document larger than this is not read into memory. */
export const MAX_DOCUMENT_BYTES = 100 * 1024 * 1024;
/** Up to this size a container inside a pack is unpacked into memory. */
export const IN_MEMORY_BYTES = 32 * 1024 * 1024;

/** Opens a container. Errors: those of `openZip`. */
export function openPackArchive(source: ByteSource, limits: ZipLimits): PackArchive {
  const zip = openZip(source, limits);
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;
  const find = (name: string): ZipEntry => {
    const entry = zip.find(name);
    if (entry !== undefined) return entry;
    throw new CodedError('pack_payload_missing', `missing ${name}`, { where: { entry: name } });
  };
  const read = (name: string): Uint8Array => {
    const before = kept.get(name);
    if (before !== undefined) return before;
    const entry = find(name);
    const bytes = readEntry(zip, entry, maxBytes(name));
    if (entry.size <= KEEP_BYTES && keptBytes + entry.size <= KEEP_TOTAL_BYTES) {
      kept.set(name, bytes);
      keptBytes += entry.size;
    }
    return bytes;
  };
  return {
    zip,
    names: zip.entries.map(({ name }) => name),
    has: (name) => zip.find(name) !== undefined,
    sizeOf: (name) => zip.find(name)?.size,
    read,
    hash: async (name) => {
      const entry = find(name);
      return entry.size <= KEEP_BYTES ? sha256Hex(read(name)) : hashChunks(zip, entry);
    },
  };
}

function maxBytes(name: string): number {
  return name === PACK_MANIFEST_FILE ? MAX_MANIFEST_BYTES : MAX_DOCUMENT_BYTES;
}

async function hashChunks(zip: ZipArchive, entry: ZipEntry): Promise<string> {
  const hash = startSha256();
  for await (const chunk of entryChunks(zip, entry)) hash.update(chunk);
  return hash.hex();
}
