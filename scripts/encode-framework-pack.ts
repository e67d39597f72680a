import { FRAMEWORK, type FileTree, type Packing } from '@gait/agents';
import { digest, sha256Hex } from '@gait/canon';
import type { PackIndex } from '../apps/cli/src/krci/install/framework-pack.ts';

/**
 * A framework as the executable holds it; `openFrameworkPack` opens it.
 *
 * @param tree what is packed, all of it
 * @param whole paths of what all agents at level 4 come to; each is installed as it is here
 */
export function encodeFrameworkPack(
  tree: FileTree,
  agents: readonly string[],
  whole: ReadonlySet<string>,
  deflate: Packing['deflate'],
): Uint8Array {
  const bodies: Uint8Array[] = [];
  const facts: { path: string; sha256: string }[] = [];
  const files = [...tree.entries.values()].flatMap(({ path, kind }): PackIndex['files'] => {
    const bytes = kind === 'file' ? tree.read(path) : undefined;
    if (bytes === undefined) return [];
    const packed = deflate(bytes);
    const sha256 = sha256Hex(bytes);
    bodies.push(packed);
    facts.push({ path, sha256 });
    const below = path.slice(FRAMEWORK.length + 1);
    return [[below, sha256, bytes.length, packed.length, whole.has(path) ? 1 : 0]];
  });
  const index: PackIndex = { digest: digest(facts), agents, files };
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...bodies]);
}
