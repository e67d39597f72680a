import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { parsePackAddress, type PackSource } from '@gait/registry';
import { folderSource } from './folder-source.ts';

/** What transports need of this machine. */
export interface SourceSurroundings {
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

/**
 * The source that an address names.
 *
 * @throws CodedError `pack_address_invalid`
 */
export function openPackSource(address: string, at: SourceSurroundings): PackSource {
  const parsed = parsePackAddress(address);
  if (parsed.kind === 'folder') return folderSource(resolve(at.cwd, parsed.path), address);
  throw new CodedError('pack_address_invalid', `packs do not come over ${parsed.kind}`, {
    hint: 'bring the zip to this machine and name its path',
  });
}
