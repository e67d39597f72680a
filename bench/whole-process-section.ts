import { join } from 'node:path';
import { prepareGateInputs } from './gate/gate-inputs.ts';
import { prepareInputs, SUITES } from './inputs.ts';
import { makeRow } from './row.ts';
import type { BenchSettings, Section } from './section.ts';

/** A command that is timed from start to end. */
interface TimedCommand {
  readonly args: readonly string[];
  /** Folder below that of the files. */
  readonly folder: string;
  /** Highest ratio to the reference that we allow ourselves. */
  readonly most: number;
}

const CHECKED = ['--require-signature', '--public-key', 'public.key', '--json'];
const DECIDED = ['--policy', 'main.yaml', '--intent', 'read.json'];
const SIGNED = ['--key-mode', 'prod', '--private-key', 'main_private.key', '--json'];
const COMMANDS: Readonly<Record<string, TimedCommand>> = {
  '--version': { args: ['--version'], folder: 'inputs', most: 1.5 },
  verify: { args: ['verify', './runpack.zip', ...CHECKED], folder: 'inputs', most: 1.5 },
  'pack verify': { args: ['pack', 'verify', 'pack.zip', ...CHECKED], folder: 'inputs', most: 1 },
  ...Object.fromEntries(
    SUITES.map((fixtures) => [
      `regress run, ${fixtures}`,
      { args: ['regress', 'run', '--json'], folder: `inputs/suite-${fixtures}`, most: 1 },
    ]),
  ),
  'gate eval': { args: ['gate', 'eval', ...DECIDED, ...SIGNED], folder: 'gate', most: 1.5 },
  'policy test': {
    args: ['policy', 'test', 'main.yaml', 'read.json', '--json'],
    folder: 'gate',
    most: 1.5,
  },
};
const PAIRS = 60;

/** Programs from start to end; ours and the reference's take turns call by call. */
export const wholeProcessSection: Section = {
  name: 'whole-process',
  title: 'whole processes, in pairs',
  async measure({ gait, reference, scratch }: BenchSettings) {
    await prepareInputs(join(scratch, 'inputs'), gait);
    prepareGateInputs(join(scratch, 'gate'));
    const programs = reference === undefined ? [gait] : [gait, reference];
    const rows = Object.entries(COMMANDS).map(([name, { args, folder, most }]) => {
      const times: readonly number[][] = programs.map(() => []);
      for (let pair = 0; pair < PAIRS; pair += 1) {
        for (const [index, program] of programs.entries()) {
          times[index]?.push(millisecondsOf(program, args, join(scratch, folder)));
        }
      }
      const [ours = [], theirs] = times;
      return makeRow(name, 'ms', ours, { theirs, bar: { on: 'ratio', most } });
    });
    const notes = reference === undefined ? ['reference skipped: GAIT_REFERENCE is not set'] : [];
    return { rows, notes };
  },
};

function millisecondsOf(program: string, args: readonly string[], cwd: string): number {
  const started = performance.now();
  const { exitCode } = Bun.spawnSync([program, ...args], {
    cwd,
    stdout: 'ignore',
    stderr: 'ignore',
  });
  const took = performance.now() - started;
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}`);
  return took;
}
