import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { formatTrustedPolicies, parseTrustedPolicies, type TrustedPolicy } from '@gait/gate';
import { fileFacts } from '../files/file-facts.ts';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { changeFile } from '../ledgers/change-file.ts';
import { assertStatePath, isStatePath } from '../ledgers/state-path.ts';
import { configHome, type Surroundings } from '../platform/homes.ts';

/** Where the user's list of trusted policies lies: outside every repository. */
export function trustedPoliciesPath(at: Surroundings): string {
  return join(configHome(at), 'trusted-policies.json');
}

/** The user's own policy, which counts besides that of a repository. */
export function userPolicyPath(at: Surroundings): string {
  return join(configHome(at), 'policy.yaml');
}

/** The one name of a policy: absolute, links followed as far as it exists. */
export function policyPlace(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const folder = dirname(absolute);
    return folder === absolute ? absolute : join(policyPlace(folder), basename(absolute));
  }
}

/**
 * The list; without a file nothing is trusted.
 *
 * @throws CodedError `trusted_policies_permissions` (others may write to it),
 *   `trusted_policies_invalid`, those of `readWhole`
 */
export function readTrustedPolicies(at: Surroundings): readonly TrustedPolicy[] {
  const path = trustedPoliciesPath(at);
  if (!isStatePath(path) || !isThere(path)) return [];
  assertPrivate(path);
  return parseTrustedPolicies(readWhole(path), { file: path });
}

/**
 * Changes the list under its lock; written whole, readable by its owner alone.
 *
 * @returns the file
 * @throws CodedError those of `readTrustedPolicies` and `changeFile`, `path_unsafe` (no home is known)
 */
export function changeTrustedPolicies(
  at: Surroundings,
  change: (policies: readonly TrustedPolicy[]) => readonly TrustedPolicy[],
): string {
  const path = trustedPoliciesPath(at);
  assertStatePath(path);
  changeFile(path, (before) => {
    if (before !== undefined) assertPrivate(path);
    const policies = before === undefined ? [] : parseTrustedPolicies(before, { file: path });
    return formatTrustedPolicies(change(policies));
  });
  return path;
}

/** Who can write to the list can trust whatever he likes. */
function assertPrivate(path: string): void {
  if (process.platform === 'win32' || (fileFacts(path).mode & 0o022) === 0) return;
  throw new CodedError('trusted_policies_permissions', `others may write to ${path}`, {
    hint: `chmod 600 ${path}, and look at what it trusts with gait trust list`,
    where: { file: path },
  });
}
