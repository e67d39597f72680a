import {
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  isCodedError,
  isDigestHex,
  list,
  parseJson,
  prettyJson,
  record,
  str,
  struct,
  time,
  type Infer,
  type Where,
} from '@gait/canon';

/** Schema of the list of policies that a user trusts. */
export const TRUSTED_POLICIES_SCHEMA_ID = 'gait.trusted_policies';

const trustedPolicyRecord = record('trusted policy', {
  /** Absolute, links followed. */
  path: str(),
  policy_digest: str(),
  /** SHA-256 of the project's configuration that was trusted with it; `''`: there was none. */
  config_digest: str().opt(),
  /** SHA-256 of the lock of the project's agents that was trusted with it; `''`: there was none. */
  agent_lock_digest: str().opt(),
  trusted_by: str(),
  trusted_at: time(),
});
const trustedPoliciesRecord = record('trusted policies', {
  schema_id: str(),
  schema_version: str(),
  policies: list(struct(trustedPolicyRecord)),
});

/** One policy as it was when somebody read it and trusted it. */
export type TrustedPolicy = Infer<typeof trustedPolicyRecord>;

/** What the list says of a policy; `changed`: another content was trusted at this path. */
export type PolicyTrust = 'trusted' | 'unknown' | 'changed' | 'config_changed';

/** A policy and the configuration that it is used with. */
export interface PolicyContent {
  /** As `policyDigest` makes it. */
  readonly digest: string;
  /** SHA-256 of the configuration file; `''`: none is used. */
  readonly configDigest?: string;
}

/** Judges a policy by its path and content. To use no configuration needs no trust. */
export function policyTrust(
  policies: readonly TrustedPolicy[],
  path: string,
  { digest, configDigest = '' }: PolicyContent,
): PolicyTrust {
  const known = policies.find((policy) => policy.path === path);
  if (known === undefined) return 'unknown';
  if (known.policy_digest !== digest) return 'changed';
  return configDigest === '' || known.config_digest === configDigest ? 'trusted' : 'config_changed';
}

/** The list with one more; a policy at the same path is replaced. */
export function trustPolicy(
  policies: readonly TrustedPolicy[],
  added: TrustedPolicy,
): readonly TrustedPolicy[] {
  return [...untrustPolicy(policies, added.path), added];
}

/** The list without the policy at a path. */
export function untrustPolicy(
  policies: readonly TrustedPolicy[],
  path: string,
): readonly TrustedPolicy[] {
  return policies.filter((policy) => policy.path !== path);
}

/**
 * Reads the list strictly: a list that somebody meddled with trusts nothing.
 *
 * @throws CodedError `trusted_policies_invalid`
 */
export function parseTrustedPolicies(
  bytes: Uint8Array | string,
  where: Where = {},
): readonly TrustedPolicy[] {
  const found = decode(bytes, where);
  const policies = found.policies ?? [];
  if (found.schema_id !== TRUSTED_POLICIES_SCHEMA_ID || found.schema_version !== '1.0.0') {
    throw invalid('its schema is not known', where);
  }
  if (policies.some((policy) => policy.path === '' || !hasDigests(policy))) {
    throw invalid('an entry has no path or no digest', where);
  }
  if (new Set(policies.map(({ path }) => path)).size < policies.length) {
    throw invalid('a policy is listed twice', where);
  }
  return policies;
}

function hasDigests({ policy_digest: policy, config_digest: config }: TrustedPolicy): boolean {
  return isDigestHex(policy) && (config === '' || isDigestHex(config));
}

function decode(bytes: Uint8Array | string, where: Where) {
  try {
    return decodeRecord(trustedPoliciesRecord, parseJson(bytes, { where }), {
      fold: false,
      unknown: 'refuse',
      where,
    });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw invalid(error.message, error.where ?? where);
  }
}

/** The list as text, sorted by path. */
export function formatTrustedPolicies(policies: readonly TrustedPolicy[]): string {
  return prettyJson(
    encodeRecord(trustedPoliciesRecord, {
      schema_id: TRUSTED_POLICIES_SCHEMA_ID,
      schema_version: '1.0.0',
      policies: policies.toSorted((a, b) => compareUtf8(a.path, b.path)),
    }),
  );
}

function invalid(message: string, where: Where): CodedError {
  return new CodedError('trusted_policies_invalid', `trusted policies: ${message}`, {
    hint: 'restore the file, or remove it and trust each policy again with gait trust',
    where,
  });
}
