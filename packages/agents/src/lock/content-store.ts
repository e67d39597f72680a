import { CodedError, isDigestHex, sha256Hex } from '@gait/canon';
import { FRAMEWORK } from '../tree/file-tree.ts';

/**
 * What was installed, by digest: without it the next update has nothing to hold somebody's edits
 * against. One text file, one line a content, sorted: `<sha256> <base64 of the deflated bytes>`.
 *
 * In the repository and not in the user's folders, so that whoever clones it can update. One file,
 * so that an install does not write everything twice. Packed, so that whoever searches the
 * framework, a model above all, finds each text once. Lines, so that a version control system
 * keeps and merges what did not change.
 */
export const STORE_FILE = `${FRAMEWORK}/.store`;

/** Compression, raw deflate; the caller has it from its runtime. */
export interface Packing {
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  /** @throws when more than `most` bytes come out, or the stream is damaged */
  readonly inflate: (packed: Uint8Array, most: number) => Uint8Array;
}

/** Packed contents by the SHA-256 of what they unpack to; as text, base64. */
export type ContentStore = ReadonlyMap<string, string>;

const LARGEST = 64 * 1024 * 1024;

/** Reads a store. A line that is none is left out: what it held is missing then, and that is told where it is needed. */
export function readStore(bytes: Uint8Array): ContentStore {
  const store = new Map<string, string>();
  for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .split('\n')) {
    const sha256 = line.slice(0, 64);
    if (line[64] === ' ' && isDigestHex(sha256)) store.set(sha256, line.slice(65).trimEnd());
  }
  return store;
}

/** The store as its file holds it. */
export function encodeStore(store: ContentStore): string {
  return [...store.keys()]
    .sort()
    .map((sha256) => `${sha256} ${store.get(sha256) ?? ''}\n`)
    .join('');
}

/** One content as a store keeps it. */
export function packContent(bytes: Uint8Array, { deflate }: Pick<Packing, 'deflate'>): string {
  const packed = deflate(bytes);
  return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('base64');
}

/**
 * A content out of the store; undefined when it is not in it. Anybody may have written the store:
 * what comes out is what its name says, or an error.
 *
 * @throws CodedError `agent_store_damaged`
 */
export function readContent(
  store: ContentStore,
  sha256: string,
  { inflate }: Pick<Packing, 'inflate'>,
): Uint8Array | undefined {
  const line = store.get(sha256);
  if (line === undefined) return undefined;
  const bytes = unpack(line, inflate);
  if (bytes !== undefined && sha256Hex(bytes) === sha256) return bytes;
  throw new CodedError('agent_store_damaged', `${STORE_FILE}: ${sha256} is damaged`, {
    hint: 'take the file from version control again; an update cannot merge without it',
    where: { file: STORE_FILE },
  });
}

function unpack(line: string, inflate: Packing['inflate']): Uint8Array | undefined {
  try {
    return inflate(Buffer.from(line, 'base64'), LARGEST);
  } catch {
    return undefined;
  }
}
