import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs } from './gate-inputs.ts';

const PROFILES = ['standard', 'strict'] as const;

/** Decisions whose signed evidence is on the disk before the caller learns the verdict. */
export const durableSection: Section = {
  name: 'durable',
  title: 'decided, signed and on the disk (fsync, group commit), 16 concurrent callers',
  async measure({ scratch, rounds }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const figures = new Map<string, Figures[]>(PROFILES.map((profile) => [profile, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const profile of PROFILES) {
        const journal = join(scratch, `journal-${profile}-${round}`);
        mkdirSync(journal);
        const command = ownProcess('gate/time-durable.ts', inputs, profile, journal);
        figures.get(profile)?.push(await callForFigures(command, join(scratch, 'durable.json')));
      }
    }
    const rows = [...figures].flatMap(([profile, ours]) => [
      makeRow(profile, '/s', column(ours, 'rate'), { bar: { on: 'value', least: 14_000 } }),
      makeRow('  p50', 'ms', column(ours, 'p50', 1e6)),
      makeRow('  p99', 'ms', column(ours, 'p99', 1e6)),
    ]);
    return { rows, notes: [] };
  },
};
