import type { SigningKey } from '@gait/canon';
import type { Context } from '../../context.ts';
import { loadSigner, namesPrivateKey, type KeyFlagValues } from '../../key-flags.ts';

/** Names the file of the key that signs locks and audits, where no flag does. */
const KEY_VARIABLE = 'KRCI_AI_PRIVATE_KEY_FILE';

/**
 * The key that signs the lock and the record of what was done; undefined where none is named.
 *
 * @throws CodedError those of `loadSigningKey`
 */
export async function signerOf(
  context: Context,
  flags: KeyFlagValues,
): Promise<SigningKey | undefined> {
  const file = context.env[KEY_VARIABLE] ?? '';
  const named = namesPrivateKey(context, flags) ? flags : { ...flags, 'private-key': file };
  if (!namesPrivateKey(context, named)) return undefined;
  const { key, warnings } = await loadSigner(context, named, 'prod');
  for (const { message } of warnings) context.warn(message);
  return key;
}
