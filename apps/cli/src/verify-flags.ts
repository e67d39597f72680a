import { CodedError, type KeySet } from '@gait/canon';
import type { KeyOrigin, Profile } from '@gait/evidence';
import type { Context } from './context.ts';
import { boolFlag, textFlag } from './flag-spec.ts';
import { CHECKING_FLAGS, loadTrusted, type KeyFlagValues } from './key-flags.ts';
import { parseProfile } from './parse-profile.ts';

/** Flags of every command that verifies an artifact. */
export const VERIFY_FLAGS = {
  profile: textFlag({
    default: 'standard',
    value: 'NAME',
    help: 'standard; strict to require signatures; compat to accept what the reference accepts',
  }),
  'require-signature': boolFlag({ help: 'fail without a valid signature' }),
  ...CHECKING_FLAGS,
} as const;

/** The flag of commands that read a runpack without looking at signatures. */
export const READ_PROFILE_FLAG = textFlag({
  default: 'standard',
  value: 'NAME',
  help: 'standard, or compat to read what the reference reads',
});

/** Values of those flags. */
export interface VerifyFlagValues extends KeyFlagValues {
  readonly profile: string;
  readonly 'require-signature': boolean;
}

/** How strict a verification is and whose signatures count. */
export interface Verification {
  readonly profile: Profile;
  readonly keys: KeySet | undefined;
  readonly requireSignature: boolean;
}

/**
 * Resolves the flags. A trust file means that signatures are expected: with it, a stripped
 * signature is as bad as a wrong one. Errors: `flag_invalid`, `key_missing` (strict without
 * any key), and those of `loadTrusted`.
 */
export async function resolveVerification(
  context: Context,
  flags: VerifyFlagValues,
): Promise<Verification> {
  const profile = parseProfile(flags.profile);
  if (profile === 'strict' && !namesKey(flags)) {
    throw new CodedError(
      'key_missing',
      'the strict profile requires a key to check signatures with',
      {
        hint: 'pass --public-key FILE, --public-key-env NAME or --trust FILE',
      },
    );
  }
  const keys = await loadTrusted(context, flags, profile);
  const requireSignature =
    flags['require-signature'] || profile === 'strict' || (flags.trust ?? '') !== '';
  return { profile, keys, requireSignature };
}

/** True when the flags ask that signatures be looked at: a command that only shows must not ignore it. */
export function asksForVerification(flags: VerifyFlagValues): boolean {
  return flags['require-signature'] || parseProfile(flags.profile) === 'strict' || namesKey(flags);
}

/**
 * Where the keys of a verification come from: `trusted` when all are of the trust file, `named`
 * when all are of other flags, `either` when both were given.
 */
export function keyOrigin(flags: VerifyFlagValues): KeyOrigin {
  if ((flags.trust ?? '') === '') return 'named';
  return namesKey({ ...flags, trust: '' }) ? 'either' : 'trusted';
}

function namesKey(flags: VerifyFlagValues): boolean {
  const names = [
    'public-key',
    'public-key-env',
    'private-key',
    'private-key-env',
    'trust',
  ] as const;
  return names.some((name) => (flags[name] ?? '') !== '');
}
