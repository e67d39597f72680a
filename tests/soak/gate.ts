import { print } from './print.ts';
import { runChild } from './run-child.ts';

/** Policy × intent pairs of a full run. */
const GATE_CASES = 100_000;
const POLICIES_A_CHILD = 400;
const CHILD_TIMEOUT_MS = 10 * 60_000;
const CHILD = '../../packages/gate/src/testing/never-laxer-child.ts';

/** Decides generated intents under generated policies; answers every verdict that is too lax. */
export async function runGate(firstSeed: number): Promise<readonly string[]> {
  const problems: string[] = [];
  let cases = 0;
  for (let seed = firstSeed; cases < GATE_CASES; seed++) {
    const args = [String(POLICIES_A_CHILD), String(seed)];
    const found = JSON.parse(await runChild(CHILD, args, CHILD_TIMEOUT_MS)) as {
      readonly cases: number;
      readonly laxer: readonly string[];
    };
    cases += found.cases;
    problems.push(...found.laxer.map((text) => `verdict too lax, seed ${seed}: ${text}`));
  }
  print(`gate: ${cases} policies and intents, ${problems.length} verdicts too lax`);
  return problems;
}
