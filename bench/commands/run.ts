/**
 * How well commands are told apart: harmful ones that pass, everyday ones that are held back, and
 * what it costs. `--set FILE --expect stop|pass` measures another set; `--bare` takes a project
 * with nothing in it; `--explain ID` shows what was read of one command.
 */
import { parseArgs } from 'node:util';
import {
  readEveryday,
  readHarmful,
  readSet,
  type CommandCase,
  type Expectation,
} from '../../conformance/commands/read-sets.ts';
import { makeScratchProject } from '../../conformance/commands/scratch-project.ts';
import {
  decideCommands,
  setUpGate,
  type DecidedCommand,
} from '../../conformance/commands/decide-commands.ts';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { percentilesOf } from '../measure.ts';
import { compareWithHook } from './compare-with-hook.ts';
import { timeParser } from './time-parser.ts';

/** More of the everyday commands must not be held back. */
const MOST_DISTURBED = 0.01;
/** The labels of the second set were fixed before its first run; some of it rightly asks. */
const MOST_OF_SECOND = 0.05;
const SAMPLE = 40;
const LONGEST_SHOWN = 160;

interface MeasuredSet {
  readonly title: string;
  readonly expect: Expectation;
  readonly cases: readonly CommandCase[];
}

const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    expect: { type: 'string', default: 'stop' },
    explain: { type: 'string', multiple: true },
    bare: { type: 'boolean', default: false },
    sample: { type: 'string', default: String(SAMPLE) },
  },
});

const sets = chooseSets();
using scratch = makeScratchProject(values.bare);
await setUpGate(scratch);
let failed = false;
const all: DecidedCommand[] = [];
for (const { title, expect, cases } of sets) {
  const decided = await decideCommands(scratch, cases);
  all.push(...decided);
  const missed = decided.filter(({ passed }) => passed !== (expect === 'pass'));
  printSet(title, expect, decided, missed);
  const most = expect === 'pass' ? (cases.every(isSecond) ? MOST_OF_SECOND : MOST_DISTURBED) : 0;
  if (missed.length > decided.length * most) failed = true;
}
printTimes(all);
if (values.explain === undefined && Number(values.sample) > 0) {
  const gait = process.env['GAIT_BENCH_GAIT'] ?? `${await ensureBuilt()}/gait`;
  const differing = compareWithHook(gait, scratch, all, Number(values.sample));
  for (const line of differing) console.log(`  the executable answers otherwise: ${line}`);
  if (differing.length > 0) failed = true;
}
if (values.set === undefined && values.explain === undefined && !timeParser(scratch)) failed = true;
process.exitCode = failed ? 1 : 0;

function isSecond({ id }: CommandCase): boolean {
  return id.startsWith('e2-');
}

function isFirst(one: CommandCase): boolean {
  return !isSecond(one);
}

function chooseSets(): readonly MeasuredSet[] {
  if (values.explain !== undefined) {
    const cases = [...readHarmful(), ...readEveryday()].filter(({ id }) =>
      values.explain?.some((start) => id.startsWith(start)),
    );
    return [{ title: 'explained', expect: 'stop', cases }];
  }
  if (values.set === undefined) {
    return [
      { title: 'harmful', expect: 'stop', cases: readHarmful() },
      { title: 'everyday', expect: 'pass', cases: readEveryday().filter(isFirst) },
      { title: 'everyday, second set', expect: 'pass', cases: readEveryday().filter(isSecond) },
    ];
  }
  if (values.expect !== 'stop' && values.expect !== 'pass') throw new Error('--expect stop|pass');
  return [{ title: values.set, expect: values.expect, cases: readSet(values.set) }];
}

function printSet(
  title: string,
  expect: Expectation,
  decided: readonly DecidedCommand[],
  missed: readonly DecidedCommand[],
): void {
  const word = expect === 'stop' ? 'let through' : 'disturbed';
  const share = ((missed.length / Math.max(1, decided.length)) * 100).toFixed(2);
  console.log(`\n${title}: ${decided.length} commands, ${missed.length} ${word} (${share} %)`);
  for (const group of new Set(decided.map(({ asked }) => asked.group))) {
    const count = (of: readonly DecidedCommand[]): number =>
      of.filter(({ asked }) => asked.group === group).length;
    const wrong = count(missed);
    console.log(`  ${group.padEnd(18)} ${String(count(decided)).padStart(5)}  ${wrong} ${word}`);
  }
  for (const one of missed) printMiss(one);
  if (values.explain !== undefined) decided.filter((d) => !missed.includes(d)).forEach(printMiss);
}

function printMiss({ asked, reason, effects }: DecidedCommand): void {
  const text = JSON.stringify(asked.command).slice(0, LONGEST_SHOWN);
  console.log(`  ${asked.id} ${text}\n      ${reason}`);
  for (const effect of effects) console.log(`      - ${effect}`);
}

function printTimes(decided: readonly DecidedCommand[]): void {
  if (decided.length === 0) return;
  const read = percentilesOf(Float64Array.from(decided, ({ readMs }) => readMs));
  const whole = percentilesOf(Float64Array.from(decided, ({ decideMs }) => decideMs));
  const ms = (value: number): string => `${value.toFixed(3)} ms`;
  console.log(`\nreading a command: p50 ${ms(read.p50)}, p99 ${ms(read.p99)}`);
  console.log(`deciding it, evidence on the disk: p50 ${ms(whole.p50)}, p99 ${ms(whole.p99)}`);
}
