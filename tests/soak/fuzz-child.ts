/**
 * Runs a share of the fuzz cases in a process of its own, so that a reader that hangs or
 * takes the process down is a finding and not the end of the run.
 * Arguments: target, number of cases, seed. Prints the counts as JSON.
 */
import { fuzz } from './fuzz.ts';
import { CASE_BUDGET_MS, TARGETS } from './plan.ts';
import { print } from './print.ts';

const [name, cases, seed] = process.argv.slice(2);
const planned = TARGETS.find(({ target }) => target.name === name);
if (planned === undefined) throw new Error(`no target ${String(name)}`);
const plan = { cases: Number(cases), seed: Number(seed), budgetMs: CASE_BUDGET_MS };
print(JSON.stringify(await fuzz(planned.target, plan)));
