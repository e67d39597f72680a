import { expect } from 'bun:test';
import { KEY_ROLES, parseTime, type KeyRole, type KeySet, type TrustedKey } from '@gait/canon';
import { TEST_KEY } from '../../runpack/testing/sample-run.ts';

/**
 * The test key counts for an artifact in `role` and from its claimed `time` on, and neither in
 * any other role nor when its time begins after that or ends with it.
 *
 * @param counts true when the signature of the artifact counts under these keys
 */
export async function expectKeyLimits(
  role: KeyRole,
  time: string,
  counts: (keys: KeySet) => boolean | Promise<boolean>,
): Promise<void> {
  const at = parseTime(time)?.epochNanos ?? 0n;
  const under = (members: Partial<TrustedKey>): boolean | Promise<boolean> => {
    const limits = { roles: undefined, validFrom: undefined, validUntil: undefined };
    const key = { key: TEST_KEY.publicKey, revoked: undefined, ...limits, ...members };
    return counts({ keys: [key] });
  };
  expect(await under({ roles: [role], validFrom: at, validUntil: at + 1n })).toBe(true);
  expect(await under({ roles: KEY_ROLES.filter((other) => other !== role) })).toBe(false);
  expect(await under({ validFrom: at + 1n })).toBe(false);
  expect(await under({ validUntil: at })).toBe(false);
  expect(await under({ revoked: { at, reason: 'retired' } })).toBe(false);
}
