import { expect, test } from 'bun:test';
import { createGateMetrics } from './gate-metrics.ts';

test('every verdict has its line from the beginning, so that a rate can be computed', () => {
  const lines = createGateMetrics().print({}).split('\n');
  for (const verdict of ['allow', 'dry_run', 'require_approval', 'block']) {
    expect(lines).toContain(`gait_gate_decisions_total{verdict="${verdict}"} 0`);
  }
  expect(lines).toContain('gait_gate_decision_seconds_count 0');
});

test('decisions, refusals and their times are counted', () => {
  const metrics = createGateMetrics();
  metrics.decided('allow', 0.0001);
  metrics.decided('block', 0.004);
  metrics.decided('block', 30);
  metrics.refused('json_syntax');
  metrics.refused('json_syntax');
  const lines = metrics.print({ calls_running: 3 }).split('\n');
  expect(lines).toContain('gait_gate_decisions_total{verdict="block"} 2');
  expect(lines).toContain('gait_gate_refusals_total{code="json_syntax"} 2');
  expect(lines).toContain('gait_gate_decision_seconds_sum 30.0041');
  expect(lines).toContain('gait_gate_calls_running 3');
});

test('buckets are cumulative, each bound within its own, and the last holds everything', () => {
  const metrics = createGateMetrics();
  for (const seconds of [0.0001, 0.0002, 0.004, 1, 30]) metrics.decided('allow', seconds);
  const counts = [...metrics.print({}).matchAll(/_bucket\{le="([^"]+)"\} (\d+)/gu)];
  const of = (bound: string): number => Number(counts.find(([, le]) => le === bound)?.[2]);
  expect([of('0.0001'), of('0.00025'), of('0.005'), of('1'), of('+Inf')]).toEqual([1, 2, 3, 4, 5]);
  const rising = counts.map(([, , count]) => Number(count));
  expect(rising).toEqual(rising.toSorted((a, b) => a - b));
});

test('the text is what a scraper reads: help and type before the values, a line end after the last', () => {
  const text = createGateMetrics().print({ calls_waiting: 0 });
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(?:# (?:HELP|TYPE) gait_gate_[a-z_]+ .+|gait_gate_[a-z_]+(?:\{[a-z]+="[^"\n]*"\})? [0-9.e+-]+)$/u,
    );
  }
});
