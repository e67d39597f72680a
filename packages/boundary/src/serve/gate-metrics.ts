import type { Verdict } from '@gait/gate';

/** Counters of a serving gate. */
export interface GateMetrics {
  decided(verdict: Verdict, seconds: number): void;
  /** A request that got no decision, by code. */
  refused(code: string): void;
  /** In Prometheus text format 0.0.4. */
  print(gauges: Readonly<Record<string, number>>): string;
}

/** Upper bounds of the histogram, seconds: a decision takes microseconds, an fsync milliseconds. */
const BOUNDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const VERDICTS: readonly Verdict[] = ['allow', 'dry_run', 'require_approval', 'block'];

/** Counts decisions and refusals. Names of callers, tools and rules are no labels: they are unbounded, and private. */
export function createGateMetrics(): GateMetrics {
  const verdicts = new Map<Verdict, number>(VERDICTS.map((verdict) => [verdict, 0]));
  const refusals = new Map<string, number>();
  const buckets = BOUNDS.map(() => 0);
  let count = 0;
  let sum = 0;
  return {
    decided(verdict, seconds) {
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      count += 1;
      sum += seconds;
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    },
    refused(code) {
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
    },
    print: (gauges) =>
      [
        ...family('gait_gate_decisions_total', 'counter', 'Decisions by verdict.'),
        ...[...verdicts].map(
          ([verdict, n]) => `gait_gate_decisions_total{verdict="${verdict}"} ${n}`,
        ),
        ...family('gait_gate_refusals_total', 'counter', 'Requests without a decision, by code.'),
        ...[...refusals].map(([code, n]) => `gait_gate_refusals_total{code="${code}"} ${n}`),
        ...family('gait_gate_decision_seconds', 'histogram', 'Time from request to answer.'),
        ...cumulative(buckets),
        `gait_gate_decision_seconds_bucket{le="+Inf"} ${count}`,
        `gait_gate_decision_seconds_sum ${sum}`,
        `gait_gate_decision_seconds_count ${count}`,
        ...Object.entries(gauges).flatMap(([name, value]) => [
          ...family(`gait_gate_${name}`, 'gauge', name.replaceAll('_', ' ')),
          `gait_gate_${name} ${value}`,
        ]),
        '',
      ].join('\n'),
  };
}

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function cumulative(buckets: readonly number[]): string[] {
  let total = 0;
  return buckets.map((n, index) => {
    total += n;
    return `gait_gate_decision_seconds_bucket{le="${BOUNDS[index]}"} ${total}`;
  });
}
