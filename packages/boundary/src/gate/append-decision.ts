import type { EventDetails } from '@gait/evidence';
import { sessionSteps } from '@gait/gate';
import type { GateSetup } from './gate-setup.ts';
import type { SessionState } from './session-stage.ts';
import type { Decided } from './trace-facts.ts';

/** Writes the decision into the journal. @returns Its sequence; undefined without a journal. */
export function appendDecision(
  setup: GateSetup,
  state: SessionState,
  { prepared, outcome, ruling, policy }: Decided,
  written: { readonly traceId: string; readonly eventId: string; readonly tracePath: string },
): number | undefined {
  if (state.kind !== 'known') return undefined;
  const { turn } = state;
  const { intent, intentDigest } = prepared;
  const steps = sessionSteps(prepared, turn.history, setup.profile);
  const details: EventDetails = {
    toolName: intent.tool_name,
    verdict: ruling.verdict,
    intentDigest,
    policyDigest: policy.digest,
    policyId: policy.id,
    policyVersion: policy.version,
    matchedRuleIds: outcome.matchedRule.split(','),
    traceId: written.traceId,
    tracePath: written.tracePath,
    reasonCodes: ruling.reasonCodes,
    violations: ruling.violations,
    actor: intent.context.identity,
    call: {
      event_id: written.eventId,
      steps: steps.map((step) => ({
        tool_name: step.tool,
        endpoint_classes: step.endpointClasses,
        data_classes: step.dataClasses,
        destructive: step.destructive,
        labels: step.labels,
        places: step.places,
      })),
    },
  };
  return turn.append(details);
}
