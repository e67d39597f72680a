import { CodedError, findNearest, trimSpace, type Algorithm } from '@gait/canon';
import { cleanPath, type KeyInit, type KeyInitResult } from '@gait/local';
import type { Outcome } from './command.ts';
import type { Context } from './context.ts';
import { shellQuote } from './doctor/check.ts';
import { textFlag } from './flag-spec.ts';

const ALGORITHMS: readonly Algorithm[] = ['ed25519', 'ecdsa-p256-sha256'];

/** Flags of the commands that make a key pair. */
export const KEY_PAIR_FLAGS = {
  'out-dir': textFlag({
    default: 'gait-out/keys',
    value: 'FOLDER',
    help: 'where to write the pair',
  }),
  prefix: textFlag({ default: 'gait', value: 'NAME', help: 'beginning of both file names' }),
  alg: textFlag({ default: 'ed25519', value: 'NAME', help: ALGORITHMS.join(' or ') }),
  'passphrase-env': textFlag({
    value: 'NAME',
    help: 'variable with a passphrase that encrypts the private key',
  }),
} as const;

interface KeyPairFlagValues {
  readonly 'out-dir': string;
  readonly prefix: string;
  readonly alg: string;
  readonly 'passphrase-env': string;
}

/** What pair the flags ask for. Errors: `flag_invalid` (unknown algorithm, passphrase variable not set). */
export function readKeyPairFlags(context: Context, flags: KeyPairFlagValues): KeyInit {
  const alg = ALGORITHMS.find((known) => known === flags.alg);
  if (alg === undefined) {
    const nearest = findNearest(flags.alg, ALGORITHMS);
    throw new CodedError('flag_invalid', `unknown algorithm ${JSON.stringify(flags.alg)}`, {
      hint: nearest === undefined ? `one of ${ALGORITHMS.join(', ')}` : `did you mean ${nearest}`,
      where: { field: '--alg' },
    });
  }
  const folder = trimSpace(flags['out-dir']);
  return {
    folder: folder === '' ? '' : context.resolve(folder),
    prefix: flags.prefix,
    alg,
    env: context.env,
    passphrase: readPassphrase(context, flags['passphrase-env']),
  };
}

/** A key must not be left unencrypted because a variable's name was misspelt. */
function readPassphrase(context: Context, name: string): string | undefined {
  if (name === '') return undefined;
  const value = context.env[name];
  if (value !== undefined && value !== '') return value;
  throw new CodedError('flag_invalid', `the variable ${name} is not set or empty`, {
    hint: `set ${name} to the passphrase, or leave out --passphrase-env`,
    where: { field: '--passphrase-env' },
  });
}

/**
 * Says what pair was made. Paths are shown as the person wrote the folder.
 *
 * @param flags as given on the command line
 */
export function keyPairOutcome(
  flags: KeyPairFlagValues,
  made: KeyInitResult,
  context: Context,
): Outcome {
  const shown = (path: string) =>
    cleanPath(`${trimSpace(flags['out-dir'])}/${path.replace(/^.*[/\\]/u, '')}`);
  const publicPath = shown(made.publicKeyPath);
  const privatePath = shown(made.privateKeyPath);
  const messages = made.warnings.map((warning) => warning.message);
  for (const message of messages) context.warn(`warning: ${message}`);
  return {
    exit: 0,
    json: {
      ok: true,
      prefix: made.prefix,
      key_id: made.keyId,
      public_key_path: publicPath,
      private_key_path: privatePath,
      warnings: messages.length > 0 ? messages : undefined,
    },
    text: (paint) => [
      paint.verdict(true, 'key pair written'),
      ...paint.pairs({ 'key id': made.keyId, public: publicPath, private: privatePath }),
      paint.dim(`check it: ${checkCommand(privatePath, publicPath, flags['passphrase-env'])}`),
    ],
  };
}

/** The command that reads both halves, to be copied into a shell. */
function checkCommand(privatePath: string, publicPath: string, passphraseEnv: string): string {
  const passphrase = passphraseEnv === '' ? '' : ` --passphrase-env ${passphraseEnv}`;
  return `gait keys verify --private-key ${shellQuote(privatePath)} --public-key ${shellQuote(publicPath)}${passphrase}`;
}
