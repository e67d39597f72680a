import type { CompiledPolicy, Judged } from '@gait/gate';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import type { SimulatedCall, Simulation } from './simulation.ts';
import { ruleChanges, type RuleChanges } from './unreached-rules.ts';
import { verdictText } from './verdict-text.ts';

/** Both policies of a simulation. */
export interface SimulatedPolicies {
  readonly baseline: CompiledPolicy;
  readonly candidate: CompiledPolicy;
}

/** The reference's keys; `recorded` only where traces or runs were replayed. */
export function simulationAnswer(simulation: Simulation, policies: SimulatedPolicies): JsonAnswer {
  const { comparison, calls } = simulation;
  const changed = calls.filter((call) => call.changed);
  return {
    ok: true,
    baseline_policy_digest: policies.baseline.digest,
    candidate_policy_digest: policies.candidate.digest,
    fixtures_total: calls.length,
    changed_fixtures: unlessEmpty(changed.length),
    baseline_verdicts: comparison.baselineVerdicts,
    candidate_verdicts: comparison.candidateVerdicts,
    recommendation: comparison.recommendation,
    summary: `policy simulate fixtures=${calls.length} changed=${changed.length} recommendation=${comparison.recommendation}`,
    changed: unlessEmpty(changed.map(changeAnswer)),
    recorded: simulation.fromRecords ? recordedAnswer(simulation) : undefined,
  };
}

function changeAnswer({ name, intentDigest, baseline, candidate }: SimulatedCall): JsonAnswer {
  return {
    fixture_path: name,
    intent_digest: intentDigest,
    baseline_verdict: baseline.verdict,
    candidate_verdict: candidate.verdict,
    baseline_reason_codes: unlessEmpty(baseline.reasonCodes),
    candidate_reason_codes: unlessEmpty(candidate.reasonCodes),
    baseline_violations: unlessEmpty(baseline.violations),
    candidate_violations: unlessEmpty(candidate.violations),
    baseline_matched_rule: unlessEmpty(baseline.matchedRule),
    candidate_matched_rule: unlessEmpty(candidate.matchedRule),
    changed: true,
  };
}

function recordedAnswer({ calls, unreplayable }: Simulation): JsonAnswer {
  const replayed = calls.flatMap(({ recorded, candidate, intentDigest }) =>
    recorded === undefined ? [] : [{ recorded, candidate, intentDigest }],
  );
  return {
    calls_total: replayed.length + unreplayable.length,
    replayed: replayed.length,
    replayed_by_tool_alone: unlessEmpty(countByTool(calls)),
    not_replayed: unreplayable.length,
    differs_from_record: replayed
      .filter(({ recorded, candidate }) => isOther(recorded.verdict, candidate.verdict))
      .map(({ recorded, candidate, intentDigest }) => ({
        place: recorded.place,
        intent_digest: intentDigest,
        recorded_verdict: recorded.verdict,
        recorded_rules: unlessEmpty(recorded.rules),
        candidate_verdict: candidate.verdict,
        candidate_matched_rule: unlessEmpty(candidate.matchedRule),
      })),
    cannot_be_replayed: unreplayable.map(({ place, tool, missing }) => ({
      place,
      tool,
      why: missing,
    })),
  };
}

/** Calls of runs of which only the tool is known. */
export function countByTool(calls: readonly SimulatedCall[]): number {
  return calls.filter(({ recorded }) => recorded?.byTool === true).length;
}

/** A record without a verdict differs from nothing. */
function isOther(recorded: string, verdict: string): boolean {
  return recorded !== '' && recorded !== verdict;
}

/** Why the candidate may be rolled out so far. */
const RECOMMENDED = {
  observe: 'observe first: something runs that did not run before',
  require_approval: 'start with approvals: something is blocked that was not blocked before',
  enforce: 'enforce: nothing new runs, and nothing more is blocked',
} as const;

/** What is recommended, and why. */
export function recommended({ calls, comparison }: Simulation): string {
  return calls.length === 0
    ? 'observe first: no call was judged, so nothing is known of the candidate'
    : RECOMMENDED[comparison.recommendation];
}

/** `rule` or, where none matched, what decided instead. */
export function responsible({ matchedRule, reasonCodes }: Judged): string {
  return matchedRule === '' ? `no rule: ${reasonCodes[0] ?? 'default'}` : matchedRule;
}

const MOST_LINES = 200;

/** The same for a person: counts, then each change with the rule responsible. */
export function simulationText(
  simulation: Simulation,
  policies: SimulatedPolicies,
  paint: Paint,
): readonly string[] {
  const { comparison, calls, unreplayable } = simulation;
  const verdicts = calls.filter(
    ({ baseline, candidate }) => baseline.verdict !== candidate.verdict,
  );
  const reasons = calls.filter((call) => call.changed && !verdicts.includes(call));
  const { recommendation } = comparison;
  const caveat = unreachedCaveat(ruleChanges(policies, calls));
  return [
    paint.verdict(
      recommendation === 'enforce',
      `${count(calls.length, 'call')}: ${verdicts.length} ${verdicts.length === 1 ? 'changes its' : 'change their'} verdict, ${reasons.length} only ${reasons.length === 1 ? 'its' : 'their'} reasons`,
    ),
    ...countLines(simulation, paint),
    ...section(
      'changed verdicts',
      verdicts.map((call) => changeRow(call, paint)),
      paint,
    ),
    ...section(
      'same verdict, other rule or reasons',
      reasons.map((call) => changeRow(call, paint)),
      paint,
    ),
    ...section(
      'cannot be replayed',
      unreplayable.map(({ place, tool, missing }) => [
        `  ${place}`,
        tool,
        paint.dim(missing ?? ''),
      ]),
      paint,
    ),
    ...(countByTool(calls) === 0
      ? []
      : paint.prose(
          paint.warn(
            `${count(countByTool(calls), 'call')} of runs ${countByTool(calls) === 1 ? 'was judged by its' : 'were judged by their'} tool alone: a run keeps no targets; --call-context says who asked, where and at what risk`,
          ),
        )),
    ...(caveat === undefined ? [] : paint.prose(paint.warn(caveat))),
    `recommendation: ${recommended(simulation)}`,
  ];
}

const MOST_NAMES = 5;

/** What the recommendation, which stands on the calls alone, says nothing about; undefined: nothing. */
export function unreachedCaveat({ changed, unreached }: RuleChanges): string | undefined {
  if (unreached.length === 0) return undefined;
  const rest = unreached.length - MOST_NAMES;
  const names = `${unreached.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `${unreached.length} of ${count(changed, 'changed rule')} decided no call: ${names}; the recommendation says nothing about ${unreached.length === 1 ? 'it' : 'them'}`;
}

/** `1 call`, `2 calls`. */
function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function countLines({ comparison }: Simulation, paint: Paint): readonly string[] {
  const callsOf = (counts: typeof comparison.baselineVerdicts, verdict: string): string =>
    String(counts.find((one) => one.verdict === verdict)?.count ?? 0);
  const rows = ['allow', 'dry_run', 'require_approval', 'block']
    .map((verdict) => [
      `  ${verdict}`,
      callsOf(comparison.baselineVerdicts, verdict),
      callsOf(comparison.candidateVerdicts, verdict),
    ])
    .filter(([, before, after]) => before !== '0' || after !== '0');
  return paint.table([['', paint.dim('before'), paint.dim('after')], ...rows]);
}

function changeRow({ name, tool, baseline, candidate, recorded }: SimulatedCall, paint: Paint) {
  const then =
    recorded !== undefined && isOther(recorded.verdict, candidate.verdict)
      ? paint.dim(` (recorded: ${recorded.verdict})`)
      : '';
  const alone = recorded?.byTool === true ? paint.dim(' (by its tool alone)') : '';
  return [
    `  ${name}`,
    tool,
    `${verdictText(baseline.verdict, paint)} → ${verdictText(candidate.verdict, paint)}${then}${alone}`,
    `${responsible(baseline)} → ${responsible(candidate)}`,
  ];
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - MOST_LINES;
  return [
    paint.bold(title),
    ...paint.table(rows.slice(0, MOST_LINES)),
    ...(rest > 0 ? [paint.dim(`  and ${rest} more: --json names all`)] : []),
  ];
}
