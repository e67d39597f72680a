import { closeSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  CodedError,
  decodeUtf8Loose,
  parsePrivateKey,
  parsePublicKey,
  trimSpace,
  type SigningKey,
  type VerifyKey,
} from '@gait/canon';
import type { Environment } from '../children/child-environment.ts';
import { openRegular } from '../files/open-regular.ts';
import { readOpened, readWhole } from '../files/read-whole.ts';
import { commandSecret } from './command-secret.ts';
import { isEncrypted } from './is-encrypted.ts';
import {
  isGiven,
  isGivenList,
  type KeySources,
  type KeySurroundings,
  type KeyWarning,
} from './key-sources.ts';

const LONGEST_KEY = 64 * 1024;

/** A private key and what its user should know about it. */
export interface LoadedKey {
  readonly key: SigningKey;
  readonly warnings: readonly KeyWarning[];
}

/** Reads the private key from its one source. Errors as `loadSigningKey`. */
export async function readPrivateKey(sources: KeySources, at: KeySurroundings): Promise<LoadedKey> {
  refuseTwoPrivate(sources);
  const warnings: KeyWarning[] = [];
  const text = await privateText(sources, at, warnings);
  const plain = isEncrypted(text) ? await decrypt(text, await passphrase(sources, at)) : text;
  return { key: parsePrivateKey(plain, at.signsOnce), warnings };
}

/** Loaded when a key is encrypted: it brings the runtime's whole cryptography. */
async function decrypt(text: string, secret: string): Promise<string> {
  const { decryptKey } = await import('./encrypted-key.ts');
  return decryptKey(text, secret);
}

/** Reads the public key from its one source; undefined when none is named. */
export function readPublicKey(sources: KeySources, env: Environment): VerifyKey | undefined {
  const { publicKeyPath, publicKeyEnv } = sources;
  if (isGiven(publicKeyPath) && isGiven(publicKeyEnv)) throw ambiguous('public');
  if (isGiven(publicKeyPath)) {
    return parsePublicKey(decodeUtf8Loose(readWhole(publicKeyPath, { maxBytes: LONGEST_KEY })));
  }
  if (isGiven(publicKeyEnv)) return parsePublicKey(variable(env, publicKeyEnv, 'public key'));
  return undefined;
}

/** Two private sources are an error, even beside a public one that makes them unnecessary. */
export function refuseTwoPrivate(sources: KeySources): void {
  const { privateKeyPath, privateKeyEnv, privateKeyCommand } = sources;
  const given = [isGiven(privateKeyPath), isGiven(privateKeyEnv), isGivenList(privateKeyCommand)];
  if (given.filter(Boolean).length > 1) throw ambiguous('private');
}

function ambiguous(which: 'private' | 'public'): CodedError {
  return new CodedError(
    'key_source_ambiguous',
    `more than one source of the ${which} key is given`,
    {
      hint: 'keep one of file, environment variable and command',
    },
  );
}

async function privateText(
  sources: KeySources,
  at: KeySurroundings,
  warnings: KeyWarning[],
): Promise<string> {
  const { privateKeyPath, privateKeyEnv, privateKeyCommand } = sources;
  if (isGiven(privateKeyPath)) return privateFile(privateKeyPath, at, warnings);
  if (isGiven(privateKeyEnv)) return variable(at.env, privateKeyEnv, 'private key');
  if (isGivenList(privateKeyCommand)) return commandSecret(privateKeyCommand, at.env);
  throw new CodedError('key_missing', 'a private key source is required', {
    hint: 'pass --private-key FILE or --private-key-env NAME; make a pair with `gait keys init`',
  });
}

/** Looks at the mode of the very file that is read, not of its name. */
function privateFile(path: string, at: KeySurroundings, warnings: KeyWarning[]): string {
  const file = openRegular(path);
  try {
    warnings.push(...checkPermissions(path, file.mode, at.permissions));
    return decodeUtf8Loose(readOpened(path, file, LONGEST_KEY));
  } finally {
    closeSync(file.fd);
  }
}

function variable(env: Environment, name: string, what: string): string {
  const value = trimSpace(env[name] ?? '');
  if (value !== '') return value;
  throw new CodedError(
    'key_missing',
    `the environment variable ${name} for the ${what} is not set`,
    {
      hint: `set ${name}, or pass the ${what} in another way`,
    },
  );
}

async function passphrase(sources: KeySources, at: KeySurroundings): Promise<string> {
  const { passphraseEnv, passphraseCommand } = sources;
  if (isGiven(passphraseEnv) && isGivenList(passphraseCommand)) {
    throw new CodedError(
      'key_source_ambiguous',
      'more than one source of the passphrase is given',
      {
        hint: 'keep either the environment variable or the command',
      },
    );
  }
  if (isGiven(passphraseEnv)) return passphraseVariable(at.env, passphraseEnv);
  if (isGivenList(passphraseCommand))
    return withoutLineEnd(await commandSecret(passphraseCommand, at.env));
  if (at.ask !== undefined) return at.ask('Passphrase of the private key: ');
  throw new CodedError(
    'key_passphrase',
    'the private key is encrypted and no passphrase is given',
    {
      hint: 'pass --passphrase-env NAME or --passphrase-command, or run the command in a terminal',
    },
  );
}

/** A passphrase keeps its white space: it is taken as it stands. */
function passphraseVariable(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new CodedError(
    'key_passphrase',
    `the environment variable ${name} for the passphrase is not set`,
    {
      hint: `set ${name}`,
    },
  );
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/u, '');
}

/**
 * Refuses private key files that others can read: for a process that signs for as long as it
 * runs and must know before its first call. Paths that are empty or undefined are passed over.
 *
 * @throws CodedError `key_permissions`, and those of `openRegular`.
 */
export function refuseLooseKeys(paths: readonly (string | undefined)[]): void {
  for (const path of paths.filter(isGiven)) {
    const { fd, mode } = openRegular(path);
    closeSync(fd);
    checkPermissions(path, mode, 'refuse');
  }
}

/** Whoever can read a private key can sign as its owner. Windows keeps no such bits. */
function checkPermissions(
  path: string,
  mode: number,
  permissions: KeySurroundings['permissions'],
): readonly KeyWarning[] {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return [];
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  const message = `others can read the private key ${resolve(path)}: its mode is ${shown}, not 0600`;
  if (permissions !== 'refuse') return [{ code: 'key_permissions', message }];
  throw new CodedError('key_permissions', message, {
    hint: `run: chmod 600 ${path}`,
    where: { file: resolve(path) },
  });
}
