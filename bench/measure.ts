/** Minimum and median of some measurements, in one unit. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
}

/** Sums up measurements; at least one is needed. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const minimum = sorted[0];
  const median = sorted[Math.floor(sorted.length / 2)];
  if (minimum === undefined || median === undefined) throw new Error('nothing was measured');
  return { minimum, median };
}

const WARM_MS = 300;
const LONG_WARM_MS = 700;
const BATCH_MS = 20;
const BATCHES = 11;

/** Nanoseconds of one call: the median of batches, after warming. */
export async function nanosecondsOf(operation: () => unknown): Promise<number> {
  for (const end = performance.now() + WARM_MS; performance.now() < end;) await operation();
  let calls = 0;
  for (const end = performance.now() + BATCH_MS; performance.now() < end; calls += 1)
    await operation();
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const started = performance.now();
    for (let call = 0; call < calls; call += 1) await operation();
    batches.push(((performance.now() - started) * 1e6) / calls);
  }
  return spreadOf(batches).median;
}

/**
 * As `nanosecondsOf`, for what answers at once: waiting for a promise would cost as much. Warms
 * for longer, because the runtime compiles what takes microseconds in several steps.
 */
export function syncNanosecondsOf(operation: () => unknown): number {
  for (const end = performance.now() + LONG_WARM_MS; performance.now() < end;) operation();
  let calls = 0;
  for (const end = performance.now() + BATCH_MS; performance.now() < end; calls += 1) operation();
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const started = performance.now();
    for (let call = 0; call < calls; call += 1) operation();
    batches.push(((performance.now() - started) * 1e6) / calls);
  }
  return spreadOf(batches).median;
}

/** Of single calls, in nanoseconds. */
export interface Percentiles {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

/** Times so many calls one by one; what was not warmed before is in it. */
export function timeEach(operation: () => unknown, calls: number): Percentiles {
  const took = new Float64Array(calls);
  for (let call = 0; call < calls; call += 1) {
    const started = Bun.nanoseconds();
    operation();
    took[call] = Bun.nanoseconds() - started;
  }
  return percentilesOf(took);
}

/** Mean, median and 99th percentile of times; they are sorted in place. */
export function percentilesOf(took: Float64Array): Percentiles {
  if (took.length === 0) throw new Error('nothing was measured');
  const mean = took.reduce((sum, time) => sum + time, 0) / took.length;
  took.sort();
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return { mean, p50: at(0.5), p99: at(0.99) };
}
