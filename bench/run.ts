/**
 * One measurement of everything, ours beside the reference's where it is named.
 *
 * GAIT_REFERENCE                    the reference's executable
 * GAIT_REFERENCE_INPROCESS_COMMAND  a program that is called with a folder of inputs and the name of a
 *                                   JSON file, and writes {name: nanoseconds per call} there
 * GAIT_REFERENCE_INPROCESS          that JSON file; default: in the scratch folder
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../scripts/ensure-built.ts';
import { runCommand } from '../scripts/run-command.ts';
import { ROOT } from '../scripts/source-files.ts';
import { prepareInputs } from './inputs.ts';
import { describeMachine } from './machine.ts';
import { spreadOf, type Spread } from './measure.ts';
import { timeCommands } from './whole-process.ts';

/** Highest ratio to the reference that we allow ourselves. */
const BARS: Readonly<Record<string, number>> = {
  canonicalize_trace: 1,
  sign_trace: 1,
  verify_trace: 1,
  verify_runpack: 1,
  verify_guard_pack: 1,
  verify_pack: 0.2,
  diff_runpacks: 1,
  '--version': 1.5,
  verify: 1.5,
  'pack verify': 1,
  'regress run, 1': 1,
  'regress run, 30': 1,
};
const ROUNDS = 5;

/** One line of the result; times in the unit named, ratio of the medians. */
interface Row {
  readonly name: string;
  readonly unit: 'us' | 'ms';
  readonly ours: Spread;
  readonly reference?: Spread;
  readonly ratio?: number;
  readonly bar?: number;
}

function makeRow(
  name: string,
  unit: Row['unit'],
  ours: Spread,
  reference: Spread | undefined,
): Row {
  const bar = BARS[name];
  return {
    name,
    unit,
    ours,
    ...(reference === undefined ? {} : { reference, ratio: ours.median / reference.median }),
    ...(bar === undefined ? {} : { bar }),
  };
}

async function callInProcess(
  command: readonly string[],
  inputs: string,
  out: string,
): Promise<Record<string, number>> {
  const result = await runCommand([...command, inputs, out]);
  if (result.status !== 0) throw new Error(`${command.join(' ')} failed:\n${result.output}`);
  return JSON.parse(readFileSync(out, 'utf8')) as Record<string, number>;
}

/** Runs both sides' in-process measurements in turns; ours is a process of its own, as theirs is. */
async function measureInProcess(inputs: string, scratch: string): Promise<readonly Row[]> {
  const theirCommand = process.env['GAIT_REFERENCE_INPROCESS_COMMAND'];
  const theirFile = process.env['GAIT_REFERENCE_INPROCESS'] ?? join(scratch, 'theirs.json');
  const ours: Record<string, number>[] = [];
  const theirs: Record<string, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = [process.execPath, join(ROOT, 'bench/in-process.ts')];
    ours.push(await callInProcess(own, inputs, join(scratch, 'ours.json')));
    if (theirCommand !== undefined) {
      theirs.push(await callInProcess(theirCommand.split(' '), inputs, theirFile));
    }
  }
  const inMicroseconds = (rounds: readonly Record<string, number>[], name: string): number[] =>
    rounds.flatMap((round) => (round[name] === undefined ? [] : [round[name] / 1000]));
  return Object.keys(ours[0] ?? {}).map((name) => {
    const reference = inMicroseconds(theirs, name);
    const spread = reference.length > 0 ? spreadOf(reference) : undefined;
    return makeRow(name, 'us', spreadOf(inMicroseconds(ours, name)), spread);
  });
}

function format(row: Row): string {
  const time = (value: number | undefined): string =>
    (value === undefined
      ? '-'
      : `${value.toFixed(row.unit === 'ms' ? 2 : 1)} ${row.unit}`
    ).padStart(13);
  const ratio = row.ratio === undefined ? '-' : row.ratio.toFixed(2);
  const bar =
    row.bar === undefined || row.ratio === undefined ? '' : row.ratio <= row.bar ? 'ok' : 'over';
  return [
    row.name.padEnd(20),
    time(row.ours.minimum),
    time(row.ours.median),
    time(row.reference?.minimum),
    time(row.reference?.median),
    ratio.padStart(8),
    (row.bar === undefined ? '' : row.bar.toFixed(1)).padStart(6),
    ` ${bar}`,
  ].join('');
}

const gait = join(await ensureBuilt(), 'gait');
const reference = process.env['GAIT_REFERENCE'];
const scratch = mkdtempSync(join(tmpdir(), 'gait-bench-'));
try {
  const machine = describeMachine();
  const inputs = join(scratch, 'inputs');
  await prepareInputs(inputs, gait);
  const inProcess = await measureInProcess(inputs, scratch);
  const programs = reference === undefined ? [gait] : [gait, reference];
  const whole = [...timeCommands(programs, inputs)].flatMap(([name, [ours, theirs]]) =>
    ours === undefined ? [] : [makeRow(name, 'ms', ours, theirs)],
  );
  const rows = [...inProcess, ...whole];
  console.log(
    `${''.padEnd(20)}${'ours min'.padStart(13)}${'median'.padStart(13)}${'theirs min'.padStart(13)}${'median'.padStart(13)}${'ratio'.padStart(8)}${'bar'.padStart(6)}`,
  );
  for (const row of rows) console.log(format(row));
  const measuredAt = new Date().toISOString();
  const results = join(ROOT, 'bench/results');
  mkdirSync(results, { recursive: true });
  const file = join(results, `${measuredAt.slice(0, 19).replaceAll(':', '-')}Z.json`);
  writeFileSync(file, `${JSON.stringify({ measured_at: measuredAt, machine, rows }, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
