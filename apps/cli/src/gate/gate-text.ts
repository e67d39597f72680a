import type { Decision } from '@gait/boundary';
import type { LimitDecision, Stranger } from '@gait/gate';
import type { Context } from '../context.ts';
import type { Paint } from '../paint.ts';
import type { GateSettings } from './gate-settings.ts';
import { nextSteps } from './next-steps.ts';

/** The decision for a person: the verdict, why, and what to do about it. */
export function gateText(
  context: Context,
  settings: GateSettings,
  decision: Decision,
  warnings: readonly string[],
  paint: Paint,
): string[] {
  const { stoppedBy, approve } = nextSteps(context, settings, decision);
  const { ruling, outcome, trace, places, simulated, limits } = decision;
  const { approvals } = decision.approvals;
  const said = simulated === undefined ? ruling.verdict : `${simulated.verdict} (simulated)`;
  return [
    // Of a simulation what would be said counts, whatever lets the call run meanwhile.
    paint.verdict((simulated ?? ruling).verdict === 'allow', `${trace.tool_name}: ${said}`),
    ...paint.pairs({
      rule: outcome.matchedRule || 'none matched: the default verdict',
      reasons: ruling.reasonCodes.join(', '),
      'stopped by': stoppedBy && `${stoppedBy}, see gait kill-switch list`,
      violations: ruling.violations.join(', ') || undefined,
      approvals:
        approvals === undefined ? undefined : `${approvals.valid} of ${approvals.required}`,
      'not believed': approvals && strangers(approvals.strangers),
      'rate limit': limitText(limits.rateLimit),
      'destructive budget': limitText(limits.destructiveBudget),
      credential: decision.credential.issued?.receipt.credentialRef,
      trace: places.trace,
      'decision document': places.document || undefined,
      'approval audit': places.approvalAudit || undefined,
      'delegation audit': places.delegationAudit || undefined,
      'credential evidence': places.credential || undefined,
    }),
    ...warnings.map((text) => paint.warn(text)),
    ...(approve === undefined ? [] : [paint.dim(`approve it: ${approve}`)]),
  ];
}

/** The code says that the signature is wrong; mostly it is right, and the key is nobody's who may. */
function strangers(tokens: readonly Stranger[]): string | undefined {
  const lines = tokens.map(
    ({ tokenId, keyId }) => `token ${tokenId}: its key ${keyId} is not an approver's`,
  );
  return lines.length === 0 ? undefined : lines.join('; ');
}

function limitText(decision: LimitDecision | undefined): string | undefined {
  if (decision === undefined) return undefined;
  return `${decision.used} of ${decision.limit} used (${decision.key})`;
}
