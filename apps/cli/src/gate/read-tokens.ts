import { trimSpace } from '@gait/canon';
import {
  readApproval,
  readDelegation,
  type ApprovalToken,
  type DelegationToken,
  type ReadToken,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import type { GateEvalFlags } from './gate-settings.ts';

/** The approvals that flags name. Errors as `readWhole` and `readApproval`. */
export function readApprovals(
  context: Context,
  flags: GateEvalFlags,
): readonly ReadToken<ApprovalToken>[] {
  return pathsOf(flags['approval-token'], flags['approval-token-chain']).map((path) =>
    readApproval(readWhole(context.resolve(path)), { file: path }),
  );
}

/** The delegations that flags name. Errors as `readWhole` and `readDelegation`. */
export function readDelegations(
  context: Context,
  flags: GateEvalFlags,
): readonly ReadToken<DelegationToken>[] {
  return pathsOf(flags['delegation-token'], flags['delegation-token-chain']).map((path) =>
    readDelegation(readWhole(context.resolve(path)), { file: path }),
  );
}

/** Each file once, sorted: the order on the command line must not matter. */
function pathsOf(first: string, more: string): string[] {
  return [...new Set([trimSpace(first), ...splitList(more)])]
    .filter((path) => path !== '')
    .toSorted();
}
