import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRow } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { copyFramework, filesBelow, multiplyFramework } from './framework-trees.ts';

/** A command that is timed from start to end. */
interface TimedCommand {
  readonly args: readonly string[];
  /** How the existing program is told the same; default: equally. */
  readonly theirArgs?: readonly string[];
  /** Whose tree it works on; `empty`: a new folder each time. */
  readonly tree: 'empty' | 'one' | 'ten';
  readonly most: number;
}

const COMMANDS: Readonly<Record<string, TimedCommand>> = {
  '--version': { args: ['--version'], tree: 'one', most: 2 },
  install: { args: ['install'], tree: 'empty', most: 1 },
  // All that the existing program knows; ours writes tasks and skills for each besides the agents.
  'install, four tools': {
    args: ['install', '--ide', 'cursor,claude,vscode,windsurf'],
    theirArgs: ['install', '--all'],
    tree: 'empty',
    most: 1,
  },
  validate: { args: ['validate'], tree: 'one', most: 1 },
  'validate, ten times the files': { args: ['validate'], tree: 'ten', most: 1 },
  'bundle --all': { args: ['bundle', '--all'], tree: 'one', most: 1 },
  'tokens --all': { args: ['tokens', '--all'], tree: 'one', most: 1 },
};
const PAIRS = 20;

/** Both programs on equal trees: the one that the existing program installs, and ten of it. */
export const krciSection: Section = {
  name: 'krci',
  title: 'krci-ai: whole processes, in pairs',
  async measure({ gait, krciReference, scratch }: BenchSettings) {
    const krci = join(dirname(gait), 'krci-ai');
    const programs = krciReference === undefined ? [krci] : [krci, krciReference];
    const trees = prepareTrees(programs.at(-1) ?? krci, join(scratch, 'krci'));
    const rows = Object.entries(COMMANDS).map(([name, { args, theirArgs = args, tree, most }]) => {
      const times: readonly number[][] = programs.map(() => []);
      for (let pair = 0; pair < PAIRS; pair += 1) {
        for (const [index, program] of programs.entries()) {
          const folder = tree === 'empty' ? trees.empty() : join(trees[tree], String(index));
          times[index]?.push(millisecondsOf(program, index === 0 ? args : theirArgs, folder));
          if (tree === 'empty') rmSync(folder, { recursive: true });
        }
      }
      const [ours = [], theirs] = times;
      return makeRow(name, 'ms', ours, { theirs, bar: { on: 'ratio', most } });
    });
    return {
      rows,
      notes: [
        `trees: ${trees.files} files, and ten times as many; each program has a copy of its own`,
        'install: each program installs the framework that it carries',
        ...(krciReference === undefined
          ? ['reference skipped: GAIT_KRCI_REFERENCE is not set']
          : []),
      ],
    };
  },
};

interface Trees {
  /** Folders with a copy for each program, `0` and `1`. */
  readonly one: string;
  readonly ten: string;
  readonly empty: () => string;
  readonly files: number;
}

function prepareTrees(program: string, folder: string): Trees {
  const installed = join(folder, 'installed');
  mkdirSync(installed, { recursive: true });
  run(program, ['install'], installed);
  const one = join(folder, 'one');
  const ten = join(folder, 'ten');
  for (const copy of ['0', '1']) {
    copyFramework(installed, join(one, copy));
    multiplyFramework(installed, join(ten, copy), 10);
  }
  let count = 0;
  return {
    one,
    ten,
    files: filesBelow(join(installed, '.krci-ai')).length,
    empty: () => {
      count += 1;
      const path = join(folder, `empty-${count}`);
      mkdirSync(path);
      return path;
    },
  };
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { exitCode } = Bun.spawnSync([program, ...args], {
    cwd,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  // Findings end with 1 or 2: the trees of the existing program have some.
  const crashed = exitCode > 2 || (args[0] === 'install' && !existsSync(join(cwd, '.krci-ai')));
  if (crashed) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}`);
}

function millisecondsOf(program: string, args: readonly string[], cwd: string): number {
  const started = performance.now();
  run(program, args, cwd);
  return performance.now() - started;
}
