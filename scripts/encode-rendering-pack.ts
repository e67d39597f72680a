import { finishRendering, readFramework, type FileTree, type Packing } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import type { RenderingIndex } from '../apps/cli/src/krci/install/rendering-pack.ts';

/**
 * What a framework becomes in every AI coding tool, as the executable holds it; `openRenderingPack`
 * opens it.
 */
export function encodeRenderingPack(tree: FileTree, deflate: Packing['deflate']): Uint8Array {
  const { files, findings, mcpServers, firstTask = null } = finishRendering(readFramework(tree));
  const byTools = new Map<string, (typeof files)[number][]>();
  for (const file of files) {
    const key = file.targets.join(',');
    byTools.set(key, [...(byTools.get(key) ?? []), file]);
  }
  const bodies: Uint8Array[] = [];
  const groups = [...byTools.values()].map((own) => {
    const whole = Buffer.concat(own.map(({ bytes }) => bytes));
    const packed = deflate(whole);
    bodies.push(packed);
    return {
      targets: own[0]?.targets ?? [],
      packed: packed.length,
      size: whole.length,
      files: own.map(({ path, bytes }) => [path, sha256Hex(bytes), bytes.length] as const),
    };
  });
  const index: RenderingIndex = { groups, findings, mcpServers, firstTask };
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...bodies]);
}
