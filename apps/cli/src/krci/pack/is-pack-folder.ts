import { join } from 'node:path';
import { isThere } from '@gait/local';
import { PACK_MANIFEST } from '@gait/registry';

/** True for the folder of an unpacked pack: what its manifest says is verified as that of a zip. */
export function isPackFolder(path: string): boolean {
  return isThere(join(path, PACK_MANIFEST));
}
