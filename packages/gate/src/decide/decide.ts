import { formatTime, trimSpace } from '@gait/canon';
import { isUnread } from './unread-command.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import { readingsByTable } from '../intent/readings-by-table.ts';
import type { Profile } from '../intent/strictness.ts';
import { enrichWithInventory, type WrkrTool } from '../intent/wrkr-inventory.ts';
import type { KillSwitchView } from '../kill-switch/kill-switch-state.ts';
import { KILL_SWITCH_ACTIVE, matchKillSwitch } from '../kill-switch/match-kill-switch.ts';
import type { SessionHistory } from '../session-rules/session-history.ts';
import { callOf } from './call.ts';
import { bareVerdict, type CallVerdict } from './call-verdict.ts';
import { codeList, mergeCodes } from './code-list.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { evaluateCall } from './evaluate-call.ts';
import { evaluateScript } from './evaluate-script.ts';
import { missingFacts } from './fail-closed.ts';
import { foldedCall, foldedPolicy } from './fold-names.ts';
import type { KillSwitchDecision, Outcome, ScriptOutcome } from './outcome.ts';
import { NONE_BROKEN, startPass, type Pass } from './pass.ts';
import { followsReference } from './profile.ts';
import { stricterReading } from './stricter-outcome.ts';
import { isStricter } from './verdict-order.ts';

/** What a decision depends on besides policy and intent. */
export interface DecideOptions {
  /** Nanoseconds since 1970: what windows and expiries are compared with. */
  readonly now: bigint;
  readonly profile: Profile;
  readonly killSwitch?: KillSwitchView;
  /**
   * What is known of tools: added to `auth_context`, and so to the digest, of a call whose rules
   * are looked at. `source` is named in `contextSource` then. Prepare the intent without it: one
   * that is blocked before its rules is recorded as it came.
   */
  readonly inventory?: {
    readonly tools: ReadonlyMap<string, WrkrTool>;
    readonly source?: string;
  };
  /**
   * The file system of the project takes names for one that differ only in case or Unicode form.
   * Counts in `strict`, the only profile that knows what a path is.
   */
  readonly foldsCase?: boolean | undefined;
  /** Needed when rules have `sequence` or `taint`: without it such rules block. */
  readonly session?: SessionHistory | undefined;
}

/** Rules ask what the command of a call would do, and nobody read it. */
const COMMAND_UNREAD = codeList(['command_unread']);
const KILL_SWITCH_VIOLATION = codeList([KILL_SWITCH_ACTIVE]);
const KILL_SWITCH_UNAVAILABLE = codeList(['kill_switch_state_unavailable']);

/**
 * Decides one intent in every way in which the policy's table of tools lets it be read
 * (`readingsByTable`); the strictest answer counts. Where the policy lists no tool of the call,
 * or the call says what the table says, there is one way. In `strict` paths are also compared as
 * the file system does, where it does not tell names by their case.
 *
 * The outcome is about the intent as it came: `prepared` has its digests.
 */
export function decide(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: DecideOptions,
): Outcome {
  const outcome = decideReading(compiled, prepared, options);
  // What is blocked cannot be judged more strictly.
  if (outcome.verdict === 'block') return outcome;
  const folds = options.foldsCase === true && options.profile === 'strict';
  if (compiled.toolClasses === undefined && !folds) return outcome;
  return decideFurther(compiled, prepared, options, outcome);
}

function decideFurther(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: DecideOptions,
  outcome: Outcome,
): Outcome {
  const readings = readingsByTable(prepared, compiled.toolClasses);
  let strictest = outcome;
  for (const reading of readings) {
    const read = decideReading(compiled, reading, options);
    const stricter = stricterReading(strictest, read, compiled, 'tool_class_stricter');
    strictest = { ...stricter, readByTable: reading.intent };
  }
  const folded = options.foldsCase === true ? foldedPolicy(compiled) : undefined;
  if (folded === undefined || options.profile !== 'strict') return strictest;
  for (const reading of [prepared, ...readings]) {
    const read = decideReading(folded, foldedCall(reading), options);
    strictest = stricterReading(strictest, read, compiled, 'path_case_stricter');
  }
  return strictest;
}

/**
 * Decides one intent (gait-formats §4.6): required facts, kill-switch state, the rules — step by
 * step for a script — then active kill switches. Pure and total on prepared intents; tokens,
 * limits and brokers come after (§4.7).
 *
 * In `standard` the constraints that the reference lets weaken a verdict are judged both ways
 * and the stricter outcome counts, so that where the verdict is the reference's, everything is.
 */
function decideReading(
  compiled: CompiledPolicy,
  asItCame: PreparedIntent,
  options: DecideOptions,
): Outcome {
  const refused = refuseEarly(compiled, asItCame, options);
  if (refused !== null) return refused;
  const prepared = enrichWithInventory(asItCame, options.inventory?.tools);
  const strict = options.profile === 'strict';
  const state = options.killSwitch?.state ?? null;
  const killSwitch =
    state === null
      ? null
      : matchKillSwitch(state, prepared.intent, options.now, options.profile, options.foldsCase);
  let pass = startPass(options.now, strict, options.session);
  let judged = judge(compiled, prepared, options, pass);
  // What a kill switch stops cannot be judged more strictly.
  const stopped = killSwitch?.status === 'active';
  if (pass.defect && !stopped && !followsReference(options.profile)) {
    const again = startPass(options.now, true, options.session);
    const mended = judge(compiled, prepared, options, again);
    if (isStricter(mended.verdict.verdict, judged.verdict.verdict)) {
      judged = mended;
      pass = again;
    }
  }
  return outcomeOf(prepared, withKillSwitch(judged.verdict, killSwitch), {
    broken: pass.broken,
    script: judged.script,
    contextSource: contextSource(prepared, options, judged.stepsKnown),
    killSwitch,
  });
}

function refuseEarly(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: DecideOptions,
): Outcome | null {
  const missing = missingFacts(
    compiled.policy.fail_closed,
    prepared.intent,
    options.profile === 'strict',
  );
  const unknown = options.killSwitch?.required === true && options.killSwitch.error;
  const unread = compiled.asksForCommand && isUnread(prepared);
  if (missing === null && !unknown && !unread) return null;
  const nothing = { broken: NONE_BROKEN, script: null, contextSource: '', killSwitch: null };
  if (missing !== null) return outcomeOf(prepared, missing, nothing);
  if (unread && !unknown) {
    return outcomeOf(prepared, bareVerdict('block', COMMAND_UNREAD, COMMAND_UNREAD), nothing);
  }
  const verdict = bareVerdict('block', KILL_SWITCH_UNAVAILABLE, KILL_SWITCH_UNAVAILABLE);
  return outcomeOf(prepared, verdict, { ...nothing, killSwitch: unavailable(options.now) });
}

function unavailable(now: bigint): KillSwitchDecision {
  return {
    status: 'unavailable',
    reason_code: 'kill_switch_state_unavailable',
    reason_codes: KILL_SWITCH_UNAVAILABLE,
    matched_entry_ids: null,
    evaluated_at: formatTime(now),
  };
}

interface Judgement {
  readonly verdict: CallVerdict;
  readonly script: ScriptOutcome | null;
  /** Steps whose tool the inventory lists. */
  readonly stepsKnown: number;
}

function judge(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: DecideOptions,
  pass: Pass,
): Judgement {
  const strict = options.profile === 'strict';
  const { script } = prepared.intent;
  if (script !== null) {
    const tools = options.inventory?.tools;
    return evaluateScript(compiled, prepared, script.steps ?? [], pass, { tools, strict });
  }
  const call = callOf(prepared, null, null, strict);
  return { verdict: evaluateCall(compiled, call, pass), script: null, stepsKnown: 0 };
}

function withKillSwitch(verdict: CallVerdict, decision: KillSwitchDecision | null): CallVerdict {
  if (decision?.status !== 'active') return verdict;
  return {
    ...verdict,
    verdict: 'block',
    reasonCodes: mergeCodes(verdict.reasonCodes, decision.reason_codes ?? []),
    violations: mergeCodes(verdict.violations, KILL_SWITCH_VIOLATION),
  };
}

/**
 * Where facts came from. The reference adds the inventory once for each step that is in it, to a
 * list that it takes for one name as soon as it has two: traces name it as often.
 */
function contextSource(
  prepared: PreparedIntent,
  options: DecideOptions,
  stepsKnown: number,
): string {
  const inventory = trimSpace(options.inventory?.source ?? '') || 'wrkr_inventory';
  let source = prepared.contextBound ? 'context_envelope' : '';
  const times = prepared.inventoryApplied ? 1 : stepsKnown;
  for (let time = 0; time < times; time++) source = codeList([source, inventory]).join(',');
  return source;
}

function outcomeOf(
  prepared: PreparedIntent,
  verdict: CallVerdict,
  rest: Pick<Outcome, 'broken' | 'script' | 'contextSource' | 'killSwitch'>,
): Outcome {
  return {
    verdict: verdict.verdict,
    reasonCodes: verdict.reasonCodes,
    violations: verdict.violations,
    prepared,
    matchedRule: verdict.matchedRule,
    minApprovals: verdict.minApprovals,
    requireDistinctApprovers: verdict.requireDistinctApprovers,
    requireBrokerCredential: verdict.requireBrokerCredential,
    requireDelegation: verdict.requireDelegation,
    requiredDelegationScopes: verdict.requiredDelegationScopes,
    brokerReference: verdict.brokerReference,
    brokerScopes: verdict.brokerScopes,
    rateLimit: verdict.rateLimit,
    destructiveBudget: verdict.destructiveBudget,
    ...(verdict.furtherLimits.length === 0 ? {} : { furtherLimits: verdict.furtherLimits }),
    dataflowTriggered: verdict.dataflowTriggered,
    broken: rest.broken,
    script: rest.script,
    contextSource: rest.contextSource,
    freezeWindow: verdict.freezeWindow,
    sandbox: verdict.sandbox,
    killSwitch: rest.killSwitch,
  };
}
