import type { ProtectedKind } from './protected-set.ts';

/** Violation of every call that the protection of the gate blocks. */
export const SELF_PROTECTION = 'self_protection';
/** A private key would be read. */
export const KEY_READ_CODE = 'self_protection_private_key_read';
/** A command of ours would change what the gate stands on, or cannot be told. */
export const COMMAND_CODE = 'self_protection_command';
/** A path leads where nobody can say. */
export const UNRESOLVED_CODE = 'self_protection_unresolved';

/** Reason code of a call that would change a thing of this kind. */
export function codeOf(kind: ProtectedKind): string {
  return `self_protection_${kind}`;
}
