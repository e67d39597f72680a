import { readWaivers, WAIVER_FILE, type AgentsLock, type ScanOptions } from '@gait/agents';
import { CodedError, decodeUtf8Loose, formatTime } from '@gait/canon';
import type { Context } from '../../context.ts';
import { isPackAddress } from '../pack/is-pack-address.ts';
import type { TrustFlagValues } from '../pack/trust-flags.ts';
import { BUILTIN, builtinSource } from './builtin-source.ts';
import { folderSource } from './folder-source.ts';
import type { FrameworkSource } from './framework-source.ts';
import { bytesAt } from './project-state.ts';

/**
 * The source that was named; else what is installed came from there, and comes from there again.
 *
 * @param from value of `--from`; empty: none
 * @throws CodedError `arguments_invalid`; those of `folderSource` and `packFrameworkSource`
 */
export async function sourceOf(
  context: Context,
  from: string,
  before: AgentsLock | undefined,
  flags: TrustFlagValues & { readonly 'blob-host'?: string; readonly with?: string },
): Promise<FrameworkSource> {
  const address = from || before?.resolved || before?.source || BUILTIN;
  if ((flags.with ?? '') !== '' && !isPackAddress(address)) throw needsNothing(address);
  if (address === BUILTIN) return builtinSource(context.version);
  // What this program carries was examined when it was built: it starts without all that.
  const { examined } = await import('./assert-sound.ts');
  if (!isPackAddress(address)) {
    return examined(folderSource(context.resolve(address), address));
  }
  const { packFrameworkSource } = await import('../pack/pack-framework-source.ts');
  const { source, resolved } = await packFrameworkSource(context, address, {
    flags,
    installed: before,
    asLocked: from === '',
  });
  // Where a file lies is this machine's own affair; the lock keeps the path as it was named.
  return examined({ ...source, ...(resolved.includes('://') ? { resolved } : {}) });
}

function needsNothing(address: string): CodedError {
  return new CodedError('arguments_invalid', `${address} is no pack, and needs no other`, {
    hint: '--with stands beside --from with a pack',
    where: { field: '--with' },
  });
}

/** What a project accepts in spite of the scan, and the day that this is judged by. */
export function waiversOf(context: Context, root: string): ScanOptions['waivers'] {
  const today = formatTime(context.now()).slice(0, 10);
  return { file: readWaivers(decodeUtf8Loose(bytesAt(root, WAIVER_FILE)), today), today };
}
