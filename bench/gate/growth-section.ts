import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs, readGateCases } from './gate-inputs.ts';

/** Highest ratio to ten rules. */
const BARS: Readonly<Record<string, number>> = { '1000 rules': 1.5, '10000 rules': 2 };

/** Does a decision take longer when there are more rules? */
export const growthSection: Section = {
  name: 'growth',
  title: 'growth: rules of every kind, of which only the last matches; ratio to 10 rules',
  async measure({ scratch, rounds }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const names = readGateCases(inputs).growth.map(({ name }) => name);
    const figures = new Map<string, Figures[]>(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) {
        const command = ownProcess('gate/time-decision.ts', inputs, name);
        figures.get(name)?.push(await callForFigures(command, join(scratch, 'decision.json')));
      }
    }
    const few = column(figures.get(names[0] ?? '') ?? [], 'whole');
    const rows = [...figures].flatMap(([name, ours]) => {
      const most = BARS[name];
      const growth = column(ours, 'whole').map((time, round) => time / (few[round] ?? Number.NaN));
      return [
        makeRow(name, 'us', column(ours, 'whole', 1000)),
        makeRow('  decide alone', 'us', column(ours, 'decide', 1000)),
        makeRow('  ratio to 10 rules', 'x', growth, {
          bar: most === undefined ? undefined : { on: 'value', most },
        }),
      ];
    });
    return { rows, notes: [] };
  },
};
