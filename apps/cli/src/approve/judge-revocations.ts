import { existsSync } from 'node:fs';
import { isCodedError, type CodedError } from '@gait/canon';
import { parseRevocationList } from '@gait/gate';
import { approvalFiles, readWhole, type GateDefaults } from '@gait/local';
import type { Context } from '../context.ts';
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

/** The command that signs the list anew; `otherwise` where a signature is not what is wrong. */
export function revocationRepair({ code, hint }: CodedError, otherwise: string): string {
  // The hint ends with it.
  const command = code === 'revocation_list_signature' && /gait approve .*$/u.exec(hint ?? '')?.[0];
  return command || otherwise;
}
