import type { FileTree, LockedPack } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { packTree } from '@gait/registry';
import type { BroughtPack } from './gather-packs.ts';

/**
 * The files of several packs as one framework.
 *
 * @throws CodedError `pack_overlap`: two of them bring one file, and each its own
 */
export function joinPacks(packs: readonly BroughtPack[]): FileTree {
  const files = new Map<string, Uint8Array>();
  const from = new Map<string, string>();
  for (const { pack } of packs) {
    for (const [path, bytes] of pack.files) {
      const other = files.get(path);
      // Which of the two an agent reads would depend on an order that nobody chose.
      if (other !== undefined && Buffer.compare(other, bytes) !== 0) {
        throw new CodedError(
          'pack_overlap',
          `${from.get(path)} and ${pack.manifest.name} both bring ${path}, each its own`,
          {
            hint: 'ask their publishers: each pack has folders of its own',
            where: { entry: path },
          },
        );
      }
      files.set(path, bytes);
      from.set(path, pack.manifest.name);
    }
  }
  return packTree(files);
}

/** Who signed all of it: a name in the lock speaks for every file. Empty where no single one did. */
export function publisherOf(packs: readonly BroughtPack[]): string {
  const [first = '', ...others] = packs.map(signerOf);
  return others.every((other) => other === first) ? first : '';
}

/** Packs as the lock keeps them; undefined for a single one, of which the lock tells anyway. */
export function lockedPacks(packs: readonly BroughtPack[]): readonly LockedPack[] | undefined {
  if (packs.length < 2) return undefined;
  return packs.map((one) => ({
    name: one.pack.manifest.name,
    version: one.pack.manifest.version,
    publisher: signerOf(one),
    source: one.origin,
    // Where a file lies is this machine's own affair.
    resolved: one.pack.resolved.includes('://') ? one.pack.resolved : '',
    manifestDigest: one.pack.manifestDigest,
  }));
}

function signerOf({ pack }: BroughtPack): string {
  return pack.signature.status === 'verified' ? pack.manifest.publisher : '';
}
