import { CodedError, generateKeyPair, parsePrivateKey, type VerifyKey } from '@gait/canon';
import {
  hasPrivateSource,
  hasPublicSource,
  type KeySources,
  type KeySurroundings,
} from './key-sources.ts';
import {
  readPrivateKey,
  readPublicKey,
  refuseTwoPrivate,
  type LoadedKey,
} from './read-private-key.ts';

/**
 * Loads the key that signs. Specification: gait-formats §1.3.
 *
 * Mode `dev` makes a new pair for this process and accepts no sources. Mode
 * `prod`, also when empty, needs exactly one private source; a public source may
 * stand beside it and must match.
 *
 * @throws CodedError `key_mode`, `key_missing`, `key_source_ambiguous`,
 *   `key_mismatch`, `key_permissions` (strict), `key_passphrase`, `key_command`,
 *   `key_encoding`, `key_length`, `key_halves_disagree`, `key_algorithm`, and
 *   those of `readWhole`. No message contains any part of a key or passphrase.
 */
export async function loadSigningKey(sources: KeySources, at: KeySurroundings): Promise<LoadedKey> {
  const mode = sources.mode === undefined || sources.mode === '' ? 'prod' : sources.mode;
  if (mode === 'dev') return developmentKey(sources);
  if (mode !== 'prod') {
    throw new CodedError('key_mode', `unsupported key mode: ${JSON.stringify(mode)}`, {
      hint: 'use dev or prod',
    });
  }
  const loaded = await readPrivateKey(sources, at);
  const publicKey = readPublicKey(sources, at.env);
  if (publicKey !== undefined && publicKey.keyId !== loaded.key.keyId) {
    throw new CodedError('key_mismatch', 'the public key does not match the private key', {
      hint: 'pass the two files of one pair',
    });
  }
  return loaded;
}

/**
 * Loads the key that checks signatures: from its public source, else from the
 * private one.
 *
 * @throws CodedError as `loadSigningKey`; `key_missing` when no source is named.
 */
export async function loadVerifyKey(sources: KeySources, at: KeySurroundings): Promise<VerifyKey> {
  refuseTwoPrivate(sources);
  const publicKey = readPublicKey(sources, at.env);
  if (publicKey !== undefined) return publicKey;
  if (!hasPrivateSource(sources)) {
    throw new CodedError('key_missing', 'no public key is given', {
      hint: 'pass --public-key FILE, --public-key-env NAME or --trust FILE',
    });
  }
  return (await readPrivateKey(sources, at)).key.publicKey;
}

function developmentKey(sources: KeySources): LoadedKey {
  if (hasPrivateSource(sources) || hasPublicSource(sources)) {
    throw new CodedError(
      'key_source_ambiguous',
      'key mode dev makes its own key and accepts no key source',
      {
        hint: 'leave the key flags out, or pass --key-mode prod',
      },
    );
  }
  return {
    key: parsePrivateKey(generateKeyPair().privateKey),
    warnings: [
      {
        code: 'key_dev_mode',
        message:
          'key mode dev: the key lives in this process only; nobody can verify its signatures later',
      },
    ],
  };
}
