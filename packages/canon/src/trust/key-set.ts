import type { VerifyKey } from '../keys/algorithm.ts';

/** What a key may sign. A signature by a trusted key in another role does not count. */
export const KEY_ROLES = [
  'runpack',
  'pack',
  'guard_pack',
  'trace',
  'session',
  'approver',
  'delegator',
  'broker',
] as const;

/** One of the roles. */
export type KeyRole = (typeof KEY_ROLES)[number];

/** Why a key was withdrawn. */
export const REVOCATION_REASONS = [
  'key_compromise',
  'superseded',
  'retired',
  'unspecified',
] as const;

/** One of the reasons. */
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** A key that the verifier was told to believe, and for what and when. Times are nanoseconds since 1970. */
export interface TrustedKey {
  readonly key: VerifyKey;
  /** Undefined: any role (a key named on the command line). */
  readonly roles: readonly KeyRole[] | undefined;
  /** Who holds the key; undefined when the verifier was not told. An approver's key always says. */
  readonly identity?: string | undefined;
  readonly validFrom: bigint | undefined;
  readonly validUntil: bigint | undefined;
  readonly revoked: { readonly at: bigint; readonly reason: RevocationReason } | undefined;
}

/** The keys a verification believes. */
export interface KeySet {
  readonly keys: readonly TrustedKey[];
  /**
   * The verifier's own time in nanoseconds since 1970, given by whoever is strict. For an
   * artifact that claims no signing time a key then counts only if it still counts at this
   * time: nothing was signed later than now.
   */
  readonly now?: bigint | undefined;
}

/** A set of one key without role or time limits: `--public-key`. */
export function singleKey(key: VerifyKey): KeySet {
  return {
    keys: [
      { key, roles: undefined, validFrom: undefined, validUntil: undefined, revoked: undefined },
    ],
  };
}

/** The key with this id; for a signature that names none, the only key of the set. */
export function findKey(set: KeySet, keyId: string): TrustedKey | undefined {
  if (keyId === '') return set.keys.length === 1 ? set.keys[0] : undefined;
  return set.keys.find(({ key }) => key.keyId === keyId);
}
