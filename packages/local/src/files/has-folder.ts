import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** True when the folder that a file is in, or would be in, is there and can be looked at. */
export function hasFolder(path: string): boolean {
  try {
    return statSync(dirname(path)).isDirectory();
  } catch {
    return false;
  }
}
