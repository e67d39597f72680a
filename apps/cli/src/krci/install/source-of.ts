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
 * @throws CodedError `arguments_invalid`, `pack_unsigned`, `pack_downgrade`; those of `folderSource` and `packFrameworkSource`
 */
export async function sourceOf(
  context: Context,
  from: string,
  before: AgentsLock | undefined,
  flags: TrustFlagValues & { readonly 'blob-host'?: string; readonly with?: string },
): Promise<FrameworkSource> {
  const address = from || before?.resolved || before?.source || BUILTIN;
  const needs = (flags.with ?? '') !== '';
  if (address === BUILTIN) {
    if (needs) throw needsNothing(address);
    return builtinSource(context.version);
  }
  const { isPackFolder } = await import('../pack/is-pack-folder.ts');
  // An unpacked pack is a pack: what nobody verified does not get past a signature as a folder.
  const isPack = isPackAddress(address) || isPackFolder(context.resolve(address));
  if (needs && !isPack) throw needsNothing(address);
  // What this program carries was examined when it was built: it starts without all that.
  const { examined } = await import('./assert-sound.ts');
  if (!isPack) {
    assertMayBeUnsigned(address, before, flags);
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

/**
 * A plain folder has no manifest that anybody could sign.
 *
 * @throws CodedError `pack_unsigned` where a signature is asked for, `pack_downgrade` where there was one
 */
function assertMayBeUnsigned(
  address: string,
  before: AgentsLock | undefined,
  flags: TrustFlagValues,
): void {
  if (before?.source === address && before.publisher !== '') {
    throw new CodedError(
      'pack_downgrade',
      `${address} is a plain folder now; what is installed was signed by ${before.publisher}`,
      { hint: 'ask its publisher, or uninstall first', where: { field: '--from' } },
    );
  }
  if (flags.profile === 'standard' && flags['public-key'] === '') return;
  throw new CodedError('pack_unsigned', `${address} is a plain folder, which nobody signed`, {
    hint: 'make a pack of it (krci-ai pack build, then pack sign), or leave out the flag that asks for a signature',
    where: { field: '--from' },
  });
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
