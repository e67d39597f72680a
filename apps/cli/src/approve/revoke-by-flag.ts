import { CodedError, encodeRecord, prettyJson } from '@gait/canon';
import {
  parseRevocationFile,
  revocationListRecord,
  revokeTokens,
  type RevocationFile,
} from '@gait/gate';
import { approvalFiles, assertStatePath, changeFile } from '@gait/local';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { KeyFlagValues } from '../key-flags.ts';
import { splitList } from '../list-flag.ts';
import { assertPerson } from './assert-person.ts';
import { loadMinter } from './load-minter.ts';

interface RevokeFlags extends KeyFlagValues {
  readonly revoke: string;
  readonly revocations: string;
  readonly 'reason-code': string;
  readonly 'key-mode': string;
}

/**
 * `approve --revoke`: withdraws tokens by id. The list is signed when a key is given, and
 * `strict` accepts no other. Errors: `revocation_list_signature` (a signed list and no key), those of `parseRevocationFile`, `changeFile` and `loadMinter`.
 */
export async function revokeByFlag(context: Context, flags: RevokeFlags): Promise<Outcome> {
  assertPerson(context);
  const signs = flags['key-mode'].trim().toLowerCase() !== 'dev';
  const minter = signs ? await loadMinter(context, flags) : undefined;
  const named = flags.revocations.trim();
  const path = named === '' ? approvalFiles(context).revocations : named;
  if (named === '') assertStatePath(path);
  const tokenIds = splitList(flags.revoke);
  let count = 0;
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
    return prettyJson(encodeRecord(revocationListRecord, next));
  });
  if (minter === undefined)
    context.warn('warning: the list is not signed; --key-mode prod --private-key FILE signs it');
  return {
    exit: 0,
    json: {
      ok: true,
      revoked: tokenIds,
      revocations_path: path,
      revoked_total: count,
      key_id: minter?.key.keyId,
    },
    text: (paint) => [
      paint.verdict(true, `withdrawn: ${tokenIds.join(', ')}`),
      ...paint.pairs({ list: path, withdrawn: count, key: minter?.key.keyId ?? 'unsigned' }),
    ],
  };
}

/** A list that was signed and is so no more looks like one that somebody cut. */
function unsigned(path: string): CodedError {
  return new CodedError('revocation_list_signature', 'the list is signed: sign the new one too', {
    hint: 'pass --key-mode prod --private-key FILE',
    where: { file: path },
  });
}
