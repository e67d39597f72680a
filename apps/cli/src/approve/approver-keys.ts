import { parsePublicKey, singleKey, trimSpace, type KeySet } from '@gait/canon';
import { loadTrust, readWhole, type GateDefaults } from '@gait/local';
import type { Context } from '../context.ts';
import { placeOf } from '../onboard/project-places.ts';

const LONGEST_KEY = 64 * 1024;

/**
 * The keys whose approvals the gate of a project believes: those of its trust file, else its one
 * public key. Undefined: the project names none, and the key that signs may not be judged here.
 * Errors as `loadTrust`, `readWhole` and `parsePublicKey`.
 */
export function approverKeys(context: Context, defaults: GateDefaults): KeySet | undefined {
  const trust = placeOf(context, defaults.approval_trust);
  if (trust !== undefined) return loadTrust(trust);
  const path = placeOf(context, defaults.approval_public_key);
  if (path !== undefined) {
    const bytes = readWhole(path, { maxBytes: LONGEST_KEY });
    return singleKey(parsePublicKey(Buffer.from(bytes).toString('utf8')));
  }
  const text = context.env[trimSpace(defaults.approval_public_key_env)] ?? '';
  return trimSpace(text) === '' ? undefined : singleKey(parsePublicKey(text));
}

/** Names of those whose key may approve, for a person who has the wrong one. */
export function approverNames(keys: KeySet): readonly string[] {
  const names = keys.keys
    .filter(({ roles, revoked }) => roles?.includes('approver') === true && revoked === undefined)
    .map(({ identity = '' }) => identity);
  return [...new Set(names)].filter((name) => name !== '').toSorted();
}
