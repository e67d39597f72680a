import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CodedError,
  isJsonObject,
  parseJson,
  parsePublicKey,
  parseTrust,
  prettyJson,
  type Json,
  type JsonObject,
  type VerifyKey,
} from '@gait/canon';
import { changeFile, initKeys, readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { keyFolder, SIGNER_PREFIX } from './project-places.ts';

/** Checks a name that is to be part of a file's name. Errors: `flag_invalid`. */
export function checkApprover(name: string): void {
  const isFileName = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/u.test(name);
  if (isFileName && name.toLowerCase() !== SIGNER_PREFIX) return;
  throw new CodedError('flag_invalid', `no name for an approver: ${JSON.stringify(name)}`, {
    hint: 'use letters, digits and . _ @ + -, like alice or alice@example.com',
    where: { field: '--approver' },
  });
}

/** The key that `--approver` names: the public half in the user's key folder. */
export function approverKeyPath(context: Context, name: string): string {
  return join(keyFolder(context), `${name}_public.key`);
}

/** The private half of the same pair; of somebody else's key it is not there. */
export function approverSecretPath(context: Context, name: string): string {
  return join(keyFolder(context), `${name}_private.key`);
}

/** Whether a trust file knows an approver's key already. Errors as `parseTrust`. */
export function knowsApprover(context: Context, trust: string, name: string): boolean {
  const path = approverKeyPath(context, name);
  if (!existsSync(trust) || !existsSync(path)) return false;
  const key = publicKeyAt(path);
  const known = parseTrust(parseJson(readWhole(trust)), { file: trust });
  return known.keys.some((entry) => entry.key.keyId === key.keyId);
}

/**
 * Lets somebody approve: makes a key pair unless the public half is there already, and puts the
 * public half into the trust file under the lock of that file. Everything else in it stays.
 *
 * @throws CodedError those of `initKeys`, `parsePublicKey`, `parseTrust` and `changeFile`
 */
export function addApprover(context: Context, trust: string, name: string): void {
  const path = approverKeyPath(context, name);
  if (!existsSync(path)) {
    initKeys({ folder: keyFolder(context), prefix: name, env: context.env });
  }
  const key = publicKeyAt(path);
  changeFile(trust, (before) => {
    const file = before === undefined ? undefined : parseJson(before, { where: { file: trust } });
    const known = file === undefined ? [] : parseTrust(file, { file: trust }).keys;
    const keys =
      isJsonObject(file) && Array.isArray(file['keys']) ? (file['keys'] as readonly Json[]) : [];
    const added = known.some((entry) => entry.key.keyId === key.keyId) ? [] : [entryOf(key, name)];
    return prettyJson({
      schema_id: 'gait.trust',
      schema_version: '1.0.0',
      keys: [...keys, ...added],
    });
  });
}

function publicKeyAt(path: string): VerifyKey {
  return parsePublicKey(Buffer.from(readWhole(path, { maxBytes: 64 * 1024 })).toString('utf8'));
}

function entryOf(key: VerifyKey, identity: string): JsonObject {
  return {
    key_id: key.keyId,
    alg: key.alg,
    public_key: key.text,
    roles: ['approver'],
    identity,
  };
}
