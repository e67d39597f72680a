/**
 * Times one decision in a process of its own: time-decision.ts INPUTS NAME OUTPUT.json. What one
 * decision taught the runtime must not help or hinder the next.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRecord, parseJson, parseTime, sha256Hex, type Json } from '@gait/canon';
import {
  compilePolicy,
  decide,
  decodeIntent,
  intentRecord,
  parsePolicy,
  prepareIntent,
  type Intent,
} from '@gait/gate';
import { syncNanosecondsOf, timeEach } from '../measure.ts';
import { readGateCases } from './gate-inputs.ts';

const [inputs = '.', name = '', output = 'decision.json'] = process.argv.slice(2);
const FIRST = 20_000;
const WARM = 100_000;
const TIMED = 200_000;

const cases = readGateCases(inputs);
const wanted = [...cases.decide, ...cases.growth].find((each) => each.name === name);
if (wanted === undefined) throw new Error(`no case ${name}`);
const read = (file: string): Buffer => readFileSync(join(inputs, file));
const compiled = compilePolicy(parsePolicy(read(wanted.policy)));
const options = {
  now: parseTime('2026-06-03T12:00:00Z')?.epochNanos ?? 0n,
  profile: 'standard',
} as const;
const intentOf = intentSource();

/** The parsed intent; of a tool call it is made anew each time, as a proxy does it. */
function intentSource(): () => Intent {
  if (wanted?.call === undefined) {
    const intent = decodeIntent(parseJson(read(wanted?.intent ?? '')));
    return () => intent;
  }
  const call = parseJson(read(wanted.call)) as { name: string; args: Json; context: Json };
  const { name: tool_name, ...rest } = call;
  const whole = decodeIntent({ ...rest, tool_name } as Json);
  return () => ({ ...whole, tool_name: tool_name.trim(), context: { ...whole.context } });
}

const whole = (): unknown => decide(compiled, prepareIntent(intentOf()), options);
const first = timeEach(whole, FIRST);
for (let call = 0; call < WARM; call += 1) whole();
const { p50, p99 } = timeEach(whole, TIMED);
const prepared = prepareIntent(intentOf());
const { created_at: _, schema_id: __, ...digested } = encodeRecord(intentRecord, prepared.intent);
const args = prepared.intent.args ?? {};
const figures = {
  first_mean: first.mean,
  first_p50: first.p50,
  first_p99: first.p99,
  p50,
  p99,
  whole: syncNanosecondsOf(whole),
  prepare: syncNanosecondsOf(() => prepareIntent(intentOf())),
  /** Writing and hashing two texts of this size: what a digest cannot cost less than. */
  digest: syncNanosecondsOf(() => [
    sha256Hex(JSON.stringify(args)),
    sha256Hex(JSON.stringify(digested)),
  ]),
  decide: syncNanosecondsOf(() => decide(compiled, prepared, options)),
};
writeFileSync(output, `${JSON.stringify(figures, null, 2)}\n`);
