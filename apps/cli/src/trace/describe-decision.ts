import { committedEvidence, decisionDigest } from '@gait/evidence';
import type { JsonAnswer } from '../command.ts';
import { foundLines } from '../found-lines.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { verdictText } from '../policy/verdict-text.ts';
import { besideAnswer, type BesideTrace } from '../trace-answer.ts';
import type { DecisionReport } from './judge-decision.ts';
import type { RecordedDecision } from './read-decisions.ts';

/** A decision and, where a key was given, what it is worth. */
export interface ShownDecision {
  readonly decision: RecordedDecision;
  readonly beside: BesideTrace;
  readonly judged: DecisionReport | undefined;
}

/** What `trace show` says of one decision, for programs. */
export function decisionAnswer({ decision, beside, judged }: ShownDecision): JsonAnswer {
  const { trace } = decision;
  const document = beside.document.value;
  return {
    place: decision.place,
    trace_id: trace.trace_id,
    event_id: unlessEmpty(trace.event_id),
    observed_at: trace.observed_at,
    tool_name: trace.tool_name,
    verdict: trace.verdict,
    policy_verdict: document?.policy_verdict,
    reason_codes: document?.reason_codes ?? undefined,
    matched_rules: document?.matched_rules ?? undefined,
    violations: unlessEmpty(trace.violations ?? []),
    intent_digest: trace.intent_digest,
    policy_digest: trace.policy_digest,
    args_digest: trace.args_digest,
    committed_document: committedEvidence(trace)[0],
    signature_status: judged?.report.status,
    verified: judged?.report.ok,
    refusals: judged === undefined ? undefined : unlessEmpty(judged.report.refusals),
    ...(judged === undefined
      ? { outcome: beside.outcome.value?.outcome }
      : besideAnswer(judged, beside)),
  };
}

/** The same for a person: what was decided, why, on what, and what it is worth. */
export function decisionText(shown: ShownDecision, paint: Paint): readonly string[] {
  const { decision, beside, judged } = shown;
  const { trace } = decision;
  const document = beside.document.value;
  const runs = trace.verdict === 'allow' || trace.verdict === 'dry_run';
  return [
    `${paint.verdict(runs, verdictText(trace.verdict, paint))}  ${trace.tool_name}`,
    ...paint.pairs({
      when: trace.observed_at,
      'policy said':
        document !== undefined && document.policy_verdict !== trace.verdict
          ? document.policy_verdict
          : undefined,
      rules: document?.matched_rules?.join(', '),
      reasons: document?.reason_codes?.join(', '),
      violations: (trace.violations ?? []).join(', '),
      profile: document?.profile,
      'approved with': document?.approvals?.join(', '),
      approval: trace.approval_token_ref,
      delegation: trace.delegation_ref?.requester_identity,
      'run by': trace.agent_id,
      credential: trace.broker_credential_ref,
      'kill switch': killSwitchText(trace.kill_switch),
      'freeze window': trace.freeze_window?.status,
      sandbox: trace.sandbox?.status,
      outcome: beside.outcome.value?.outcome,
    }),
    ...stepLines(trace.step_verdicts ?? [], paint),
    ...paint.pairs({
      trace: trace.trace_id,
      event: trace.event_id,
      policy: trace.policy_digest,
      intent: trace.intent_digest,
      arguments: trace.args_digest,
      at: decision.place,
    }),
    ...documentLines(shown, paint),
    ...worthLines(judged, paint),
  ];
}

/** Which entry of the kill switch stopped the call, and by what it knew it. */
function killSwitchText(decision: RecordedDecision['trace']['kill_switch']): string | undefined {
  if (decision === null) return undefined;
  const entries = decision.matched_entry_ids ?? [];
  if (entries.length === 0) return decision.status;
  const codes = (decision.reason_codes ?? []).filter((code) => code !== 'kill_switch_active');
  const why = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  return `${decision.status}: stopped by ${entries.join(', ')}${why}`;
}

function stepLines(
  steps: readonly { index: number; tool_name: string; verdict: string; matched_rule: string }[],
  paint: Paint,
): readonly string[] {
  return paint.table(
    steps.map(({ index, tool_name, verdict, matched_rule }) => [
      `  step ${index + 1}`,
      tool_name,
      verdictText(verdict, paint),
      matched_rule,
    ]),
  );
}

function documentLines(
  { decision, beside, judged }: ShownDecision,
  paint: Paint,
): readonly string[] {
  const committed = committedEvidence(decision.trace)[0];
  const { value, fault } = beside.document;
  if (fault !== undefined) return [paint.bad(`decision document cannot be read: ${fault.message}`)];
  if (value === undefined) {
    if (committed === undefined) return [];
    return [paint.warn(`the reasons are in decision document ${committed}, which is not here`)];
  }
  if (judged !== undefined) return [];
  return decisionDigest(value) === committed
    ? []
    : [paint.bad('the decision document is not the one that the trace commits to')];
}

function worthLines(judged: DecisionReport | undefined, paint: Paint): readonly string[] {
  if (judged === undefined) {
    return [paint.dim('not verified: give --public-key or --trust to check the signature')];
  }
  const { report } = judged;
  const complete = judged.document === 'verified' ? ', with its decision document' : '';
  return [
    paint.verdict(report.ok, report.ok ? `verifies${complete}` : 'does not verify'),
    ...(report.fault === undefined ? [] : [paint.bad(report.fault.message)]),
    ...foundLines(report, paint),
  ];
}
