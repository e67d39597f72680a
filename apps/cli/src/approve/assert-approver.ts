import { CodedError, type SigningKey } from '@gait/canon';
import { loadTrust, type GateDefaults } from '@gait/local';
import type { Context } from '../context.ts';
import { placeOf } from '../onboard/project-places.ts';
import { approverNames } from './approver-keys.ts';

/** Who is about to sign. */
interface Signer {
  readonly key: SigningKey;
  /** False of a key that this process made and nobody keeps. */
  readonly isKept: boolean;
  readonly approver: string;
}

/**
 * Refuses to sign with a key that the project's trust file does not hold for an approver, or in
 * the name of somebody else than it says the key is of: the gate would refuse the approval
 * anyway, later and in front of somebody else. A key of this process has its own warning.
 *
 * @throws CodedError `token_request_invalid`, those of `loadTrust`
 */
export function assertApprover(
  context: Context,
  defaults: GateDefaults | undefined,
  { key, isKept, approver }: Signer,
): void {
  const path = placeOf(context, defaults?.approval_trust);
  if (path === undefined) return;
  const trust = loadTrust(path);
  const known = trust.keys.filter((entry) => entry.key.keyId === key.keyId);
  if (!isKept && known.length === 0) return;
  if (!known.some(({ roles }) => roles?.includes('approver') !== false)) {
    const names = approverNames(trust);
    throw new CodedError(
      'token_request_invalid',
      `the key ${key.keyId} is not an approver's of this project: its gate would not believe the approval`,
      {
        hint: `sign with the key of an approver${names.length === 0 ? '' : ` (${names.join(', ')})`}, or add this one to ${path} in the role approver`,
        where: { field: '--private-key' },
      },
    );
  }
  if (known.some(({ identity = approver }) => identity === approver)) return;
  const holder = known[0]?.identity ?? '';
  throw new CodedError(
    'token_request_invalid',
    `the key is of ${JSON.stringify(holder)}, not of ${JSON.stringify(approver)}: no gate of this project would believe the approval`,
    {
      hint: 'approve with your own key, or name its holder with --approver',
      where: { field: '--approver' },
    },
  );
}
