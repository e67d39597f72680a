import { killWhileServing } from '../../apps/cli/tests/serving/kill-while-serving.ts';
import { print } from './print.ts';
import { Random } from './random.ts';

const ROUNDS = 50;
/** Longest life of a gate, milliseconds. */
const LONGEST = 1500;

/** Kills a serving gate again and again under sixteen callers; answers every decision that was told and not kept. */
export async function runServe(firstSeed: number): Promise<readonly string[]> {
  const random = new Random(firstSeed);
  const problems: string[] = [];
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const ms = random.int(LONGEST);
    const killed = await killWhileServing(ms);
    acknowledged += killed.acknowledged;
    problems.push(...killed.lost.map((id) => `serve: event ${id} lost, killed after ${ms} ms`));
  }
  print(`serve: ${ROUNDS} gates killed, ${acknowledged} decisions told, ${problems.length} lost`);
  return problems;
}
