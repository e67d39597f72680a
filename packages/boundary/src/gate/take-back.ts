import { isCodedError } from '@gait/canon';
import type { CredentialStage } from './judge-credential.ts';
import type { LimitStage } from './judge-limits.ts';

/**
 * Undoes what a call took that does not go ahead. A credential that cannot be taken back ends by
 * itself; it is taken back also when the counters cannot be reached.
 */
export async function takeBack(
  limits: LimitStage,
  credential: CredentialStage | undefined,
): Promise<void> {
  try {
    await credential?.issued?.revoke?.();
  } catch (error) {
    if (!isCodedError(error)) throw error;
  } finally {
    limits.giveBack();
  }
}

/** As `takeBack`, after a fault: that fault is told, not one that came of it. */
export async function afterFailure(
  limits: LimitStage,
  credential: CredentialStage | undefined,
): Promise<void> {
  try {
    await takeBack(limits, credential);
  } catch {
    // What stays counted makes a limit tighter, never wider.
  }
}
