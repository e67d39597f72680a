import { singleKey, type KeySet, type VerifyKey } from '@gait/canon';
import {
  askPassphrase,
  hasPrivateSource,
  hasPublicSource,
  loadSigningKey,
  loadTrust,
  loadVerifyKey,
  type KeySources,
  type KeySurroundings,
  type LoadedKey,
} from '@gait/local';
import type { Profile } from '@gait/evidence';
import type { Context } from './context.ts';
import { textFlag } from './flag-spec.ts';

const PASSPHRASE_FLAGS = {
  'passphrase-env': textFlag({
    value: 'NAME',
    help: 'variable with the passphrase of an encrypted private key',
  }),
  'passphrase-command': textFlag({
    value: 'COMMAND',
    help: 'program that prints the passphrase; run without a shell',
  }),
} as const;

/** Flags that name the private key a command signs with. */
export const SIGNING_FLAGS = {
  'private-key': textFlag({ value: 'FILE', help: 'private key to sign with' }),
  'private-key-env': textFlag({ value: 'NAME', help: 'variable that holds the private key' }),
  'private-key-command': textFlag({
    value: 'COMMAND',
    help: 'program that prints the private key; run without a shell',
  }),
  ...PASSPHRASE_FLAGS,
} as const;

/** Flags that name the keys a command checks signatures with. */
export const CHECKING_FLAGS = {
  'public-key': textFlag({ value: 'FILE', help: 'public key to check with' }),
  'public-key-env': textFlag({ value: 'NAME', help: 'variable that holds the public key' }),
  'private-key': textFlag({ value: 'FILE', help: 'private key whose public half checks' }),
  'private-key-env': textFlag({ value: 'NAME', help: 'variable that holds such a private key' }),
  ...PASSPHRASE_FLAGS,
  trust: textFlag({ value: 'FILE', help: 'trusted keys with role, validity and revocation' }),
} as const;

/** Values of key flags; a command may have only some of them. */
export interface KeyFlagValues {
  readonly 'private-key'?: string;
  readonly 'private-key-env'?: string;
  readonly 'private-key-command'?: string;
  readonly 'public-key'?: string;
  readonly 'public-key-env'?: string;
  readonly 'passphrase-env'?: string;
  readonly 'passphrase-command'?: string;
  readonly trust?: string;
}

/** The sources that flags name, with absolute paths. Empty text is no source. */
export function keySources(context: Context, flags: KeyFlagValues, mode?: string): KeySources {
  const path = (text: string | undefined) =>
    text === undefined || text === '' ? undefined : context.resolve(text);
  const words = (text: string | undefined) =>
    text === undefined || text.trim() === '' ? undefined : text.trim().split(/\s+/u);
  return {
    mode,
    privateKeyPath: path(flags['private-key']),
    privateKeyEnv: flags['private-key-env'],
    privateKeyCommand: words(flags['private-key-command']),
    publicKeyPath: path(flags['public-key']),
    publicKeyEnv: flags['public-key-env'],
    passphraseEnv: flags['passphrase-env'],
    passphraseCommand: words(flags['passphrase-command']),
  };
}

/** What loading a key may use: the environment, and the person when one is at a terminal. */
export function keySurroundings(
  context: Context,
  permissions: 'warn' | 'refuse' = 'warn',
): KeySurroundings {
  return {
    env: context.env,
    permissions,
    ask: context.io.errIsTerminal() ? askPassphrase : undefined,
  };
}

/** True when a flag names a private key. */
export function namesPrivateKey(context: Context, flags: KeyFlagValues): boolean {
  return hasPrivateSource(keySources(context, flags));
}

/**
 * Loads the key to sign with. Errors as `loadSigningKey`; warnings are in the answer.
 *
 * @param mode `dev` (a key for this process), `prod` or empty (the key of the flags)
 */
export async function loadSigner(
  context: Context,
  flags: KeyFlagValues,
  mode: string,
): Promise<LoadedKey> {
  return await loadSigningKey(keySources(context, flags, mode), keySurroundings(context));
}

/** The key that the flags name for checking, or undefined when they name none. Errors as `loadVerifyKey`. */
export async function loadChecker(
  context: Context,
  flags: KeyFlagValues,
): Promise<VerifyKey | undefined> {
  const sources = keySources(context, flags);
  if (!hasPublicSource(sources) && !hasPrivateSource(sources)) return undefined;
  return await loadVerifyKey(sources, keySurroundings(context));
}

/**
 * The keys that a verification believes: the trust file and the key of the flags together, or
 * undefined when neither is named. What the trust file says about a key holds also when a flag
 * names the same key: a withdrawn key does not come back by being named. Under `strict` keys
 * are also judged by the time of this machine. Errors as `loadTrust` and `loadVerifyKey`.
 */
export async function loadTrusted(
  context: Context,
  flags: KeyFlagValues,
  profile: Profile,
): Promise<KeySet | undefined> {
  const set = await loadKeySet(context, flags);
  return set === undefined || profile !== 'strict' ? set : { ...set, now: context.now() };
}

async function loadKeySet(context: Context, flags: KeyFlagValues): Promise<KeySet | undefined> {
  const trusted =
    flags.trust === undefined || flags.trust === ''
      ? undefined
      : loadTrust(context.resolve(flags.trust));
  const key = await loadChecker(context, flags);
  if (key === undefined) return trusted;
  return trusted === undefined
    ? singleKey(key)
    : {
        keys: trusted.keys.some((entry) => entry.key.keyId === key.keyId)
          ? trusted.keys
          : [...trusted.keys, ...singleKey(key).keys],
      };
}
