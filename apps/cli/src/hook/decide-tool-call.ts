import { formatTime, type Json } from '@gait/canon';
import { buildIntent, decideCall, type Call, type Decision, type HookCall } from '@gait/boundary';
import {
  signWaitingCall,
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
} from '@gait/gate';
import { hideSecrets, openApprovalInbox, type ApprovalInbox } from '@gait/local';
import { mapTexts } from '../approvals/redact-json.ts';
import type { CommandReading } from '@gait/commands';
import type { Context } from '../context.ts';
import { describeEffects } from './describe-effects.ts';
import type { HookGate } from './hook-gate.ts';
import { readCommandOf } from './read-command-of.ts';

/** What a hook answers, and why. */
export interface HookRuling {
  /** Only `allow` runs. */
  readonly verdict: 'allow' | 'deny';
  /** For the model and the person, one paragraph. */
  readonly reason: string;
  readonly decision: Decision;
  /** The call waits under this id; `''`: it does not. */
  readonly waitingId: string;
}

/** How long a call may wait for a person. */
export interface HookPatience {
  /** Milliseconds; 0: the tool is told to try again. */
  readonly waitMs: number;
  /** True when the tool's own time is over. */
  readonly isLate: () => boolean;
}

/**
 * Decides one call of a coding tool. A call that needs a person waits as long as the tool lets it;
 * then it is denied, and the same call is let through once when it comes again after the approval.
 *
 * @param context with the project as its current folder
 * @throws CodedError whatever keeps it from being decided: the caller denies
 */
export async function decideToolCall(
  context: Context,
  gate: HookGate,
  call: HookCall,
  patience: HookPatience,
): Promise<HookRuling> {
  const { intent, reading } = buildIntent(
    { ...call, sessionId: gate.sessionId },
    {
      project: context.cwd,
      identity: identityOf(context, call.harness),
      producerVersion: context.version,
      now: context.now(),
      ...readCommandOf(context),
    },
  );
  if (reading !== undefined && reading.obscurities.length === 0) gate.trustReading();
  const inbox = openApprovalInbox(context);
  const asked: Call = {
    intent,
    evaluationTime: undefined,
    // One that was left before the call came again counts at once.
    approvals: (digest) => inbox.granted(digest),
    delegations: () => [],
    approvalRef: '',
    simulate: false,
    correlationId: call.callId,
    stillWanted: () => !patience.isLate(),
    credential: { reference: '', scopes: [] },
    mcpTrust: await trustOf(context, gate, call, intent),
  };
  let decision = await decideCall(gate.setup, asked);
  if (decision.ruling.verdict !== 'require_approval') return answer(decision, inbox, '');
  const digest = decision.trace.intent_digest;
  const id = leave(context, gate, { call, intent, reading, decision, inbox }, patience.waitMs);
  if (patience.waitMs > 0) {
    const { waitForAnswer } = await import('./wait-for-answer.ts');
    if (await waitForAnswer(inbox, gate.setup, digest, patience)) {
      decision = await decideCall(gate.setup, asked);
    }
  }
  if (decision.ruling.verdict !== 'require_approval') inbox.remove(id);
  return answer(decision, inbox, decision.ruling.verdict === 'require_approval' ? id : '');
}

/** Only a policy that asks for trust in servers makes this be looked at. */
async function trustOf(
  context: Context,
  { setup }: HookGate,
  { call }: HookCall,
  intent: Call['intent'],
): Promise<Call['mcpTrust']> {
  const { mcp_trust: trust } = setup.policy.policy;
  if (call.kind !== 'mcp' || !trust.enabled) return undefined;
  const { serverTrust } = await import('../mcp/server-trust.ts');
  return serverTrust(context, trust, call.server, intent.context.risk_class);
}

function answer(decision: Decision, inbox: ApprovalInbox, waitingId: string): HookRuling {
  const { ruling, approvals, trace } = decision;
  // What was used up would only block the next try.
  if (ruling.verdict === 'allow' && approvals.approvals !== undefined) {
    inbox.takeAway(trace.intent_digest);
  }
  return {
    verdict: ruling.verdict === 'allow' ? 'allow' : 'deny',
    reason: reasonOf(decision, waitingId),
    decision,
    waitingId,
  };
}

function reasonOf({ ruling, outcome }: Decision, waitingId: string): string {
  const codes = ruling.reasonCodes.join(', ');
  const rule = outcome.matchedRule === '' ? '' : ` (rule ${outcome.matchedRule})`;
  switch (ruling.verdict) {
    case 'allow':
      return `gait allowed this call: ${codes}`;
    case 'require_approval':
      return (
        `gait: this call needs a person's approval: ${codes}${rule}. Ask the person to look at it ` +
        `with "gait approvals show ${waitingId}" in a terminal of their own. After the approval try ` +
        'the very same call again; do not try another way around.'
      );
    case 'dry_run':
      return `gait: this call may only be tried out, not run: ${codes}${rule}`;
    default:
      return `gait blocked this call: ${codes}${rule}`;
  }
}

interface Waiting {
  readonly call: HookCall;
  readonly intent: Call['intent'];
  readonly reading: CommandReading | undefined;
  readonly decision: Decision;
  readonly inbox: ApprovalInbox;
}

/** Leaves the call for a person. @returns its id */
function leave(
  context: Context,
  { setup, settings, sessionId }: HookGate,
  { call, intent, reading, decision, inbox }: Waiting,
  waitMs: number,
): string {
  const now = context.now();
  const { trace, ruling, outcome } = decision;
  const id = waitingCallId(trace.intent_digest, trace.policy_digest);
  const shown = mapTexts(intent as unknown as Json, (text) => hideSecrets(text, context.env));
  const asked = {
    schema_id: WAITING_CALL_SCHEMA_ID,
    schema_version: WAITING_CALL_SCHEMA_VERSION,
    created_at: formatTime(now),
    producer_version: context.version,
    request_id: id,
    intent_digest: trace.intent_digest,
    policy_digest: trace.policy_digest,
    project: context.cwd,
    policy_path: settings.policyPath,
    profile: settings.profile,
    harness: call.harness,
    session_id: sessionId,
    tool: call.tool,
    rules: outcome.matchedRule === '' ? [] : outcome.matchedRule.split(','),
    reason_codes: [...ruling.reasonCodes],
    effects: reading === undefined ? [] : [...describeEffects(reading)],
    waits_until: formatTime(now + BigInt(waitMs) * 1_000_000n),
    intent: shown,
    redacted: shown !== (intent as unknown as Json),
  };
  inbox.ask(signWaitingCall(asked, setup.signer));
  return id;
}

/** The agent is not the person it works for: nobody approves his own call. */
function identityOf({ env }: Context, harness: string): string {
  const user = env['USER'] ?? env['LOGNAME'] ?? env['USERNAME'] ?? '';
  return user === '' ? harness : `${harness}@${user}`;
}
