import { dirname, join } from 'node:path';
import { makeRow, type Row } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { describeInterop } from './describe-interop.ts';
import { filesBelow, prepareTrees, type Trees } from './framework-trees.ts';
import { timeProcess, type ProcessTime } from './time-process.ts';

/** A command that is timed from start to end. */
interface TimedCommand {
  readonly args: readonly string[];
  /** How the existing program is told the same; default: equally. */
  readonly theirArgs?: readonly string[];
  /** Whose tree it works on; `empty`: a new folder each time. */
  readonly tree: 'empty' | 'one' | 'ten';
  /** Our executable carries the existing program's framework instead of its own. */
  readonly equal?: true;
  readonly most?: number;
}

const FOUR = ['--ide', 'cursor,claude,vscode,windsurf'];

/** Commands by name. Those that need a framework of the existing program are left out without it. */
function commandsOn({ sound }: Trees): Readonly<Record<string, TimedCommand>> {
  return {
    '--version': { args: ['--version'], tree: 'one', most: 2 },
    install: { args: ['install'], tree: 'empty', most: 1 },
    // All that the existing program knows; ours writes tasks and skills for each besides the agents.
    'install, four tools': {
      args: ['install', ...FOUR],
      theirArgs: ['install', '--all'],
      tree: 'empty',
      most: 1,
    },
    ...(sound === undefined
      ? {}
      : {
          'install, equal trees': { args: ['install'], tree: 'empty', equal: true, most: 1 },
          'install, equal trees, four tools': {
            args: ['install', ...FOUR],
            theirArgs: ['install', '--all'],
            tree: 'empty',
            equal: true,
            most: 1,
          },
          // Validated and scanned at each install, as whatever comes from elsewhere.
          'install --from, equal trees, four tools': {
            args: ['install', '--from', sound.tree, ...FOUR],
            theirArgs: ['install', '--all'],
            tree: 'empty',
          },
        }),
    validate: { args: ['validate'], tree: 'one', most: 1 },
    'validate, ten times the files': { args: ['validate'], tree: 'ten', most: 1 },
    'bundle --all': { args: ['bundle', '--all'], tree: 'one', most: 1 },
    'tokens --all': { args: ['tokens', '--all'], tree: 'one', most: 1 },
  };
}
const PAIRS = 20;

/** Both programs on equal trees: the one that the existing program installs, and ten of it. */
export const krciSection: Section = {
  name: 'krci',
  title: 'krci-ai: whole processes, in pairs',
  async measure({ gait, krciReference, scratch }: BenchSettings) {
    const krci = join(dirname(gait), 'krci-ai');
    const trees = prepareTrees(krci, krciReference, join(scratch, 'krci'));
    const rows: Row[] = [];
    const notes = [
      `trees: ${trees.files} files, and ten times as many; each program has a copy of its own`,
      'install: each program installs the framework that it carries; with equal trees ours carries the other one’s, its broken links repaired',
    ];
    for (const [name, command] of Object.entries(commandsOn(trees))) {
      const { args, theirArgs = args, tree, equal, most } = command;
      const ours = equal === true ? (trees.sound?.program ?? krci) : krci;
      const sides = krciReference === undefined ? [ours] : [ours, krciReference];
      const times: readonly ProcessTime[][] = sides.map(() => []);
      const written = sides.map(() => 0);
      for (let pair = 0; pair < PAIRS; pair += 1) {
        for (const [index, program] of sides.entries()) {
          const folder = tree === 'empty' ? trees.empty() : join(trees[tree], String(index));
          times[index]?.push(timeProcess(program, index === 0 ? args : theirArgs, folder));
          // Removed at the end of the run: a file system makes files more slowly where it just removed many.
          if (tree === 'empty') written[index] = filesBelow(folder).length;
        }
      }
      const [own = [], other] = times;
      const wall = ({ wall: milliseconds }: ProcessTime): number => milliseconds;
      const processor = ({ processor: milliseconds }: ProcessTime): number => milliseconds;
      const bar = most === undefined ? undefined : ({ on: 'ratio', most } as const);
      rows.push(makeRow(name, 'ms', own.map(wall), { theirs: other?.map(wall), bar }));
      if (tree !== 'empty') continue;
      rows.push(
        makeRow('  processor time', 'ms', own.map(processor), { theirs: other?.map(processor) }),
      );
      notes.push(`${name}: writes ${written.join(' files, the reference ')} files`);
    }
    notes.push(
      ...(krciReference === undefined
        ? ['reference skipped: GAIT_KRCI_REFERENCE is not set']
        : describeInterop(krci, krciReference, trees)),
    );
    return { rows, notes };
  },
};
