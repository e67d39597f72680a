import { CodedError, type SigningKey } from '@gait/canon';
import { loadTrust, type GateDefaults } from '@gait/local';
import type { Context } from '../context.ts';
import { placeOf } from '../onboard/project-places.ts';

/**
 * Refuses to sign in the name of somebody else than the project's trust file says the key is of:
 * the gate would refuse the approval anyway, later and in front of somebody else.
 *
 * @throws CodedError `token_request_invalid`, those of `loadTrust`
 */
export function assertApprover(
  context: Context,
  defaults: GateDefaults | undefined,
  { key, approver }: { readonly key: SigningKey; readonly approver: string },
): void {
  const path = placeOf(context, defaults?.approval_trust);
  if (path === undefined) return;
  const known = loadTrust(path).keys.filter((entry) => entry.key.keyId === key.keyId);
  if (known.length === 0 || known.some(({ identity = approver }) => identity === approver)) return;
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
