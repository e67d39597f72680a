import { compareUtf8 } from '@gait/canon';
import type { CompiledPolicy } from '../decide/compile-policy.ts';
import { runPolicyTest, type PolicyTest } from '../decide/run-policy-test.ts';
import type { Intent, ReadCommandFacts } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import type { Verdict } from '../policy/policy.ts';
import { EMPTY_HISTORY, type SessionHistory } from '../session-rules/session-history.ts';

/** A call that two policies are asked about. */
export interface ComparedCall {
  /** Where it comes from. */
  readonly name: string;
  readonly intent: Intent;
  /** What happened before it; undefined: it is asked about as the first call of its session. */
  readonly sessions?: ComparedSessions | undefined;
}

/** What happened before a call, as each policy sees it: by what it says that tools do. */
export interface ComparedSessions {
  readonly baseline: SessionHistory;
  readonly candidate: SessionHistory;
}

const FIRST_CALL: ComparedSessions = { baseline: EMPTY_HISTORY, candidate: EMPTY_HISTORY };

/** What one policy says of a call. */
export interface Judged {
  readonly verdict: Verdict;
  readonly reasonCodes: readonly string[];
  readonly violations: readonly string[];
  readonly matchedRule: string;
}

/** What both policies say of one call. */
export interface CallComparison {
  readonly name: string;
  readonly tool: string;
  readonly intentDigest: string;
  readonly baseline: Judged;
  readonly candidate: Judged;
  /** Verdict, reasons, violations or rules differ. */
  readonly changed: boolean;
}

/** How far a candidate may be rolled out. */
export type RolloutStage = 'observe' | 'require_approval' | 'enforce';

export interface VerdictCount {
  readonly verdict: Verdict;
  readonly count: number;
}

export interface PolicyComparison {
  readonly calls: readonly CallComparison[];
  /** By verdict, in byte order. */
  readonly baselineVerdicts: readonly VerdictCount[];
  readonly candidateVerdicts: readonly VerdictCount[];
  readonly recommendation: RolloutStage;
}

/**
 * Asks two policies about the same calls (gait-formats §4.18). Errors: `intent_*` when a call
 * cannot be judged.
 *
 * @param options.now nanoseconds since 1970.
 */
export function comparePolicies(
  baseline: CompiledPolicy,
  candidate: CompiledPolicy,
  calls: readonly ComparedCall[],
  options: {
    readonly now: bigint;
    readonly profile: Profile;
    readonly producerVersion: string;
    readonly commandOf?: ReadCommandFacts | undefined;
  },
): PolicyComparison {
  const compared = calls.map(({ name, intent, sessions = FIRST_CALL }): CallComparison => {
    const before = runPolicyTest(baseline, intent, { ...options, session: sessions.baseline });
    const left = judgedOf(before);
    const after = runPolicyTest(candidate, intent, { ...options, session: sessions.candidate });
    const right = judgedOf(after);
    return {
      name,
      tool: before.outcome.prepared.intent.tool_name,
      intentDigest: String(before.result['intent_digest']),
      baseline: left,
      candidate: right,
      changed: differ(left, right),
    };
  });
  return {
    calls: compared,
    baselineVerdicts: countVerdicts(compared.map((call) => call.baseline.verdict)),
    candidateVerdicts: countVerdicts(compared.map((call) => call.candidate.verdict)),
    recommendation: recommend(compared),
  };
}

function judgedOf({ outcome }: PolicyTest): Judged {
  const { verdict, reasonCodes, violations, matchedRule } = outcome;
  return { verdict, reasonCodes, violations, matchedRule };
}

function differ(left: Judged, right: Judged): boolean {
  return (
    left.verdict !== right.verdict ||
    left.matchedRule !== right.matchedRule ||
    !sameList(left.reasonCodes, right.reasonCodes) ||
    !sameList(left.violations, right.violations)
  );
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, at) => item === right[at]);
}

function countVerdicts(verdicts: readonly Verdict[]): readonly VerdictCount[] {
  const counts = new Map<Verdict, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .map(([verdict, count]) => ({ verdict, count }))
    .sort((left, right) => compareUtf8(left.verdict, right.verdict));
}

/**
 * A candidate that lets pass what did not pass is first watched, and so is one of which nothing
 * is known; one that blocks more starts with approvals; any other may be enforced.
 */
function recommend(calls: readonly CallComparison[]): RolloutStage {
  if (calls.length === 0) return 'observe';
  const turned = (to: Verdict): boolean =>
    calls.some(({ baseline, candidate }) => baseline.verdict !== to && candidate.verdict === to);
  if (turned('allow')) return 'observe';
  return turned('block') ? 'require_approval' : 'enforce';
}
