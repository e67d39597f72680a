import {
  encodeStore,
  packContent,
  readStore,
  STORE_FILE,
  type InstallPlan,
  type LockedFile,
} from '@gait/agents';
import { bytesAt } from './project-state.ts';
import { packing } from './packing.ts';
import type { FrameworkSource } from './framework-source.ts';

/**
 * The content store that belongs to a lock: what each of its assets was when the source gave it.
 * Tool files are not in it, they can be made again of the assets.
 *
 * @param plan where contents that are not in the store yet come from
 */
export function storeFor(
  root: string,
  files: readonly LockedFile[],
  plan: InstallPlan,
  source: Pick<FrameworkSource, 'packed'>,
): string {
  const before = readStore(bytesAt(root, STORE_FILE));
  const wanted = new Map(plan.files.map((file) => [file.wanted?.sha256, file.wanted]));
  const store = new Map<string, string>();
  for (const { kind, sha256, base = sha256 } of files) {
    if (kind !== 'asset') continue;
    const read = wanted.get(base)?.read;
    const packed =
      before.get(base) ??
      source.packed?.(base) ??
      (read === undefined ? undefined : packContent(read(), packing));
    if (packed !== undefined) store.set(base, packed);
  }
  return encodeStore(store);
}
