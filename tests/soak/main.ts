/**
 * The long run: hostile bytes for every reader, artifacts of every size, generated policies
 * against generated intents, a serving gate, an installer and an update that are killed, commands
 * as agents give and hide them.
 *
 *   npm run soak -- [--cases N] [--seed S] [--only fuzz|commands|scale|gate|serve|install|update] [--intents A,B,C]
 *
 * Ends with 1 when a case breaks a rule or a bar is missed. The seed is printed; the same
 * seed gives the same cases.
 */
import { parseArgs } from 'node:util';
import { runCommands } from './commands.ts';
import type { FuzzCounts } from './fuzz.ts';
import { runGate } from './gate.ts';
import { FULL_CASES, TARGETS } from './plan.ts';
import { runInstall } from './install.ts';
import { print } from './print.ts';
import { runChild } from './run-child.ts';
import { runScale } from './scale.ts';
import { runServe } from './serve.ts';
import { runUpdate } from './update.ts';

/** Cases of one child process; small enough that a hang is noticed soon. */
const BATCH_CASES = 5000;
const BATCH_TIMEOUT_MS = 120_000;
const SCALE_INTENTS = '10000,100000,1000000';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    intents: { type: 'string', default: SCALE_INTENTS },
  },
});

const problems: string[] = [];
const runs = (part: string): boolean => values.only === '' || values.only === part;
if (runs('fuzz'))
  problems.push(...(await runFuzz(Number(values.cases ?? FULL_CASES), Number(values.seed))));
if (runs('commands'))
  problems.push(...(await runCommands(Number(values.cases ?? 0), Number(values.seed))));
if (runs('scale')) problems.push(...(await runScale(values.intents.split(',').map(Number))));
if (runs('gate')) problems.push(...(await runGate(Number(values.seed))));
if (runs('serve')) problems.push(...(await runServe(Number(values.seed))));
if (runs('install')) problems.push(...(await runInstall(Number(values.seed))));
if (runs('update')) problems.push(...(await runUpdate(Number(values.seed))));
for (const problem of problems) print(`FAILED  ${problem}`);
print(problems.length === 0 ? 'soak passed' : `soak found ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function runFuzz(cases: number, seed: number): Promise<readonly string[]> {
  const found: string[] = [];
  print(`fuzz: ${cases} cases, seed ${seed}`);
  for (const { target, share } of TARGETS) {
    let left = Math.ceil((cases * share) / 100);
    const batches: FuzzCounts[] = [];
    for (let batch = 0; left > 0; batch += 1) {
      const size = Math.min(left, BATCH_CASES);
      left -= size;
      try {
        const printed = await runChild(
          'fuzz-child.ts',
          [target.name, String(size), String(seed + batch)],
          BATCH_TIMEOUT_MS,
        );
        batches.push(JSON.parse(printed) as FuzzCounts);
      } catch (error) {
        found.push(String(error));
      }
    }
    print(summarize(target.name, batches));
  }
  return found;
}

function summarize(name: string, batches: readonly FuzzCounts[]): string {
  const refused = new Map<string, number>();
  for (const [code, count] of batches.flatMap((batch) => Object.entries(batch.refused))) {
    refused.set(code, (refused.get(code) ?? 0) + count);
  }
  const sum = (of: (batch: FuzzCounts) => number): number =>
    batches.reduce((total, batch) => total + of(batch), 0);
  const codes = [...refused].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`);
  const slowest = Math.max(0, ...batches.map((batch) => batch.slowestMs));
  return `${name}: ${sum((batch) => batch.cases)} cases, ${sum((batch) => batch.accepted)} accepted, slowest ${slowest.toFixed(1)} ms; ${codes.join(', ')}`;
}
