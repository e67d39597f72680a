import type { OciAddress } from '@gait/registry';
import { openRegistry } from './registry-client.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

/**
 * All tags of the repository that an address names.
 *
 * @throws CodedError `pack_source_*`, `pack_credentials`
 */
export async function listTags(
  address: OciAddress,
  at: SourceSurroundings,
): Promise<readonly string[]> {
  return await openRegistry(address, at, 'pull').tags();
}
