import { checkSignatures, digest, type KeySet, type SignatureCheck } from '@gait/canon';
import { lockValue, type AgentsLock } from './agents-lock.ts';

/**
 * What the signature of a lock is worth: over the digest of its canonical bytes without the
 * signature, by a key that is trusted for packs.
 *
 * @param keys undefined: there is nothing to check with, and a signature is `skipped`
 */
export function judgeLockSignature(lock: AgentsLock, keys: KeySet | undefined): SignatureCheck {
  const { signature } = lock;
  return checkSignatures(
    keys,
    signature === undefined ? [] : [signature],
    digest(lockValue(lock)),
    {
      role: 'pack',
      claimedTime: undefined,
    },
  );
}
