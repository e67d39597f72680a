import type { PolicyCoverage, RuleCoverage } from '@gait/gate';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';

/** A coverage and what it was measured with. */
export interface MeasuredCoverage {
  readonly coverage: PolicyCoverage;
  readonly policyDigest: string;
  readonly intents: number;
  /** Recorded decisions under this very policy. */
  readonly recorded: number;
  /** Recorded decisions under another: they say nothing of this one. */
  readonly foreign: number;
  /** Of those under this policy, how many have no decision document: they name no rules. */
  readonly undocumented: number;
  /** What `--min` asks for; 0: nothing. */
  readonly wanted: number;
  /** Lines of rules in the file, in policy order. */
  readonly lines: readonly number[];
}

/** The percentage is high enough. */
export function isCovered({ coverage, wanted }: MeasuredCoverage): boolean {
  return coverage.percent >= wanted;
}

/** The keys of the answer. */
export function coverageAnswer(measured: MeasuredCoverage): JsonAnswer {
  const { coverage, lines } = measured;
  return {
    ok: isCovered(measured),
    policy_digest: measured.policyDigest,
    percent: coverage.percent,
    min_percent: measured.wanted === 0 ? undefined : measured.wanted,
    intents: measured.intents,
    calls: coverage.calls,
    refused_before_rules: coverage.refusedEarly,
    decided_by_default: coverage.byDefault,
    recorded_decisions: measured.recorded,
    recorded_without_document: measured.undocumented,
    recorded_under_other_policies: measured.foreign,
    unused_tool_classes: unlessEmpty(coverage.unusedTools),
    rules_total: coverage.rules.length,
    rules_reached: coverage.rules.filter(({ reached }) => reached > 0).length,
    unreached_rules: coverage.rules.flatMap(({ rule, reached }) =>
      reached > 0 ? [] : [rule.name],
    ),
    rules: coverage.rules.map(({ rule, reached, decided, conditions, constraints }, at) => ({
      name: rule.name,
      priority: rule.priority,
      effect: rule.effect,
      line: lines[at],
      reached,
      decided,
      conditions: conditions.map(({ name, held, failedAlone, unseen }) => ({
        name,
        held,
        failed_alone: failedAlone,
        unseen_values: unlessEmpty(unseen),
      })),
      constraints: constraints.map(({ name, fired, satisfied }) => ({ name, fired, satisfied })),
    })),
  };
}

/** The same for a person: rules nobody reached first, then what was not tried of the others. */
export function coverageText(measured: MeasuredCoverage, paint: Paint): readonly string[] {
  const { coverage } = measured;
  const missed = coverage.rules.filter(({ reached }) => reached === 0);
  const reached = coverage.rules.length - missed.length;
  const wanted = measured.wanted === 0 ? '' : `, ${measured.wanted} % are asked for`;
  const calls = `${coverage.calls} calls and ${measured.recorded} recorded decisions`;
  const rows = coverage.rules.map((rule, at) => [
    rule.reached === 0 ? paint.bad('  ✗') : paint.good('  ✓'),
    rule.rule.name,
    paint.dim(`line ${measured.lines[at] ?? '?'}`),
    `${rule.reached} reached, ${rule.decided} decided`,
    gapsOf(rule).join('; '),
  ]);
  return [
    paint.verdict(
      isCovered(measured),
      `${reached} of ${coverage.rules.length} rules (${coverage.percent} %) reached by ${calls}${wanted}`,
    ),
    ...paint.table(rows),
    ...(coverage.byDefault === 0
      ? [paint.warn('no call was left to the default of the policy')]
      : [`${coverage.byDefault} calls were left to the default of the policy`]),
    ...(coverage.refusedEarly === 0
      ? []
      : [`${coverage.refusedEarly} intents were blocked by fail_closed before any rule`]),
    ...(coverage.unusedTools.length === 0
      ? []
      : [`tool_classes that no call was of: ${coverage.unusedTools.join(', ')}`]),
    ...(measured.undocumented === 0
      ? []
      : [
          paint.warn(
            `${measured.undocumented} recorded decisions have no decision document: which rules decided is not known`,
          ),
        ]),
    ...(measured.foreign === 0
      ? []
      : [paint.warn(`${measured.foreign} recorded decisions are of another policy: not counted`)]),
  ];
}

/** What of a reached rule no call has shown. */
function gapsOf({ reached, conditions, constraints }: RuleCoverage): readonly string[] {
  if (reached === 0) return ['no call reached it'];
  return [
    ...conditions.flatMap(({ name, failedAlone, unseen }) => [
      ...(failedAlone === 0 ? [`${name} never made the difference`] : []),
      ...(unseen.length === 0 ? [] : [`${name} without ${unseen.slice(0, 5).join(', ')}`]),
    ]),
    ...constraints.flatMap(({ name, fired, satisfied }) => [
      ...(fired === 0 ? [`${name} never fired`] : []),
      ...(satisfied === 0 ? [`${name} never satisfied`] : []),
    ]),
  ];
}
