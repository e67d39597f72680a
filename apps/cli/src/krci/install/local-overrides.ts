import { join } from 'node:path';
import { FRAMEWORK, listLocalFiles, type LockedLocal } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { isThere, readTree } from '@gait/local';

/** A file of the project's own in the place of an asset, or of one that there may be. */
export interface LocalOverride extends LockedLocal {
  /** The asset that it stands for. */
  readonly id: string;
}

/** What `.krci-ai/local` has, sorted by path; nearly every project has nothing there. */
export function overridesIn(root: string): readonly LocalOverride[] {
  if (!isThere(join(root, `${FRAMEWORK}/local`))) return [];
  const tree = readTree(root);
  return listLocalFiles(tree).flatMap(({ path, id }) => {
    const bytes = tree.read(path);
    return bytes === undefined ? [] : [{ path, id, sha256: sha256Hex(bytes) }];
  });
}
