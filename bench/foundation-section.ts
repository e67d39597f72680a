import { join } from 'node:path';
import { callForFigures, column, ownProcess, type Figures } from './call-child.ts';
import { prepareInputs } from './inputs.ts';
import { makeRow } from './row.ts';
import type { BenchSettings, Section } from './section.ts';

/** Highest ratio to the reference that we allow ourselves. */
const BARS: Readonly<Record<string, number>> = {
  canonicalize_trace: 1,
  sign_trace: 1,
  verify_trace: 1,
  verify_runpack: 1,
  verify_guard_pack: 1,
  verify_pack: 0.2,
  diff_runpacks: 1,
};

/** Canonical JSON, digests, signatures and containers; both sides in processes of their own. */
export const foundationSection: Section = {
  name: 'foundation',
  title: 'digests, signatures and containers in process',
  async measure({ gait, scratch, rounds, inProcess }: BenchSettings) {
    const inputs = join(scratch, 'inputs');
    await prepareInputs(inputs, gait);
    const ours: Figures[] = [];
    const theirs: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const own = ownProcess('in-process.ts', inputs);
      ours.push(await callForFigures(own, join(scratch, 'ours.json')));
      if (inProcess === undefined) continue;
      theirs.push(await callForFigures([...inProcess, inputs], join(scratch, 'theirs.json')));
    }
    const rows = Object.keys(ours[0] ?? {}).map((name) => {
      const most = BARS[name];
      return makeRow(name, 'us', column(ours, name, 1000), {
        theirs: column(theirs, name, 1000),
        bar: most === undefined ? undefined : { on: 'ratio', most },
      });
    });
    const notes =
      theirs.length > 0 ? [] : ['reference skipped: GAIT_REFERENCE_INPROCESS_COMMAND is not set'];
    return { rows, notes };
  },
};
