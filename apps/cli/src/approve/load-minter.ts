import type { SigningKey } from '@gait/canon';
import type { Profile } from '@gait/gate';
import { loadSigningKey } from '@gait/local';
import type { Context } from '../context.ts';
import { keySources, keySurroundings, type KeyFlagValues } from '../key-flags.ts';
import { assertPerson } from './assert-person.ts';

/** The key that signs a permission, and the warnings that belong into the answer. */
export interface Minter {
  readonly key: SigningKey;
  /** False of a key that this process made (key mode dev). */
  readonly isKept: boolean;
  readonly warnings: readonly string[];
}

/**
 * Loads the key after asking whether a person is there. Under `strict` a key of this process is
 * no approver, and one that others can read is nobody's own. Errors as `assertPerson` and
 * `loadSigningKey`.
 */
export async function loadMinter(
  context: Context,
  flags: KeyFlagValues & { readonly 'key-mode': string },
  profile: Profile = 'standard',
): Promise<Minter> {
  assertPerson(context);
  const strict = profile === 'strict';
  const named = flags['key-mode'].trim().toLowerCase();
  const mode = strict && named === 'dev' ? 'prod' : named;
  const loaded = await loadSigningKey(
    keySources(context, flags, mode),
    keySurroundings(context, strict ? 'refuse' : 'warn'),
  );
  for (const { message } of loaded.warnings) context.warn(`warning: ${message}`);
  // What the format's consumers know of is in the answer; advice about key files is for the person.
  const known = loaded.warnings.filter(({ code }) => code === 'key_dev_mode');
  return {
    key: loaded.key,
    isKept: known.length === 0,
    warnings: known.map(({ message }) => message),
  };
}
