import { join } from 'node:path';
import { CodedError, isJsonObject, parseJson } from '@gait/canon';
import { configHome, isThere, readWhole } from '@gait/local';
import {
  openSigstore,
  parsePackTrust,
  trustOfKey,
  type PackTrust,
  type SigstoreVerifier,
} from '@gait/registry';
import type { Context } from '../../context.ts';

export { TRUST_FLAGS } from './trust-flag-specs.ts';

export interface TrustFlagValues {
  readonly trust: string;
  readonly 'public-key': string;
  readonly 'sigstore-root': string;
  readonly profile: string;
}

/** Who is believed, and how strictly. */
export interface ResolvedTrust {
  readonly trust?: PackTrust;
  readonly profile: 'standard' | 'strict';
  readonly sigstore?: SigstoreVerifier;
  /** Where the trust policy was read; undefined: there is none. */
  readonly trustFile?: string;
}

const LARGEST = 4 * 1024 * 1024;

/** The trust policy of the user, read where no flag names one. Never inside a repository. */
export function userPackTrust(context: Context): string {
  return join(configHome(context), 'pack-trust.json');
}

/**
 * Resolves the flags. Without `--trust` the user's own policy counts, if there is one.
 *
 * @throws CodedError `flag_invalid`, `pack_trust_malformed`, `sigstore_root_malformed`, `key_*`, and
 *   those of files
 */
export async function resolveTrust(
  context: Context,
  flags: TrustFlagValues,
): Promise<ResolvedTrust> {
  if (flags.profile !== 'standard' && flags.profile !== 'strict') {
    throw new CodedError('flag_invalid', `unknown profile ${JSON.stringify(flags.profile)}`, {
      hint: 'standard or strict',
      where: { field: '--profile' },
    });
  }
  const profile = flags.profile;
  const named = flags.trust === '' ? userPackTrust(context) : context.resolve(flags.trust);
  const trustFile = flags.trust !== '' || isThere(named) ? named : undefined;
  const policy =
    trustFile === undefined
      ? undefined
      : parsePackTrust(readWhole(trustFile, { maxBytes: LARGEST }), { file: trustFile });
  const trust = withKey(policy, context, flags['public-key']);
  const root = flags['sigstore-root'];
  return {
    profile,
    ...(trust === undefined ? {} : { trust }),
    ...(trustFile === undefined ? {} : { trustFile }),
    ...(root === '' ? {} : { sigstore: await openRoot(context.resolve(root)) }),
  };
}

/** What the policy says about a key holds also when a flag names it: it does not come back so. */
function withKey(
  policy: PackTrust | undefined,
  context: Context,
  file: string,
): PackTrust | undefined {
  if (file === '') return policy;
  const bytes = readWhole(context.resolve(file), { maxBytes: 64 * 1024 });
  const named = trustOfKey(new TextDecoder().decode(bytes));
  if (policy === undefined) return named;
  const id = named.publishers[0]?.keys[0]?.key.keyId;
  const isKnown = policy.publishers.some(({ keys }) => keys.some(({ key }) => key.keyId === id));
  return isKnown ? policy : { ...policy, publishers: [...policy.publishers, ...named.publishers] };
}

async function openRoot(file: string): Promise<SigstoreVerifier> {
  const value = parseJson(readWhole(file, { maxBytes: LARGEST }), { where: { file } });
  if (isJsonObject(value)) return await openSigstore(value);
  throw new CodedError('sigstore_root_malformed', `${file} is no sigstore trust root`, {
    hint: 'use the trusted_root.json of the sigstore instance',
    where: { file },
  });
}
