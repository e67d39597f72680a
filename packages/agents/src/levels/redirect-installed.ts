import { kindOfAsset } from '../tree/asset-places.ts';
import { memoryTree } from '../tree/memory-tree.ts';
import { editText } from '../reader/edit-text.ts';
import { redirectReferences, type Redirect } from './redirect-references.ts';

/**
 * An installed text with its references to what the project overrides since: just what the projection
 * of its source comes to with them, so that no source has to be asked.
 *
 * @param path where the text is installed
 * @param moves from the ids of assets to the local files that took their places
 * @returns undefined where it refers to none of them
 */
export function redirectInstalled(
  path: string,
  bytes: Uint8Array,
  moves: Redirect['moves'],
): Uint8Array | undefined {
  const kind = kindOfAsset(path);
  if (kind === undefined) return undefined;
  const tree = memoryTree({ [path]: bytes });
  const edits = redirectReferences({ tree, moves }, kind, path, bytes, []);
  return edits.length === 0 ? undefined : editText(bytes, edits);
}
