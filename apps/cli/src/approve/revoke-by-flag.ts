import { existsSync } from 'node:fs';
import {
  CodedError,
  encodeRecord,
  isCodedError,
  prettyJson,
  trimSpace,
  type KeySet,
} from '@gait/canon';
import {
  parseRevocationFile,
  parseRevocationList,
  revocationListRecord,
  revokeTokens,
  type RevocationFile,
} from '@gait/gate';
import { approvalFiles, assertStatePath, changeFile } from '@gait/local';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { configuredProfile } from '../gate/configured-profile.ts';
import { toHome } from '../home-path.ts';
import { namesPrivateKey, type KeyFlagValues } from '../key-flags.ts';
import { approverSecretPath } from '../onboard/add-approver.ts';
import { placeOf } from '../onboard/project-places.ts';
import { approverKeys, approverNames } from './approver-keys.ts';
import { assertPerson } from './assert-person.ts';
import { gateDefaults } from './gate-view.ts';
import { loadMinter, type Minter } from './load-minter.ts';
import { revokedIds } from './revoked-ids.ts';

interface RevokeFlags extends KeyFlagValues {
  readonly revoke: string;
  readonly revocations: string;
  readonly 'reason-code': string;
  readonly 'key-mode': string;
  readonly profile: string;
  readonly config: string;
  readonly 'no-config': boolean;
}

/**
 * `approve --revoke`: withdraws tokens by id or by their files. The list is signed when a key is
 * given here or named by the project, and only by one whose approvals its gate believes.
 *
 * @throws CodedError `key_missing` (the gate of the project believes no list without signature),
 *   `revocation_list_signature` (a signed list and no key; a key that is no approver's), those of
 *   `revokedIds`, `parseRevocationFile`, `changeFile` and `loadMinter`
 */
export async function revokeByFlag(context: Context, flags: RevokeFlags): Promise<Outcome> {
  assertPerson(context);
  const { ids: tokenIds, unknown } = revokedIds(context, flags.revoke);
  const minter = await minterOf(context, flags);
  const named = flags.revocations.trim();
  const path = named === '' ? approvalFiles(context).revocations : named;
  if (named === '') assertStatePath(path);
  let count = 0;
  let signedBefore = '';
  changeFile(context.resolve(path), (before) => {
    const list: RevocationFile | undefined =
      before === undefined ? undefined : parseRevocationFile(before, { file: path });
    if (list?.signature && minter === undefined) throw unsigned(path);
    const next = revokeTokens(
      list,
      {
        tokenIds,
        reason: flags['reason-code'].trim(),
        now: context.now(),
        producerVersion: context.version,
      },
      minter?.key,
    );
    count = next.revoked?.length ?? 0;
    signedBefore = list?.signature?.key_id ?? '';
    return prettyJson(encodeRecord(revocationListRecord, next));
  });
  if (minter === undefined)
    context.warn('warning: the list is not signed; --key-mode prod --private-key FILE signs it');
  else if (signedBefore !== '' && signedBefore !== minter.key.keyId)
    context.warn(
      `warning: the key ${signedBefore} signed the list before; projects whose approvers do not include ${minter.key.keyId} refuse it now`,
    );
  return {
    exit: 0,
    json: {
      ok: true,
      revoked: tokenIds,
      unknown: unknown.length === 0 ? undefined : unknown,
      revocations_path: path,
      revoked_total: count,
      key_id: minter?.key.keyId,
    },
    text: (paint) => [
      paint.verdict(true, `withdrawn: ${tokenIds.join(', ')}`),
      ...paint.pairs({ list: path, withdrawn: count, key: minter?.key.keyId ?? 'unsigned' }),
      ...unknown.map((id) =>
        paint.warn(`nothing on this machine mentions ${id}: compare it with the token`),
      ),
    ],
  };
}

/** The key that signs the list; undefined when nobody asks for a signature. */
async function minterOf(context: Context, flags: RevokeFlags): Promise<Minter | undefined> {
  const profile = await configuredProfile(context, flags);
  const defaults = await gateDefaults(context, flags);
  const sources: RevokeFlags = namesPrivateKey(context, flags)
    ? flags
    : {
        ...flags,
        'private-key': placeOf(context, defaults?.approval_private_key) ?? '',
        'private-key-env': defaults?.approval_private_key_env ?? '',
      };
  const keys = defaults === undefined ? undefined : approverKeys(context, defaults);
  if (!namesPrivateKey(context, sources)) {
    const modes = [flags['key-mode'], defaults?.key_mode ?? ''];
    const signs = profile === 'strict' || modes.some((mode) => trimSpace(mode) === 'prod');
    if (!signs) return undefined;
    throw keyMissing(context, profile, keys);
  }
  const minter = await loadMinter(context, { ...sources, 'key-mode': 'prod' }, profile);
  if (keys !== undefined) requireApprover(context, minter, keys);
  return minter;
}

/** Judged as the gate will judge it: a list it does not believe would stop every approval. */
function requireApprover(context: Context, { key }: Minter, keys: KeySet): void {
  const now = context.now();
  const probe = revokeTokens(
    undefined,
    { tokenIds: ['probe'], reason: '', now, producerVersion: context.version },
    key,
  );
  try {
    const text = prettyJson(encodeRecord(revocationListRecord, probe));
    parseRevocationList(text, { keys, required: true, now });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw new CodedError(
      'revocation_list_signature',
      `the key ${key.keyId} is no approver's of this project: its gate would believe no approval any more`,
      { hint: `sign with the key of an approver${namedFor(context, keys)}` },
    );
  }
}

function keyMissing(context: Context, profile: string, keys: KeySet | undefined): CodedError {
  const why = profile === 'strict' ? 'profile strict' : 'key mode prod';
  return new CodedError('key_missing', `${why} wants a signed list, and no key is given`, {
    hint: `pass --private-key FILE, the key of an approver${namedFor(context, keys)}`,
    where: { field: '--private-key' },
  });
}

function namedFor(context: Context, keys: KeySet | undefined): string {
  const names = keys === undefined ? [] : approverNames(keys);
  if (names.length === 0) return '';
  const paths = names.map((name) => approverSecretPath(context, name)).filter(existsSync);
  return ` (${names.join(', ')})${paths[0] === undefined ? '' : `, like ${toHome(paths[0], context.home)}`}`;
}

/** A list that was signed and is so no more looks like one that somebody cut. */
function unsigned(path: string): CodedError {
  return new CodedError('revocation_list_signature', 'the list is signed: sign the new one too', {
    hint: 'pass --key-mode prod --private-key FILE',
    where: { file: path },
  });
}
