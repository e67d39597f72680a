import { loadMinter, type Minter } from '../approve/load-minter.ts';
import type { Context } from '../context.ts';
import type { KeyFlagValues } from '../key-flags.ts';
import { approverOf } from './approver-of.ts';

/** Who answers, and the way to the key that signs. */
export interface LocalSigner {
  readonly name: string;
  /** The same for the same key. */
  readonly keyName: string;
  /** Asks for the passphrase where there is one. Errors as `loadMinter`. */
  readonly load: () => Promise<Minter>;
}

const OWN_KEY = ['private-key', 'private-key-env', 'private-key-command'] as const;

/**
 * Who answers a call of a project from this machine: whom the flags name with a key, else the
 * approver whose key is here.
 *
 * @param at the context with the call's project as its current folder
 * @throws CodedError those of `approverOf`
 */
export async function signerOf(
  context: Context,
  at: Context,
  flags: KeyFlagValues & { readonly approver: string },
): Promise<LocalSigner> {
  const named = flags.approver.trim();
  const isOwn = named !== '' && OWN_KEY.some((flag) => (flags[flag] ?? '') !== '');
  const { name, keyFile } = isOwn ? { name: named, keyFile: '' } : await approverOf(at, named);
  const keyFlags = isOwn ? flags : { ...flags, 'private-key': keyFile };
  return {
    name,
    keyName: keyFile,
    load: () => loadMinter(context, { ...keyFlags, 'key-mode': 'prod' }, 'strict'),
  };
}
