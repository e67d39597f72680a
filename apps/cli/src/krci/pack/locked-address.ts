import { LOCK_FILE, type LockedSource } from '@gait/agents';
import { CodedError, isCodedError } from '@gait/canon';
import { originOf, parsePackAddress } from '@gait/registry';
import type { Context } from '../../context.ts';

/**
 * The address of just what the lock has of a source, told to whoever waits before it is asked. Whoever
 * can change a repository writes the lock: `source` is what a reviewer reads and what a pack is held
 * against, so what is fetched must be of there. Nothing was asked yet.
 *
 * @throws CodedError `agent_lock_invalid`: `resolved` leads elsewhere than `source`
 */
export function lockedAddress(context: Context, locked: LockedSource): string {
  const { name, source, resolved } = locked;
  if (resolved !== '' && !isOf(resolved, source)) {
    throw new CodedError(
      'agent_lock_invalid',
      `${LOCK_FILE}: ${name} comes from ${source}, and what is to be fetched for it is ${resolved}`,
      {
        hint: 'take the lock from version control again; where it comes from is said by krci-ai install --from ADDRESS',
        where: { file: LOCK_FILE, field: 'resolved' },
      },
    );
  }
  const address = resolved === '' ? source : resolved;
  if (address.includes('://')) context.warn(`${name} comes from ${address}, as the lock says`);
  return address;
}

/** A path is no address of just these bytes: no lock of ours has one there. */
function isOf(resolved: string, source: string): boolean {
  try {
    const address = parsePackAddress(resolved);
    return address.kind !== 'folder' && originOf(address) === source;
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}
