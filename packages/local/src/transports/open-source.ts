import { resolve } from 'node:path';
import { parsePackAddress, type PackSource } from '@gait/registry';
import { folderSource } from './folder-source.ts';
import { gitSource } from './git-source.ts';
import { httpsSource } from './https-source.ts';
import { ociSource } from './oci-source.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

/**
 * The source that an address names. Nothing is asked yet.
 *
 * @throws CodedError `pack_address_invalid`
 */
export function openPackSource(address: string, at: SourceSurroundings): PackSource {
  const parsed = parsePackAddress(address);
  switch (parsed.kind) {
    case 'folder':
      return folderSource(resolve(at.cwd, parsed.path), address);
    case 'https':
      return httpsSource(parsed, at);
    case 'git':
      return gitSource(parsed, at);
    case 'oci':
      return ociSource(parsed, at);
  }
}
