import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow, type Row } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs, readGateCases } from './gate-inputs.ts';

/** A parsed intent until it is decided: normalised, digested, judged. */
export const decideSection: Section = {
  name: 'decide',
  title: 'decide in process: parsed intent, normalised, digested, decided',
  async measure({ scratch, rounds, inProcess }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const names = readGateCases(inputs).decide.map(({ name }) => name);
    const ours = new Map<string, Figures[]>(names.map((name) => [name, []]));
    const theirs: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) {
        const command = ownProcess('gate/time-decision.ts', inputs, name);
        ours.get(name)?.push(await callForFigures(command, join(scratch, 'decision.json')));
      }
      if (inProcess !== undefined) {
        theirs.push(
          await callForFigures([...inProcess, inputs], join(scratch, 'their-decisions.json')),
        );
      }
    }
    const rows = [...ours].flatMap(([name, figures]) => rowsOf(name, figures, theirs));
    const notes = [
      '"digest": what writing and hashing two texts of this size takes; it is a part of "normalise, digest".',
      'p99 and p50 are of 200,000 single calls after 120,000 others.',
      ...(theirs.length > 0
        ? []
        : ['reference skipped: GAIT_REFERENCE_INPROCESS_COMMAND is not set']),
    ];
    return { rows, notes };
  },
};

function rowsOf(
  name: string,
  ours: readonly Figures[],
  theirs: readonly Figures[],
): readonly Row[] {
  const own = (figure: string): readonly number[] => column(ours, figure, 1000);
  const other = (figure: string): readonly number[] => column(theirs, `${figure} ${name}`, 1000);
  const over = (left: readonly number[], right: readonly number[]): readonly number[] =>
    left.map((value, index) => value / (right[index] ?? Number.NaN));
  return [
    makeRow(name, 'us', own('whole'), {
      theirs: other('decide'),
      bar: { on: 'ratio', most: 0.35 },
    }),
    makeRow('  normalise, digest', 'us', own('prepare'), { theirs: other('prepare') }),
    makeRow('  of it digest, at least', 'us', own('digest')),
    makeRow('  decide alone', 'us', own('decide')),
    makeRow('  p50', 'us', own('p50'), { theirs: other('p50') }),
    makeRow('  p99', 'us', own('p99'), { theirs: other('p99') }),
    makeRow('  p99 / p50', 'x', over(own('p99'), own('p50')), {
      theirs: over(other('p99'), other('p50')),
      bar: { on: 'value', most: 3 },
    }),
    makeRow('  first 20,000 calls, mean', 'us', own('first_mean')),
    makeRow('  first 20,000 calls, p50', 'us', own('first_p50')),
    makeRow('  first 20,000 calls, p99', 'us', own('first_p99')),
  ];
}
