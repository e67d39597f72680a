import { normalizeList } from '@gait/canon';
import {
  decide,
  prepareIntent,
  type Intent,
  type Outcome,
  type Target,
  type Verdict,
} from '@gait/gate';
import { viewOfPolicy } from './call-views.ts';
import type { GateSetup } from './gate-setup.ts';

/** One thing of a call that would not pass by itself. */
export interface HeldTarget {
  readonly target: Target;
  readonly verdict: Exclude<Verdict, 'allow'>;
  /** Why, without what the rules say that would let it through. */
  readonly codes: readonly string[];
}

/** Targets of one call that are tried by themselves; a person reads no more. */
const MOST_TRIED = 64;
const STRENGTH: Readonly<Record<string, number>> = { block: 0, require_approval: 1, dry_run: 2 };

/**
 * Which of the things that a call touches the gate does not let through, and why: each is judged by
 * itself, by policies and guards. For what a person is told only: the verdict is of the whole call.
 *
 * @returns the strictest first; empty: it is the call as a whole, or a limit, or a token
 */
export function findHeldTargets(setup: GateSetup, intent: Intent): readonly HeldTarget[] {
  const parts = intent.script?.steps ?? [intent];
  const all = parts.flatMap(({ tool_name: tool, args, targets }) =>
    (targets ?? []).map((target) => ({ tool, args, target })),
  );
  // Of the whole command, read once.
  const command = setup.commandOf?.(intent);
  const alike = { ...setup, commandOf: () => command };
  const tried = new Set<string>();
  const held: HeldTarget[] = [];
  for (const { tool, args, target } of all) {
    const key = JSON.stringify(target);
    if (tried.size >= MOST_TRIED) break;
    if (tried.has(key)) continue;
    tried.add(key);
    const alone = { ...intent, tool_name: tool, args, targets: [target], script: null };
    const found = judgeAlone(alike, alone, target);
    if (found !== undefined) held.push(found);
  }
  return held.toSorted((a, b) => strengthOf(a.verdict) - strengthOf(b.verdict));
}

function judgeAlone(setup: GateSetup, asked: Intent, target: Target): HeldTarget | undefined {
  const { profile, toolClasses, policy, overlays = [], inventory, foldsCase } = setup;
  const prepared = prepareIntent(asked, {
    profile,
    toolClasses,
    policyClasses: policy.toolClasses,
    commandOf: setup.commandOf,
  });
  // Without its arguments: what they name is not what this target is.
  const bare = { ...prepared.intent, args: {} };
  const guarded = setup.guards.flatMap((guard) => guard.judge(bare).reasonCodes);
  const options = {
    now: setup.clock(),
    profile,
    killSwitch: setup.killSwitch(prepared.intent),
    inventory,
    foldsCase,
  };
  const outcomes = [policy, ...overlays].map((further): Outcome =>
    decide(further, viewOfPolicy(setup, asked, prepared, further), options),
  );
  const against = outcomes
    .filter(({ verdict }) => verdict !== 'allow')
    .toSorted((a, b) => strengthOf(a.verdict) - strengthOf(b.verdict));
  const verdict = guarded.length > 0 ? 'block' : against[0]?.verdict;
  if (verdict === undefined || verdict === 'allow') return undefined;
  const codes = against
    .filter((outcome) => outcome.verdict === verdict)
    .flatMap((outcome) => heldCodes(setup, outcome));
  return { target, verdict, codes: normalizeList([...guarded, ...codes]) };
}

function strengthOf(verdict: Verdict): number {
  return STRENGTH[verdict] ?? 9;
}

/** The codes of an outcome without those of matched rules that let the call through. */
export function heldCodes(
  { policy, overlays = [] }: Pick<GateSetup, 'policy' | 'overlays'>,
  { matchedRule, reasonCodes }: Pick<Outcome, 'matchedRule' | 'reasonCodes'>,
): readonly string[] {
  const matched = new Set(matchedRule.split(','));
  const rules = [policy, ...overlays]
    .flatMap((further) => further.policy.rules)
    .filter(({ name }) => matched.has(name));
  const opening = new Set(
    rules.filter(({ effect }) => effect === 'allow').flatMap(({ reason_codes: codes }) => codes),
  );
  // A rule that holds may give the same code.
  for (const { effect, reason_codes: codes } of rules) {
    if (effect !== 'allow') for (const code of codes) opening.delete(code);
  }
  return reasonCodes.filter((code) => !opening.has(code));
}
