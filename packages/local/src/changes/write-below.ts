import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import { assertOpenWay, assertPlainPath } from './change-path.ts';

/**
 * Writes one file below a root, whole or not at all, with the folders it lacks. A link on the way is
 * refused; one at the end is replaced and not followed.
 *
 * @param path below the root, with `/`
 * @throws CodedError `change_path_unsafe`, and those of `writeWhole`
 */
export function writeBelow(root: string, path: string, bytes: Uint8Array): void {
  assertPlainPath(path);
  assertOpenWay(root, path, new Set());
  writeWhole(join(root, path), bytes, { makeFolders: true, mode: 0o644 });
}
