import { expect, test } from 'bun:test';
import { fuzz } from './soak/fuzz.ts';
import { CASE_BUDGET_MS, TARGETS } from './soak/plan.ts';

/** A slice of the full run (`npm run soak`), always the same one. */
const SLICE = 6000;
const SEED = 20_260_205;

for (const { target, share } of TARGETS) {
  test(`the ${target.name} reader answers hostile bytes with a value or a coded error`, async () => {
    const cases = Math.round((SLICE * share) / 100);
    const counts = await fuzz(target, { cases, seed: SEED, budgetMs: CASE_BUDGET_MS });
    expect(counts.cases).toBe(cases);
    // A harness whose cases are all refused at the door, or all pass, tests nothing.
    expect(Object.keys(counts.refused).length).toBeGreaterThan(2);
  });
}
