import { join } from 'node:path';
import { CodedError } from '@gait/canon';
import { isThere, loadTrust, PROJECT_CONFIG } from '@gait/local';
import { gateDefaults } from '../approve/gate-view.ts';
import type { Context } from '../context.ts';
import { keyFolder, placeOf } from '../onboard/project-places.ts';

/** A person who may approve, and the key that is theirs on this machine. */
export interface LocalApprover {
  readonly name: string;
  /** Path of the private key that `gait init --approver` made. */
  readonly keyFile: string;
}

/**
 * Who of those that the project believes has a key on this machine.
 *
 * @param context with the project as its current folder
 * @param named a name that the person gave; `''`: the only one there is
 * @throws CodedError `token_request_invalid` when nobody, or more than one, can be meant
 */
export async function approverOf(context: Context, named: string): Promise<LocalApprover> {
  const defaults = await gateDefaults(context, { config: PROJECT_CONFIG, 'no-config': false });
  const trust = placeOf(context, defaults?.approval_trust);
  const names =
    trust === undefined || !isThere(trust)
      ? []
      : loadTrust(trust)
          .keys.filter(({ roles }) => roles?.includes('approver') !== false)
          .flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
  const here = [...new Set(names)]
    .map((name) => ({ name, keyFile: join(keyFolder(context), `${name}_private.key`) }))
    .filter(({ keyFile }) => isThere(keyFile));
  const wanted = named === '' ? here : here.filter(({ name }) => name === named);
  const [one, ...more] = wanted;
  if (one !== undefined && more.length === 0) return one;
  throw new CodedError(
    'token_request_invalid',
    one === undefined
      ? `no key of ${named === '' ? 'an approver' : named} is on this machine`
      : `several approvers have keys here: ${here.map(({ name }) => name).join(', ')}`,
    {
      hint:
        one === undefined
          ? `make one with: gait init --approver ${named === '' ? 'NAME' : named}, or name the key with --private-key`
          : 'say who you are with --approver NAME',
      where: { field: '--approver' },
    },
  );
}
