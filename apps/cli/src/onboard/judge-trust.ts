import { isCodedError, type CodedError } from '@gait/canon';
import { policyTrust, type PolicyTrust } from '@gait/gate';
import { policyPlace, PROJECT_CONFIG, readTrustedPolicies, trustedPoliciesPath } from '@gait/local';
import type { Context } from '../context.ts';
import { isOwnFile } from '../gate/config-authority.ts';
import { configDigest } from '../gate/policy-trust-guard.ts';
import { shellWord } from '../shell-word.ts';

const SAYS: Readonly<Record<Exclude<PolicyTrust, 'trusted'>, string>> = {
  unknown: 'nobody has trusted the policy yet',
  changed: 'the policy changed since somebody trusted it',
  config_changed: `${PROJECT_CONFIG} changed since somebody trusted the policy with it`,
};

/** Why a policy does not count yet, and the command after which it does or that shows why not. */
export interface Untrusted {
  readonly why: string;
  readonly repair: string;
}

/** A policy as it was read. */
export interface JudgedPolicy {
  /** Absolute path. */
  readonly file: string;
  readonly digest: string;
  /** As a person names it. */
  readonly shown: string;
}

/** Whether a policy counts under `strict`; undefined when it does. */
export function judgeTrust(
  context: Context,
  { file, digest, shown }: JudgedPolicy,
): Untrusted | undefined {
  const trust = `gait trust ${shellWord(shown)}`;
  const place = policyPlace(file);
  try {
    const config = configDigest(context, { config: PROJECT_CONFIG });
    // The user's own policy needs no trust, the configuration of a repository with it does.
    const isOwn = isOwnFile(context, place);
    if (isOwn && config === '') return undefined;
    const content = { digest, configDigest: config };
    const answer = policyTrust(readTrustedPolicies(context), place, content);
    if (answer === 'trusted') return undefined;
    return { why: SAYS[isOwn ? 'config_changed' : answer], repair: trust };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { why: error.message, repair: repairOf(context, error, trust) };
  }
}

/** `gait trust` reads the list as well: it fails at what is wrong with the list itself. */
function repairOf(context: Context, { code, where }: CodedError, trust: string): string {
  const list = trustedPoliciesPath(context);
  const word = shellWord(list);
  if (code === 'trusted_policies_permissions') return `chmod 600 ${word} && gait trust list`;
  // What stood in it is kept for whoever can read it.
  if (code === 'trusted_policies_invalid')
    return `mv ${word} ${shellWord(`${list}.broken`)} && ${trust}`;
  return `ls -l ${shellWord(where.file ?? list)}`;
}
