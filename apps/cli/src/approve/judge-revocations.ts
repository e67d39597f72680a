import { existsSync } from 'node:fs';
import { isCodedError, type CodedError } from '@gait/canon';
import { parseRevocationList } from '@gait/gate';
import { approvalFiles, PROJECT_CONFIG, readWhole, type GateDefaults } from '@gait/local';
import type { Context } from '../context.ts';
import { placeOf } from '../onboard/project-places.ts';
import { edit } from '../onboard/ungated-finding.ts';
import { shellWord } from '../shell-word.ts';
import { approverKeys } from './approver-keys.ts';

/**
 * Why the gate of a project would not believe this machine's list of withdrawn tokens; undefined
 * when it does, or when there is none.
 *
 * @param context of the project: paths of its defaults start there
 */
export function judgeRevocations(context: Context, defaults: GateDefaults): CodedError | undefined {
  const path = approvalFiles(context).revocations;
  if (!existsSync(path)) return undefined;
  try {
    const trust = {
      keys: approverKeys(context, defaults),
      required: defaults.profile.toLowerCase() === 'strict',
      now: context.now(),
    };
    parseRevocationList(readWhole(path), trust, { file: path });
    return undefined;
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
}

/**
 * The command that repairs the list: signs it anew, or opens the file in which the key of its
 * signer has to be added; `otherwise` where a signature is not what is wrong.
 */
export function revocationRepair(
  context: Context,
  { approval_trust: trust }: GateDefaults,
  { code, hint = '' }: CodedError,
  otherwise: string,
): string {
  if (code !== 'revocation_list_signature') return otherwise;
  // The hint ends with the command, where there is one.
  const command = /gait approve .*$/u.exec(hint)?.[0];
  return command ?? edit(shellWord(placeOf(context, trust) ?? PROJECT_CONFIG));
}

/** What is wrong, with the id of the key that is not known here: without it nobody can add it. */
export function revocationFault({ message, hint = '' }: CodedError): string {
  const key = /the key [0-9a-f]{64}/u.exec(hint)?.[0];
  return key === undefined ? message : `${message}: ${key} is no approver's of this project`;
}
