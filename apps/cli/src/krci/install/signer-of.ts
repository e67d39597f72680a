import type { AgentsLock } from '@gait/agents';
import { CodedError, type SigningKey } from '@gait/canon';
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

/**
 * Refuses to write a signed lock anew without a key: its signature would silently be gone.
 *
 * @throws CodedError `key_missing`
 */
export function assertSigned({ signature }: AgentsLock, key: SigningKey | undefined): void {
  if (signature === undefined || key !== undefined) return;
  throw new CodedError('key_missing', 'the lock is signed: what changes it has to be signed, too', {
    hint: 'name the key with --private-key FILE, or its file in KRCI_AI_PRIVATE_KEY_FILE',
    where: { field: '--private-key' },
  });
}
