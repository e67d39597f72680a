import type { Evidence } from '@gait/boundary';
import { recordStoppedCall } from '@gait/local';
import type { Context } from '../context.ts';

/** Writes down beside the state that a switch stopped this call, if one did. Errors as `recordStoppedCall`. */
export function journalKillSwitch(
  context: Context,
  statePath: string,
  { trace, killSwitch, context: claims }: Evidence,
  source: 'gate_eval' | 'gate_serve',
): void {
  if (killSwitch === null) return;
  recordStoppedCall(context.resolve(statePath), {
    createdAt: trace.created_at,
    producerVersion: trace.producer_version,
    source,
    traceId: trace.trace_id,
    jobId: claims.job_id,
    toolName: trace.tool_name,
    agentId: claims.agent_id,
    identity: claims.identity,
    reasonCodes: killSwitch.reason_codes ?? [],
    matchedEntryIds: killSwitch.matched_entry_ids ?? [],
  });
}
