import { FRAMEWORK, type Packing, type TreeEntry, type WantedFile } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { BUILTIN, type BuiltinFiles } from './builtin-source.ts';

/**
 * A framework as one file for the executable: a line of JSON, then the deflated contents one after
 * another. A content is unpacked when it is asked for, and goes into the content store of a project
 * packed as it is. Not a zip: nobody but the build writes it, and a start must not pay for checks.
 */
export interface PackIndex {
  readonly digest: string;
  readonly agents: readonly string[];
  /** Path below `.krci-ai`, SHA-256, size, packed size, and 1 where all agents at level 4 need it. */
  readonly files: readonly (readonly [string, string, number, number, 0 | 1])[];
}

// Asked for when it is needed: that module imports this one, and may not be ready before.
let named: readonly string[] | undefined;
const ours = (): readonly string[] => (named ??= [BUILTIN]);

/** Opens what the build packed (`scripts/encode-framework-pack.ts`). Its bytes are believed: they are part of the program. */
export function openFrameworkPack(
  pack: Uint8Array,
  inflate: Packing['inflate'],
): Required<Omit<BuiltinFiles, 'rendering'>> {
  const end = pack.indexOf(10);
  const index = JSON.parse(
    Buffer.from(pack.buffer, pack.byteOffset, end).toString('utf8'),
  ) as PackIndex;
  const contents = new Map<string, () => Uint8Array>();
  const packed = new Map<string, Uint8Array>();
  const whole: WantedFile[] = [];
  const entries = new Map<string, TreeEntry>();
  let at = end + 1;
  for (const [below, sha256, size, length, isWhole] of index.files) {
    const path = `${FRAMEWORK}/${below}`;
    const body = pack.subarray(at, at + length);
    at += length;
    let bytes: Uint8Array | undefined;
    const read = (): Uint8Array => (bytes ??= unpack(path, inflate(body, size), size));
    addFolders(entries, path);
    entries.set(path, { path, kind: 'file', size });
    contents.set(path, read);
    packed.set(sha256, body);
    if (isWhole === 1) whole.push({ path, sha256, size, kind: 'asset', sources: ours(), read });
  }
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    tree: {
      entries: new Map(sorted.map((entry) => [entry.path, entry])),
      truncated: false,
      read: (path) => contents.get(path)?.(),
    },
    facts: { agents: index.agents, digest: index.digest, whole },
    packed(sha256) {
      const body = packed.get(sha256);
      return body === undefined
        ? undefined
        : Buffer.from(body.buffer, body.byteOffset, body.length).toString('base64');
    },
  };
}

function unpack(path: string, bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes;
  throw new CodedError('internal_failure', `${path} in this program is damaged`, {
    hint: 'install krci-ai again',
  });
}

function addFolders(entries: Map<string, TreeEntry>, path: string): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (entries.has(folder)) return;
    entries.set(folder, { path: folder, kind: 'folder', size: 0 });
  }
}
