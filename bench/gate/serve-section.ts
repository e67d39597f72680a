import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs } from './gate-inputs.ts';
import type { Load } from './load-client.ts';
import { startGait, startOpa, type Served } from './servers.ts';

const LOAD = { connections: 16, warmMs: 1500, timedMs: 4000 } as const;

/** Decisions over HTTP: ours signed and on the disk, OPA's answered only. */
export const serveSection: Section = {
  name: 'serve',
  title: 'gate serve beside opa run --server: 100 equal rules, 16 connections, loopback TCP',
  async measure({ gait, opa, scratch, rounds }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const ours: Figures[] = [];
    const theirs: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const folder = join(scratch, `served-${round}`);
      ours.push(await measureServer(await startGait(gait, inputs, folder), scratch));
      if (opa === undefined) continue;
      theirs.push(await measureServer(await startOpa(opa, folder), scratch));
    }
    const beside = 'opa run --server';
    const rows = [
      makeRow('requests', '/s', column(ours, 'rate'), {
        beside,
        theirs: column(theirs, 'rate'),
        bar: { on: 'ratio', least: 1 },
      }),
      makeRow('  p50', 'ms', column(ours, 'p50', 1e6), {
        beside,
        theirs: column(theirs, 'p50', 1e6),
      }),
      makeRow('  p99', 'ms', column(ours, 'p99', 1e6), {
        beside,
        theirs: column(theirs, 'p99', 1e6),
        bar: { on: 'value', most: 9 },
      }),
    ];
    return {
      rows,
      notes: [
        'The load generator is a process of ours, the same for both, and shares their processors.',
        'Ours signs each decision and answers when it is on the disk; OPA answers only.',
        ...(opa === undefined ? ['OPA skipped: GAIT_BENCH_OPA is not set'] : []),
      ],
    };
  },
};

async function measureServer({ ask, stop }: Served, scratch: string): Promise<Figures> {
  try {
    const load: Load = { ...ask, ...LOAD };
    const file = join(scratch, 'load.json');
    writeFileSync(file, JSON.stringify(load));
    return await callForFigures(
      ownProcess('gate/load-client.ts', file),
      join(scratch, 'served.json'),
    );
  } finally {
    await stop();
  }
}
