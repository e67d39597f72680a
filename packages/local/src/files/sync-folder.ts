import { closeSync, fsyncSync, openSync } from 'node:fs';

/**
 * Makes a rename or a new name in a folder survive a power cut. Windows and some
 * network file systems cannot do that to a folder; there it does nothing, as the
 * content itself is on the disk already.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch {
    // The file is whole either way; only its durability across a power cut is weaker.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
