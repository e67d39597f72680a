import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '@gait/canon';
import { callForFigures, column, ownProcess, type Figures } from '../call-child.ts';
import { makeRow, type Row } from '../row.ts';
import type { BenchSettings, Section } from '../section.ts';
import { runCommand } from '../../scripts/run-command.ts';
import { ENGINES } from './engines.ts';
import { FLAT_INTENTS, FLAT_RULES, regoPolicy } from './equal-policy.ts';
import { prepareGateInputs } from './gate-inputs.ts';

/** Turns of the npm engines in a round: one of them is so near that noise would decide. */
const TURNS = 2;
const FASTER = { on: 'ratio', most: 1 } as const;

/** The same hundred rules in the words of other engines. */
export const enginesSection: Section = {
  name: 'engines',
  title: 'decide under 100 equal rules beside other engines: four calls in turn',
  async measure({ scratch, rounds, competitors, opa }: BenchSettings) {
    const inputs = join(scratch, 'gate');
    prepareGateInputs(inputs);
    const notes: string[] = [];
    const present = competitors !== undefined && existsSync(competitors);
    if (!present) notes.push('npm engines skipped: GAIT_BENCH_COMPETITORS names no folder');
    const names = ['gait', ...(present ? Object.keys(ENGINES) : [])];
    const figures = new Map<string, Figures[]>(names.map((name) => [name, []]));
    const inOpa: number[] = [];
    for (let turn = 0; turn < rounds * TURNS; turn += 1) {
      for (const name of names) {
        const command = ownProcess('gate/time-engine.ts', inputs, name, competitors ?? '');
        figures.get(name)?.push(await callForFigures(command, join(scratch, 'engine.json')));
      }
    }
    if (opa !== undefined) {
      for (let round = 0; round < rounds; round += 1) inOpa.push(await benchOpa(opa, scratch));
    }
    const ours = (figure: string): readonly number[] =>
      column(figures.get('gait') ?? [], figure, 1000);
    const rows: Row[] = [];
    for (const [name, theirs] of figures) {
      if (name === 'gait') continue;
      for (const figure of ['whole', 'alone']) {
        const label = figure === 'whole' ? 'with the same digest' : '  decide alone';
        rows.push(
          makeRow(label, 'us', ours(figure), {
            beside: name,
            theirs: column(theirs, figure, 1000),
            bar: figure === 'whole' ? FASTER : undefined,
          }),
        );
      }
    }
    if (rows.length === 0) rows.push(makeRow('decide', 'us', ours('whole')));
    if (opa === undefined) notes.push('OPA skipped: GAIT_BENCH_OPA is not set');
    else {
      const beside = 'opa bench, no digest';
      rows.push(
        makeRow('ours with digest', 'us', ours('whole'), { beside, theirs: inOpa, bar: FASTER }),
      );
      rows.push(makeRow('  decide alone', 'us', ours('alone'), { beside, theirs: inOpa }));
    }
    return { rows, notes };
  },
};

/** Microseconds of one evaluation: the mean over the calls of the medians that `opa bench` reports. */
async function benchOpa(opa: string, scratch: string): Promise<number> {
  const policy = join(scratch, 'equal.rego');
  writeFileSync(policy, regoPolicy(FLAT_RULES));
  let sum = 0;
  for (const [index, { intent, verdict }] of FLAT_INTENTS.entries()) {
    const input = join(scratch, 'gate', `equal-${index}.json`);
    const query = 'data.gait.decision';
    const said = await runCommand([opa, 'eval', '-f', 'raw', '-d', policy, '-i', input, query]);
    if (!said.output.includes(`"${verdict}"`)) {
      throw new Error(`OPA says ${said.output} of ${JSON.stringify(intent)}, not ${verdict}`);
    }
    const result = await runCommand([
      ...[opa, 'bench', '--format', 'json', '--benchmem=false'],
      ...['-d', policy, '-i', input, query],
    ]);
    sum += medianOf(JSON.parse(result.output) as JsonObject) / 1000;
  }
  return sum / FLAT_INTENTS.length;
}

function medianOf(report: JsonObject): number {
  const extra = report['Extra'];
  const median =
    extra !== undefined && isJsonObject(extra)
      ? extra['histogram_timer_rego_query_eval_ns_median']
      : undefined;
  if (typeof median !== 'number') throw new Error(`no median in ${JSON.stringify(report)}`);
  return median;
}
