import { createPrivateKey } from 'node:crypto';
import { existsSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CodedError,
  decodeBase64,
  generateKeyPair,
  isCodedError,
  parsePublicKey,
  trimSpace,
  type Algorithm,
} from '@gait/canon';
import type { Environment } from '../children/child-environment.ts';
import { cleanPath } from '../files/output-path.ts';
import { readWhole } from '../files/read-whole.ts';
import { makeFolder, writeWhole } from '../files/write-whole.ts';
import { gitRoot, isIgnored } from '../platform/git.ts';
import { encryptKey } from './encrypted-key.ts';
import type { KeyWarning } from './key-sources.ts';

/** What pair to make, and where. */
export interface KeyInit {
  readonly folder: string;
  /** First part of both file names. */
  readonly prefix: string;
  /** Replace an existing pair. Default false. */
  readonly force?: boolean;
  /** Default `ed25519`. */
  readonly alg?: Algorithm;
  /** Encrypts the private key file. */
  readonly passphrase?: string | undefined;
  /** For git, when it is asked whether the folder is ignored. */
  readonly env: Environment;
}

/** A pair that was written. */
export interface KeyInitResult {
  readonly prefix: string;
  readonly keyId: string;
  readonly publicKeyPath: string;
  readonly privateKeyPath: string;
  readonly warnings: readonly KeyWarning[];
}

/**
 * Makes a key pair and writes `<prefix>_private.key` and `<prefix>_public.key`,
 * both 0600. Either both files of the new pair exist afterwards or neither.
 * Specification: gait-formats §1.3.
 *
 * @throws CodedError `file_exists` without `force`, `invalid_input` (empty folder
 *   or prefix), `path_unsafe` (prefix with separators), and those of `writeWhole`.
 */
export function initKeys(request: KeyInit): KeyInitResult {
  const folder = trimSpace(request.folder);
  const prefix = trimSpace(request.prefix);
  checkNames(folder, prefix);
  const privateKeyPath = cleanPath(join(folder, `${prefix}_private.key`));
  const publicKeyPath = cleanPath(join(folder, `${prefix}_public.key`));
  if (request.force !== true)
    for (const path of [privateKeyPath, publicKeyPath]) refuseExisting(path);
  const replaced = warnReplaced(privateKeyPath, publicKeyPath);
  const pair = generateKeyPair(request.alg);
  const secret =
    request.passphrase === undefined
      ? `${pair.privateKey}\n`
      : encryptKey(pkcs8(pair.privateKey), request.passphrase);
  makeFolder(folder);
  writePair(privateKeyPath, secret, publicKeyPath, `${pair.publicKey}\n`, request.force === true);
  return {
    prefix,
    keyId: pair.keyId,
    publicKeyPath,
    privateKeyPath,
    warnings: [...replaced, ...warnRepository(privateKeyPath, request.env)],
  };
}

/**
 * Makes a further pair beside the present one; its prefix gets the time,
 * `_YYYYMMDDTHHMMSSZ`.
 *
 * @param nowMs Milliseconds since 1970.
 */
export function rotateKeys(request: Omit<KeyInit, 'force'>, nowMs: number): KeyInitResult {
  const stamp = `${new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
  return initKeys({ ...request, prefix: `${trimSpace(request.prefix)}_${stamp}`, force: false });
}

function checkNames(folder: string, prefix: string): void {
  if (folder === '' || prefix === '') {
    throw new CodedError(
      'invalid_input',
      `the ${folder === '' ? 'folder' : 'prefix'} of the key files is empty`,
      {
        hint: 'for example: gait keys init --out-dir gait-out/keys --prefix gait',
      },
    );
  }
  if (/[\\/\0]/u.test(prefix)) {
    throw new CodedError(
      'path_unsafe',
      `the key prefix ${JSON.stringify(prefix)} contains a separator`,
      {
        hint: 'name the folder with --out-dir',
      },
    );
  }
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new CodedError('file_exists', `the key file ${path} exists already`, {
    hint: 'use --force to replace it, `gait keys rotate` to add a pair, or another --prefix',
    where: { file: path },
  });
}

/**
 * The old public file goes first and the new one comes last: a process killed on
 * the way leaves a private key without its public half, which can be derived,
 * never two halves of different pairs.
 */
function writePair(
  privatePath: string,
  secret: string,
  publicPath: string,
  open: string,
  force: boolean,
): void {
  const oldPrivate = force ? readOld(privatePath) : undefined;
  const oldPublic = force ? readOld(publicPath) : undefined;
  if (oldPublic !== undefined) unlinkSync(publicPath);
  try {
    writeWhole(privatePath, secret, { overwrite: force });
  } catch (error) {
    if (oldPublic !== undefined) writeWhole(publicPath, oldPublic);
    throw error;
  }
  try {
    writeWhole(publicPath, open, { overwrite: force });
  } catch (error) {
    if (oldPrivate === undefined) unlinkSync(privatePath);
    else writeWhole(privatePath, oldPrivate);
    if (oldPublic !== undefined) writeWhole(publicPath, oldPublic);
    throw error;
  }
}

function readOld(path: string): Uint8Array | undefined {
  return existsSync(path) ? readWhole(path, { maxBytes: 64 * 1024 }) : undefined;
}

/** Who replaces a key must learn which one: without its public half nothing it signed verifies. */
function warnReplaced(privatePath: string, publicPath: string): readonly KeyWarning[] {
  if (!existsSync(privatePath) && !existsSync(publicPath)) return [];
  const keyId = readKeyId(publicPath);
  const named = keyId === undefined ? '' : ` ${keyId}`;
  return [
    {
      code: 'key_replaced',
      message: `the old key pair${named} was replaced; what it signed verifies only with a copy of its public key`,
    },
  ];
}

/** The id of a public key file; undefined when it is no such file. */
function readKeyId(path: string): string | undefined {
  try {
    return parsePublicKey(Buffer.from(readOld(path) ?? []).toString('utf8')).keyId;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

/** A key that git tracks is a key that everybody with the repository has. */
function warnRepository(privateKeyPath: string, env: Environment): readonly KeyWarning[] {
  const root = gitRoot(dirname(privateKeyPath));
  if (root === undefined || isIgnored(privateKeyPath, root, env) === 'yes') return [];
  return [
    {
      code: 'key_in_repository',
      message: `the private key lies in the git work tree ${root} and is not ignored; add its folder to .gitignore or move it out`,
    },
  ];
}

function pkcs8(text: string): Uint8Array {
  if (text.startsWith('-----BEGIN'))
    return createPrivateKey(text).export({ format: 'der', type: 'pkcs8' });
  const seed = (decodeBase64(text) ?? new Uint8Array()).subarray(0, 32);
  // The fixed beginning of an Ed25519 key in PKCS#8 (RFC 8410), then its 32 bytes.
  return Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
}
