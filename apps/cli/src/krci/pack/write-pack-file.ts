import { CodedError } from '@gait/canon';
import { isThere, readWhole, writeWhole } from '@gait/local';

/**
 * Writes a file of a pack. One version has one content: a file that is there with other bytes, and
 * was perhaps published, is not replaced unasked.
 *
 * @throws CodedError `pack_exists`, and those of files
 */
export function writePackFile(path: string, bytes: Uint8Array, replace: boolean): void {
  if (!replace && isThere(path) && Buffer.compare(readWhole(path), bytes) !== 0) {
    throw new CodedError('pack_exists', `${path} is there, with other bytes`, {
      hint: 'raise the version, write to another folder, or --force',
      where: { file: path },
    });
  }
  writeWhole(path, bytes, { mode: 0o644, makeFolders: true });
}
