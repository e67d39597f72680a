import { trimSpace } from '@gait/canon';
import type { Call } from '@gait/boundary';
import type { Intent } from '@gait/gate';
import type { Context } from '../context.ts';
import { correlationId } from '../correlation.ts';
import { splitList } from '../list-flag.ts';
import type { GateSettings } from './gate-settings.ts';

/**
 * The call that the flags describe; tokens are read when the verdict depends on them.
 *
 * @throws CodedError those of `readEnvelope`.
 */
export async function loadCall(
  context: Context,
  settings: GateSettings,
  intent: Intent,
): Promise<Call> {
  const { flags, evaluationTime } = settings;
  return {
    intent,
    evaluationTime,
    envelope: await envelopeOf(context, flags['context-envelope'], evaluationTime),
    approvals: async () => (await import('./read-tokens.ts')).readApprovals(context, flags),
    delegations: async () => (await import('./read-tokens.ts')).readDelegations(context, flags),
    approvalRef: trimSpace(flags['approval-token-ref']),
    simulate: flags.simulate,
    correlationId: correlationId(context.argv),
    credential: {
      reference: trimSpace(flags['credential-ref']),
      scopes: splitList(flags['credential-scopes']),
    },
  };
}

async function envelopeOf(
  context: Context,
  given: string,
  evaluationTime: bigint | undefined,
): Promise<Call['envelope']> {
  const path = trimSpace(given);
  if (path === '') return undefined;
  const { readEnvelope } = await import('./read-envelope.ts');
  return readEnvelope(context, path, evaluationTime ?? context.now());
}
