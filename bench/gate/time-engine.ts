/**
 * Times an engine in a process of its own, over calls of the equal policy in turn:
 * time-engine.ts INPUTS NAME COMPETITORS OUTPUT.json, nanoseconds per decision. The name `gait` is
 * ourselves. `alone`: the call is there in the engine's own words. `whole`: it is a parsed intent,
 * which is normalised, digested and put in those words first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '@gait/canon';
import { compilePolicy, decide, decodeIntent, parsePolicy, prepareIntent } from '@gait/gate';
import { syncNanosecondsOf } from '../measure.ts';
import { openEngine } from './engines.ts';
import { FLAT_INTENTS, FLAT_RULES, flatCallOf } from './equal-policy.ts';

const [inputs = '.', name = 'gait', competitors = '', output = 'engine.json'] =
  process.argv.slice(2);
const calls = FLAT_INTENTS.map(({ verdict }, index) => {
  const intent = decodeIntent(parseJson(readFileSync(join(inputs, `equal-${index}.json`))));
  const prepared = prepareIntent(intent);
  return { verdict, intent, prepared, flat: flatCallOf(prepared.intent) };
});
type Call = (typeof calls)[number];

async function open(): Promise<{ alone: (call: Call) => string; whole: (call: Call) => string }> {
  if (name === 'gait') {
    const compiled = compilePolicy(parsePolicy(readFileSync(join(inputs, 'equal.yaml'))));
    const options = { now: 0n, profile: 'standard' } as const;
    return {
      alone: ({ prepared }) => decide(compiled, prepared, options).verdict,
      whole: ({ intent }) => decide(compiled, prepareIntent(intent), options).verdict,
    };
  }
  const engine = await openEngine(name, competitors, FLAT_RULES);
  return {
    alone: ({ flat }) => engine(flat),
    whole: ({ intent }) => engine(flatCallOf(prepareIntent(intent).intent)),
  };
}

/** Each of the calls in turn; an answer that is not equal would make the time mean nothing. */
function timeInTurn(ask: (call: Call) => string): number {
  for (const call of calls) {
    const said = ask(call);
    if (said !== call.verdict) {
      throw new Error(`${name} says ${said} of ${call.flat.tool}, not ${call.verdict}`);
    }
  }
  let turn = 0;
  return syncNanosecondsOf(() => {
    turn += 1;
    return ask(calls[turn % calls.length] as Call);
  });
}

const { alone, whole } = await open();
const figures = { whole: timeInTurn(whole), alone: timeInTurn(alone) };
writeFileSync(output, `${JSON.stringify(figures, null, 2)}\n`);
