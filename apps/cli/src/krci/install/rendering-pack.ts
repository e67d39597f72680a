import type { FinishedRendering, Packing, WantedFile } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import { BUILTIN } from './builtin-source.ts';

/** A file that some AI coding tools get, and its bytes when they are asked for. */
export interface PackedRendering extends WantedFile {
  readonly targets: readonly HarnessId[];
}

/** What a line of JSON tells of the deflated contents behind it. */
export interface RenderingIndex extends Omit<
  FinishedRendering<PackedRendering>,
  'files' | 'firstTask'
> {
  readonly firstTask: string | null;
  /** Files that the same tools get lie together and are unpacked together. */
  readonly groups: readonly {
    readonly targets: readonly HarnessId[];
    readonly packed: number;
    readonly size: number;
    /** Path, SHA-256, size. */
    readonly files: readonly (readonly [string, string, number])[];
  }[];
}

/**
 * Opens what the build rendered of the framework in the executable (`scripts/encode-rendering-pack.ts`).
 * Its bytes are believed: they are part of the program.
 */
export function openRenderingPack(
  pack: Uint8Array,
  inflate: Packing['inflate'],
): FinishedRendering<PackedRendering> {
  const end = pack.indexOf(10);
  const text = Buffer.from(pack.buffer, pack.byteOffset, end).toString('utf8');
  const { groups, findings, mcpServers, firstTask } = JSON.parse(text) as RenderingIndex;
  const files: PackedRendering[] = [];
  // Here and not beside the function: that module imports this one, and may not be ready before.
  const sources = [BUILTIN];
  let start = end + 1;
  for (const { targets, packed, size: whole, files: own } of groups) {
    const body = pack.subarray(start, start + packed);
    start += packed;
    let contents: Uint8Array | undefined;
    const unpacked = (): Uint8Array => (contents ??= unpack(inflate(body, whole), whole));
    let at = 0;
    for (const [path, sha256, size] of own) {
      const from = at;
      at += size;
      const read = (): Uint8Array => unpacked().subarray(from, from + size);
      files.push({ path, sha256, size, kind: 'target', sources, read, targets });
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, findings, mcpServers, firstTask: firstTask ?? undefined };
}

function unpack(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes;
  throw new CodedError(
    'internal_failure',
    'the files of AI coding tools in this program are damaged',
    {
      hint: 'install krci-ai again',
    },
  );
}
