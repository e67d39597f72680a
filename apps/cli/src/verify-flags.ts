import { CodedError, type KeySet } from '@gait/canon';
import type { Profile } from '@gait/evidence';
import type { Context } from './context.ts';
import { boolFlag, textFlag } from './flag-spec.ts';
import { CHECKING_FLAGS, loadTrusted, type KeyFlagValues } from './key-flags.ts';

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

/** Reads a profile name without regard to case and white space. Error: `flag_invalid`. */
export function parseProfile(text: string): Profile {
  const name = text.trim().toLowerCase();
  if (name === '') return 'standard';
  if (name === 'standard' || name === 'strict' || name === 'compat') return name;
  throw new CodedError('flag_invalid', `unsupported --profile value ${JSON.stringify(text)}`, {
    hint: 'use standard, strict or compat',
    where: { field: '--profile' },
  });
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
  const keys = await loadTrusted(context, flags);
  const requireSignature =
    flags['require-signature'] || profile === 'strict' || (flags.trust ?? '') !== '';
  return { profile, keys, requireSignature };
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
