import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { prepareGateInputs, readGateCases } from './gate-inputs.ts';

/** The text of a policy until it can be asked. */
export const compileSection: Section = {
  name: 'compile',
  title: 'make a policy ready: parse and digest; then compile, which the reference does not',
  async measure({ scratch, rounds, inProcess }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const { compile } = readGateCases(inputs);
    const alone = compileOnly(inputs, join(scratch, 'policies'), compile);
    const ours: Figures[] = [];
    const theirs: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const command = ownProcess('gate/time-compiling.ts', inputs);
      ours.push(await callForFigures(command, join(scratch, 'compiling.json')));
      if (inProcess !== undefined) {
        const out = join(scratch, 'their-compiling.json');
        theirs.push(await callForFigures([...inProcess, alone], out));
      }
    }
    const rows = compile.flatMap(({ name }) =>
      ['parse and digest', 'parse', 'digest', 'compile'].map((step) => {
        const figure = `${step} ${name}`;
        return makeRow(figure, 'us', column(ours, figure, 1000), {
          theirs: column(theirs, figure, 1000),
          bar: step === 'parse and digest' ? { on: 'ratio', most: 0.5 } : undefined,
        });
      }),
    );
    const notes =
      theirs.length > 0 ? [] : ['reference skipped: GAIT_REFERENCE_INPROCESS_COMMAND is not set'];
    return { rows, notes };
  },
};

/** A folder whose cases are the policies alone, so that the reference does not decide again. */
function compileOnly(
  inputs: string,
  folder: string,
  compile: readonly { readonly policy: string }[],
): string {
  mkdirSync(folder, { recursive: true });
  for (const { policy } of compile) copyFileSync(join(inputs, policy), join(folder, policy));
  writeFileSync(join(folder, 'gate-cases.json'), JSON.stringify({ decide: [], compile }));
  return folder;
}
