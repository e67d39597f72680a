import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRow, type Row } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import {
  SOURCES,
  TARGETS,
  writeApm,
  writeFramework,
  writeRuler,
  writeRulesync,
} from './agent-sources.ts';

/** A program that carries texts into AI coding tools. */
interface Carrier {
  readonly name: string;
  readonly command: readonly string[];
  /** Makes what it carries, in the folder it then runs in. */
  readonly prepare: (folder: string) => void;
}

interface Measured {
  readonly first: number[];
  readonly second: number[];
  /** Largest resident memory of the first run, MiB. */
  readonly peak: number[];
}

/** 400 sources into five tools: the first time, and again when nothing changed. */
export const krciScaleSection: Section = {
  name: 'krci-scale',
  title: `krci-ai: ${SOURCES} sources into five AI coding tools`,
  async measure({ gait, agentTools, scratch, rounds }: BenchSettings) {
    const source = join(scratch, 'krci-scale', 'source');
    writeFramework(source);
    const ours: Carrier = {
      name: 'krci-ai',
      command: [
        join(dirname(gait), 'krci-ai'),
        ...['install', '--from', source, '--ide', TARGETS.ours],
      ],
      prepare: () => undefined,
    };
    const own = measure(ours, rounds, join(scratch, 'krci-scale', 'krci-ai'));
    const rows: Row[] = [
      makeRow('first install', 'ms', own.first, { bar: { on: 'value', most: 1000 } }),
      makeRow('again, nothing changed', 'ms', own.second, { bar: { on: 'value', most: 150 } }),
      makeRow('peak memory, MiB', 'x', own.peak, { bar: { on: 'value', most: 200 } }),
    ];
    for (const other of agentTools === undefined ? [] : othersIn(agentTools)) {
      const theirs = measure(other, rounds, join(scratch, 'krci-scale', other.name));
      const beside = other.name;
      rows.push(
        makeRow('  first install', 'ms', own.first, { beside, theirs: theirs.first }),
        makeRow('  again', 'ms', own.second, { beside, theirs: theirs.second }),
      );
    }
    return {
      rows,
      notes: [
        'Ours waits until everything is on the disk and writes a lock and an audit record.',
        'rulesync and apm carry 200 agents and 200 commands, ruler 400 rules that it joins to one text.',
        ...(agentTools === undefined ? ['others skipped: GAIT_BENCH_AGENT_TOOLS is not set'] : []),
      ],
    };
  },
};

function othersIn(folder: string): readonly Carrier[] {
  const node = join(folder, 'node_modules/node/bin/node');
  const module = (path: string): string => join(folder, 'node_modules', path);
  return [
    {
      name: 'rulesync',
      command: [
        ...[node, module('rulesync/dist/index.js'), 'generate'],
        ...['--targets', TARGETS.rulesync, '--features', 'subagents,commands'],
        ...['--simulated-commands', '--simulated-subagents'],
      ],
      prepare: writeRulesync,
    },
    {
      name: 'ruler',
      command: [
        ...[node, module('@intellectronica/ruler/dist/cli/index.js'), 'apply', '--local-only'],
        ...['--agents', TARGETS.ruler, '--no-backup'],
      ],
      prepare: writeRuler,
    },
    {
      name: 'apm',
      command: [join(folder, 'py/bin/apm'), 'install', '--target', TARGETS.apm],
      prepare: writeApm,
    },
  ];
}

function measure({ command, prepare }: Carrier, rounds: number, folder: string): Measured {
  const measured: Measured = { first: [], second: [], peak: [] };
  for (let round = 0; round < rounds; round += 1) {
    const cwd = join(folder, String(round));
    mkdirSync(cwd, { recursive: true });
    prepare(cwd);
    Bun.spawnSync(['git', 'init', '--quiet'], { cwd });
    const first = run(command, cwd);
    measured.first.push(first.took);
    measured.peak.push(first.peak);
    measured.second.push(run(command, cwd).took);
  }
  return measured;
}

function run(command: readonly string[], cwd: string): { took: number; peak: number } {
  const started = performance.now();
  const { exitCode, stderr, stdout, resourceUsage } = Bun.spawnSync([...command], {
    cwd,
    env: { ...process.env, HOME: join(cwd, '..', 'home'), CI: 'true' },
    stdin: 'ignore',
    stderr: 'pipe',
    stdout: 'pipe',
  });
  const took = performance.now() - started;
  if (exitCode !== 0) {
    const said = `${stdout.toString()}${stderr.toString()}`.slice(-500);
    throw new Error(`${command.join(' ')} ended with ${exitCode}: ${said}`);
  }
  return { took, peak: (resourceUsage?.maxRSS ?? 0) / 1024 / 1024 };
}
