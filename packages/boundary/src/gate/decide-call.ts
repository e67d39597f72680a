import { formatTime, type CodedError } from '@gait/canon';
import { traceEventIdOf, traceIdOf, type DecisionDocument, type TraceRecord } from '@gait/evidence';
import {
  applyMcpTrust,
  decide,
  fillAgentIdentity,
  followsReference,
  prepareIntent,
  stricterOutcome,
  type CompiledPolicy,
  type KillSwitchView,
  type PreparedIntent,
  type Outcome,
} from '@gait/gate';
import type { SealedSecret, SessionTurn } from '@gait/local';
import type { PreApproval, ScriptApproval } from './approve-script.ts';
import { decidedOf, evidenceOf } from './build-evidence.ts';
import { viewOfPolicy, viewsOfGuards } from './call-views.ts';
import type { Call, EvidencePlaces, GateSetup } from './gate-setup.ts';
import type { ApprovalStage } from './judge-approvals.ts';
import type { CredentialStage } from './judge-credential.ts';
import type { DelegationStage } from './judge-delegation.ts';
import { judgeLimits, type LimitStage } from './judge-limits.ts';
import type { Judged } from './judged.ts';
import { blocked, type Ruling } from './ruling.ts';
import { blockUnusable, historyOf, sessionState } from './session-stage.ts';
import { mayRun, refuseSimulation, simulate, type Simulated } from './simulate-call.ts';
import { afterFailure, takeBack } from './take-back.ts';

/** Everything that a decision came to, after its evidence was written. */
export interface Decision {
  readonly ruling: Ruling;
  /** What the policy said by itself. */
  readonly outcome: Outcome;
  readonly preApproval: PreApproval | undefined;
  readonly registryReason: string;
  readonly delegation: DelegationStage;
  readonly approvals: ApprovalStage;
  readonly limits: Omit<LimitStage, 'ruling' | 'giveBack'>;
  readonly credential: CredentialStage;
  readonly simulated: Simulated | undefined;
  /** The secret of the credential, when the call may run and its broker handed one out. */
  readonly secret: SealedSecret | undefined;
  readonly createdAt: string;
  readonly trace: TraceRecord;
  /** Its place in the session's journal; undefined without one, or when nothing was decided. */
  readonly sessionSequence: number | undefined;
  readonly document: DecisionDocument | undefined;
  readonly places: EvidencePlaces;
}

/**
 * Decides one call and writes its evidence before it answers (gait-formats §4.7).
 *
 * The order is: policy, guards, limits (looked at), delegation, approvals, limits (counted),
 * credential, single use of tokens, evidence. Each stage can only tighten what came before,
 * except that approvals grant what waited for them. What was counted is given back when a later
 * stage blocks or fails.
 *
 * @throws CodedError when the call cannot be decided or its evidence not written: `intent_*`,
 *   those of the stores, `trace_journal_closed`, `disk_full`, … The caller blocks then.
 */
export async function decideCall(setup: GateSetup, call: Call): Promise<Decision> {
  if (call.simulate) refuseSimulation(setup);
  if (setup.session === undefined) return await decideInTurn(setup, call, undefined);
  return await setup.session.inTurn((turn) => decideInTurn(setup, call, turn));
}

async function decideInTurn(
  setup: GateSetup,
  call: Call,
  turn: SessionTurn | CodedError | undefined,
): Promise<Decision> {
  const observedAt = setup.clock();
  const started = performance.now();
  const policyStage = await judgeByPolicy(setup, call, turn, observedAt);
  const latencyMs = performance.now() - started;
  const judged = await judgeFurther(setup, call, policyStage, observedAt);
  let takeAway: (() => void) | undefined;
  try {
    const { ruling, simulated } = simulate(call, judged.ruling);
    const decided = decidedOf(setup, call, judged, ruling, { observedAt, latencyMs });
    const evidence = await evidenceOf(setup, judged, decided);
    const secret = mayRun(ruling, simulated) ? judged.credential.issued?.secret : undefined;
    takeAway = secret === undefined ? undefined : setup.handOver?.(secret);
    const places = await setup.record(evidence);
    const { trace } = evidence;
    const keeps = !call.simulate && judged.session.kind === 'known';
    const sessionSequence = !keeps
      ? undefined
      : (await import('./append-decision.ts')).appendDecision(
          setup,
          call.intent,
          judged.session,
          decided,
          {
            traceId: trace.trace_id,
            eventId: trace.event_id,
            tracePath: places.trace,
          },
        );
    const { rateLimit, destructiveBudget } = judged.limits;
    return {
      ...judged,
      ruling,
      limits: { rateLimit, destructiveBudget },
      simulated,
      secret,
      createdAt: trace.created_at,
      trace,
      sessionSequence,
      document: evidence.document,
      places,
    };
  } catch (error) {
    // Otherwise it was taken back when the verdict was known.
    if (judged.ruling.verdict === 'allow') await afterFailure(judged.limits, judged.credential);
    takeAway?.();
    throw error;
  }
}

type PolicyStage = Pick<
  Judged,
  'outcome' | 'preApproval' | 'registryReason' | 'ruling' | 'session'
>;

async function judgeByPolicy(
  setup: GateSetup,
  call: Call,
  turn: SessionTurn | CodedError | undefined,
  observedAt: bigint,
): Promise<PolicyStage> {
  const now = call.evaluationTime ?? observedAt;
  const { agentSet, overlays = [] } = setup;
  // The gate says which agent it is, never the caller.
  const asked = agentSet === undefined ? call.intent : fillAgentIdentity(call.intent, agentSet);
  const prepared = prepareIntent(asked, {
    profile: setup.profile,
    envelope: call.envelope,
    toolClasses: setup.toolClasses,
    policyClasses: setup.policy.toolClasses,
    commandOf: setup.commandOf,
  });
  const killSwitch = setup.killSwitch(prepared.intent);
  const approved = await scriptApproval(setup, prepared, killSwitch, observedAt);
  const { profile, inventory, foldsCase } = setup;
  const session = sessionState(turn, prepared);
  const options = { now, profile, killSwitch, inventory, foldsCase, session: historyOf(session) };
  const judgeBy = (further: CompiledPolicy): Outcome =>
    decide(further, viewOfPolicy(setup, asked, prepared, further), options);
  const outcome = overlays.reduce(
    (first, further) => stricterOutcome(first, judgeBy(further), further),
    approved.preApproval?.outcome ?? decide(setup.policy, prepared, options),
  );
  const { verdict, reasonCodes, violations } = outcome;
  const said = { verdict, reasonCodes, violations };
  const trusted =
    call.mcpTrust === undefined
      ? said
      : applyMcpTrust(said, setup.policy.policy.mcp_trust, call.mcpTrust, profile);
  let ruling = blockUnusable(session, trusted);
  for (const seen of viewsOfGuards(setup, asked, prepared, outcome.prepared)) {
    for (const guard of setup.guards) {
      const grounds = guard.judge(seen);
      if (grounds.reasonCodes.length > 0) {
        ruling = blocked(ruling, grounds.reasonCodes, grounds.violations);
      }
    }
  }
  return { outcome, ruling, session, ...approved };
}

const NOT_APPROVED: ScriptApproval = { preApproval: undefined, registryReason: '' };

/*
 * Stages that most calls pass without are loaded when a call needs them: the process of one
 * decision takes about as long as its code takes to load.
 */

async function scriptApproval(
  setup: GateSetup,
  prepared: PreparedIntent,
  killSwitch: KillSwitchView,
  now: bigint,
): Promise<ScriptApproval> {
  if ((setup.approvedScripts?.length ?? 0) === 0) return NOT_APPROVED;
  const { approveScript } = await import('./approve-script.ts');
  return approveScript(setup, prepared, killSwitch, now);
}

async function delegationStage(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<DelegationStage> {
  if (!outcome.requireDelegation) return { ruling, chain: undefined };
  const { judgeDelegation } = await import('./judge-delegation.ts');
  return await judgeDelegation(setup, call, outcome, ruling, now);
}

async function approvalStage(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<ApprovalStage> {
  if (ruling.verdict !== 'require_approval') return { ruling, approvals: undefined };
  const { judgeApprovals } = await import('./judge-approvals.ts');
  return await judgeApprovals(setup, call, outcome, ruling, now);
}

async function judgeFurther(
  setup: GateSetup,
  call: Call,
  stage: PolicyStage,
  now: bigint,
): Promise<Judged> {
  const { outcome } = stage;
  const looked = await judgeLimits(setup, outcome, stage.ruling, false, now);
  const delegation = await delegationStage(setup, call, outcome, looked.ruling, now);
  const approvals = await approvalStage(setup, call, outcome, delegation.ruling, now);
  const limits = await countLimits(setup, call, outcome, { looked, ruling: approvals.ruling, now });
  let credential: CredentialStage | undefined;
  let ruling: Ruling;
  try {
    credential = await credentialStage(setup, call, outcome, limits.ruling, now);
    ruling = await spendTokens(setup, call, approvals, ifWanted(call, credential.ruling), {
      intentDigest: outcome.prepared.intentDigest,
      now,
    });
  } catch (error) {
    await afterFailure(limits, credential);
    throw error;
  }
  if (ruling.verdict !== 'allow') await takeBack(limits, credential);
  return { ...stage, delegation, approvals, limits, credential, ruling };
}

/** Counts the call when it is going ahead; the reference has counted it already. */
function countLimits(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  { looked, ruling, now }: { looked: LimitStage; ruling: Ruling; now: bigint },
): LimitStage | Promise<LimitStage> {
  const goesAhead = ruling.verdict === 'allow' && !call.simulate;
  if (followsReference(setup.profile) || !goesAhead) return { ...looked, ruling };
  return judgeLimits(setup, outcome, ruling, true, now);
}

/** A simulation has no need of a credential, and a real one must not be issued for it. */
async function credentialStage(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<CredentialStage> {
  const asked = outcome.requireBrokerCredential && ruling.verdict === 'allow';
  if (!asked || (call.simulate && !followsReference(setup.profile))) {
    return { ruling, issued: undefined };
  }
  const { judgeCredential } = await import('./judge-credential.ts');
  return await judgeCredential(setup, call, outcome, ruling, now);
}

/** A caller who was told that there is no decision is not allowed anything afterwards. */
function ifWanted(call: Call, ruling: Ruling): Ruling {
  if (ruling.verdict !== 'allow' || call.simulate || (call.stillWanted?.() ?? true)) return ruling;
  return blocked(ruling, ['gate_deadline'], ['gate_deadline']);
}

/** Uses up the tokens that work once: the last thing before the evidence. */
async function spendTokens(
  setup: GateSetup,
  call: Call,
  { approvals }: ApprovalStage,
  ruling: Ruling,
  { intentDigest, now }: { intentDigest: string; now: bigint },
): Promise<Ruling> {
  const uses = approvals?.uses ?? [];
  if (uses.length === 0 || ruling.verdict !== 'allow' || call.simulate) return ruling;
  const ledger = await setup.ledger();
  if (ledger === undefined) return ruling;
  const traceId = traceIdOf(setup.policy.digest, intentDigest, ruling.verdict);
  const event = traceEventIdOf(traceId, formatTime(now));
  const spent = await ledger.spend(uses, event, now);
  return spent.ok
    ? ruling
    : blocked(ruling, ['approval_token_already_used'], ['approval_not_granted']);
}
