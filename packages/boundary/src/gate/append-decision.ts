import type { EventDetails } from '@gait/evidence';
import { sessionSteps, type Intent } from '@gait/gate';
import { furtherReadings } from './call-views.ts';
import type { GateSetup } from './gate-setup.ts';
import type { SessionState } from './session-stage.ts';
import type { Decided } from './trace-facts.ts';

/**
 * Writes the decision into the journal. @returns Its sequence; undefined without a journal.
 *
 * @param asked the intent as it came
 */
export function appendDecision(
  setup: GateSetup,
  asked: Intent,
  state: SessionState,
  { prepared, outcome, ruling, policy }: Decided,
  written: { readonly traceId: string; readonly eventId: string; readonly tracePath: string },
): number | undefined {
  if (state.kind !== 'known') return undefined;
  const { turn } = state;
  const { intent, intentDigest } = prepared;
  const steps = sessionSteps(
    prepared,
    turn.history,
    setup.profile,
    furtherReadings(setup, asked, prepared),
  );
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
