import { trimSpace } from '@gait/canon';
import { bindEnvelope, type Call } from '@gait/boundary';
import { parseEnvelope } from '@gait/evidence';
import { readApproval, readDelegation, type Intent } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { correlationId } from '../correlation.ts';
import { splitList } from '../list-flag.ts';
import type { GateSettings } from './gate-settings.ts';

/**
 * The call that the flags describe; tokens are read when the verdict depends on them.
 *
 * @throws CodedError those of `parseEnvelope`.
 */
export function loadCall(context: Context, settings: GateSettings, intent: Intent): Call {
  const { flags, evaluationTime } = settings;
  return {
    intent,
    evaluationTime,
    envelope: loadEnvelope(context, flags['context-envelope'], evaluationTime ?? context.now()),
    approvals: () =>
      pathsOf(flags['approval-token'], flags['approval-token-chain']).map((path) =>
        readApproval(readWhole(context.resolve(path)), { file: path }),
      ),
    delegations: () =>
      pathsOf(flags['delegation-token'], flags['delegation-token-chain']).map((path) =>
        readDelegation(readWhole(context.resolve(path)), { file: path }),
      ),
    approvalRef: trimSpace(flags['approval-token-ref']),
    simulate: flags.simulate,
    correlationId: correlationId(context.argv),
    credential: {
      reference: trimSpace(flags['credential-ref']),
      scopes: splitList(flags['credential-scopes']),
    },
  };
}

function loadEnvelope(context: Context, given: string, now: bigint): Call['envelope'] {
  const path = trimSpace(given);
  if (path === '') return undefined;
  return bindEnvelope(parseEnvelope(readWhole(context.resolve(path)), { file: path }), now);
}

/** Each file once, sorted: the order on the command line must not matter. */
function pathsOf(first: string, more: string): string[] {
  return [...new Set([trimSpace(first), ...splitList(more)])]
    .filter((path) => path !== '')
    .toSorted();
}
