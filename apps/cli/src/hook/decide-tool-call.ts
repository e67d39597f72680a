import { formatTime, type Json } from '@gait/canon';
import { buildIntent, decideCall, type Call, type Decision, type HookCall } from '@gait/boundary';
import {
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
  type Intent,
  type WaitingCall,
} from '@gait/gate';
import { freshFiles, noteWrittenFiles, openApprovalInbox, type ApprovalInbox } from '@gait/local';
import type { CommandReading } from '@gait/commands';
import { findHookRow } from '@gait/harness';
import type { Context } from '../context.ts';
import { describeEffects } from './describe-effects.ts';
import type { HookGate } from './hook-gate.ts';
import { readCommandOf } from './read-command-of.ts';
import { describeRuling, heldWords, type HeldWords, type JudgedCall } from './describe-ruling.ts';
import { noteCall } from './note-call.ts';

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
      ...readCommandOf(context, {
        isFresh: freshFiles(gate.journal, context.cwd),
        typedInto: findHookRow(call.harness)?.typesUnseen === true,
      }),
    },
  );
  noteWrittenFiles(gate.journal, writtenPaths(intent));
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
  const judged = (): JudgedCall => ({ setup: gate.setup, intent, reading, decision });
  const told = (waitingId: string): HookRuling => answer(context, judged(), inbox, waitingId);
  noteCall(context, gate, call, decision);
  if (decision.ruling.verdict !== 'require_approval') return told('');
  const digest = decision.trace.intent_digest;
  const words = heldWords(context, judged());
  const waiting = { call, intent, reading, decision, inbox, words };
  const id = leave(context, gate, waiting, patience.waitMs);
  if (patience.waitMs > 0) {
    const { waitForAnswer } = await import('./wait-for-answer.ts');
    if (await waitForAnswer(inbox, gate.setup, digest, patience)) {
      decision = await decideCall(gate.setup, asked);
      noteCall(context, gate, call, decision);
    }
  }
  if (decision.ruling.verdict !== 'require_approval') inbox.remove(id);
  return told(decision.ruling.verdict === 'require_approval' ? id : '');
}

/** The files that a call writes by name, also within the steps of a script. */
function writtenPaths({ targets, script }: Intent): readonly string[] {
  return [...(targets ?? []), ...(script?.steps ?? []).flatMap((step) => step.targets ?? [])]
    .filter(
      ({ kind, endpoint_class: of, operation }) =>
        kind === 'path' && of === 'fs.write' && operation === 'write',
    )
    .map(({ value }) => value);
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

function answer(
  context: Context,
  judged: JudgedCall,
  inbox: ApprovalInbox,
  waitingId: string,
): HookRuling {
  const { decision } = judged;
  const { ruling, approvals, trace } = decision;
  // What was used up would only block the next try.
  if (ruling.verdict === 'allow' && approvals.approvals !== undefined) {
    inbox.takeAway(trace.intent_digest);
  }
  const words = ruling.verdict === 'allow' ? undefined : heldWords(context, judged);
  return {
    verdict: ruling.verdict === 'allow' ? 'allow' : 'deny',
    reason: describeRuling(decision, words, waitingId),
    decision,
    waitingId,
  };
}

interface Waiting {
  readonly call: HookCall;
  readonly intent: Call['intent'];
  readonly reading: CommandReading | undefined;
  readonly decision: Decision;
  readonly inbox: ApprovalInbox;
  readonly words: HeldWords;
}

/** Leaves the call for a person. @returns its id */
function leave(
  context: Context,
  { setup, settings, sessionId }: HookGate,
  { call, intent, reading, decision, inbox, words }: Waiting,
  waitMs: number,
): string {
  const now = context.now();
  const { trace, outcome } = decision;
  const id = waitingCallId(trace.intent_digest, trace.policy_digest);
  const asked: WaitingCall = {
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
    reason_codes: [...words.codes],
    effects: reading === undefined ? [] : [...describeEffects(reading)],
    held: [...words.held],
    waits_until: formatTime(now + BigInt(waitMs) * 1_000_000n),
    // The inbox takes the secrets out, here and everywhere above.
    intent: intent as unknown as Json,
    redacted: false,
    signature: null,
  };
  inbox.ask(asked, setup.signer);
  return id;
}

/** The agent is not the person it works for: nobody approves his own call. */
function identityOf({ env }: Context, harness: string): string {
  const user = env['USER'] ?? env['LOGNAME'] ?? env['USERNAME'] ?? '';
  return user === '' ? harness : `${harness}@${user}`;
}
