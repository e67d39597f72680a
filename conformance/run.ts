/**
 * Runs the vectors for a developer and prints the differences.
 *
 *   bun conformance/run.ts [--bin FILE] [--kind NAME] [--id PART] [--build] [--all]
 *
 * --build compiles the conformance build first; --all also runs cases whose command is missing.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExecutables } from '../scripts/build.ts';
import { judgeVector } from './judge-vector.ts';
import { runVector } from './run-vector.ts';
import { readCompatibility, rowsOf, stricterFault } from './stricter-list.ts';
import { loadCases, type VectorCase } from './vector-case.ts';
import { missingCommands } from './vector-scope.ts';

const { values } = parseArgs({
  options: {
    bin: { type: 'string' },
    kind: { type: 'string' },
    id: { type: 'string' },
    build: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
});
const out = join(import.meta.dirname, '..', 'dist', 'conformance');
const binary = resolve(values.bin ?? join(out, 'gait'));
if (values.build) await buildExecutables({ out, version: '1.4.0' });

const chosen = loadCases().filter(
  (vector) =>
    (values.kind === undefined || values.kind.split(',').includes(vector.kind)) &&
    (values.id === undefined || vector.id.includes(values.id)),
);
const rows = rowsOf(readCompatibility());
const counts = { agrees: 0, stricter: 0, differs: 0, pending: 0 };
let faults = 0;
const queue = [...chosen];
await Promise.all([worker(), worker()]);
console.log(
  `\n${counts.agrees} agree, ${counts.stricter} stricter, ${counts.differs} differ, ${counts.pending} pending`,
);
if (faults > 0) console.log(`${faults} not as conformance/stricter-list.ts says`);
process.exitCode = counts.differs + faults === 0 ? 0 : 1;

async function worker(): Promise<void> {
  for (let vector = queue.shift(); vector !== undefined; vector = queue.shift())
    await judge(vector);
}

async function judge(vector: VectorCase): Promise<void> {
  if (!values.all && missingCommands(vector).length > 0) {
    counts.pending++;
    return;
  }
  const judgement = judgeVector(vector, await runVector(vector, binary));
  counts[judgement.verdict]++;
  if (judgement.verdict === 'stricter') {
    console.log(`stricter  ${vector.kind}/${vector.id}  ${judgement.codes.join(', ')}`);
    for (const code of judgement.codes)
      if (!rows.has(code)) fault(vector, `${code} has no row in docs/COMPATIBILITY.md`);
  }
  const wrong = stricterFault(vector.id, judgement);
  if (wrong !== undefined) fault(vector, wrong);
  if (judgement.verdict === 'differs') {
    console.log(
      `DIFFERS   ${vector.kind}/${vector.id}  ${vector.note}\n          gait ${vector.command.join(' ')}`,
    );
    for (const line of judgement.differences) console.log(`          ${line}`);
  }
}

function fault(vector: VectorCase, what: string): void {
  faults++;
  console.log(`FAULT     ${vector.kind}/${vector.id}  ${what}`);
}
