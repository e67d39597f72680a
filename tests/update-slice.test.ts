import { expect, test } from 'bun:test';
import { killUpdates } from './soak/update.ts';

/** A slice of the full run (`npm run soak`), always the same one. */
const ROUNDS = 10;
const SEED = 20_261_122;

test('an update that is killed leaves the project as before or as after, and the way back with it', async () => {
  const { problems, states } = await killUpdates(ROUNDS, SEED);
  expect(problems).toEqual([]);
  // Kills that all hit the same state would have tested one half.
  expect(Math.min(...states)).toBeGreaterThan(0);
}, 120_000);
