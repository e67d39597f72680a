import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow, type Row } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs } from './gate-inputs.ts';
import type { Load } from './load-client.ts';
import { startGait, startOpa, type Served } from './servers.ts';

/** The runtime compiles for some 50,000 requests; OPA is warmed as long. */
const LOAD = { connections: 16, warmMs: 8000, timedMs: 4000 } as const;

/** Which calls are asked: those of the equal policy in turn, or the one that is allowed. */
const MIXES: Readonly<Record<string, (asks: Load['asks']) => Load['asks']>> = {
  'four calls in turn': (asks) => asks,
  'allowed call': (asks) => asks.slice(0, 1),
};

/** Decisions over HTTP: ours signed and on the disk, OPA's answered only. */
export const serveSection: Section = {
  name: 'serve',
  title: 'gate serve beside opa run --server: 100 equal rules, 16 connections, loopback TCP',
  async measure({ gait, opa, scratch, rounds }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const ours = new Map<string, Figures[]>(Object.keys(MIXES).map((mix) => [mix, []]));
    const theirs = new Map<string, Figures[]>(Object.keys(MIXES).map((mix) => [mix, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const mix of Object.keys(MIXES)) {
        const folder = join(scratch, `served-${round}-${mix.replaceAll(' ', '-')}`);
        const gate = await startGait(gait, inputs, folder);
        ours.get(mix)?.push(await measureServer(gate, mix, scratch));
        if (opa === undefined) continue;
        theirs.get(mix)?.push(await measureServer(await startOpa(opa, folder), mix, scratch));
      }
    }
    const rows = Object.keys(MIXES).flatMap((mix) =>
      rowsOf(mix, ours.get(mix) ?? [], theirs.get(mix) ?? []),
    );
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

function rowsOf(mix: string, ours: readonly Figures[], theirs: readonly Figures[]): readonly Row[] {
  const beside = 'opa run --server';
  return [
    makeRow(`${mix}, requests`, '/s', column(ours, 'rate'), {
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
}

async function measureServer(
  { ask, stop }: Served,
  mix: string,
  scratch: string,
): Promise<Figures> {
  try {
    const load: Load = { ...ask, ...LOAD, asks: MIXES[mix]?.(ask.asks) ?? [] };
    const file = join(scratch, 'load.json');
    writeFileSync(file, JSON.stringify(load));
    const command = ownProcess('gate/load-client.ts', file);
    return await callForFigures(command, join(scratch, 'served.json'));
  } finally {
    await stop();
  }
}
