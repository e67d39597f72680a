import { Agent } from 'node:http';
import { readFileSync } from 'node:fs';
import { isJsonObject, parseJson, parsePublicKey, singleKey, type Json } from '@gait/canon';
import { verifyTrace } from '@gait/evidence';
import { ask, servingWorld, WRITE, type Said } from './serving-process.ts';

/** What a killed gate had said, and what is missing of it. */
export interface KilledRound {
  readonly acknowledged: number;
  /** Ids of events that a caller was told of and that the journal has not, or not with a trace that verifies. */
  readonly lost: readonly string[];
}

const CALLERS = 16;

/**
 * Lets sixteen callers ask a gate, kills it `ms` after its first answer, and compares what they
 * were told with its journal.
 */
export async function killWhileServing(ms: number): Promise<KilledRound> {
  await using world = servingWorld();
  const { child, ended, socket, ready } = await world.serve();
  const told: string[] = [];
  const callers = Promise.all(
    Array.from({ length: CALLERS }, (_, name) => askUntilKilled(socket, name, told)),
  );
  // Waited for below; a defect that shows earlier must not end the process before.
  callers.catch(() => undefined);
  // On a slow machine a gate that is killed too soon would have said nothing.
  for (let waited = 0; told.length === 0 && waited < 10_000; waited += 5) await pause(5);
  await pause(ms);
  child.kill('SIGKILL');
  await callers;
  await ended;
  const kept = verifiedEvents(readFileSync(ready.journal, 'utf8'), world.publicKey);
  return { acknowledged: told.length, lost: told.filter((id) => !kept.has(id)) };
}

const pause = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

async function askUntilKilled(socket: string, name: number, told: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let count = 0; ; count += 1) {
      const intent = { ...WRITE, args: { name, count } };
      const said: Said = await ask({ socket, agent, body: { intent } });
      if (said.body['verdict'] === 'allow') told.push(String(said.body['event_id']));
      else throw new Error(`the gate said ${said.text}`);
    }
  } catch (error) {
    // The gate is gone, and with it this connection; anything else is a defect.
    if (!('code' in (error as Error)) && !/cut|hang up|closed/u.test(String(error))) throw error;
  } finally {
    agent.destroy();
  }
}

/** The events of whole lines whose trace verifies. */
function verifiedEvents(journal: string, publicKey: string): ReadonlySet<string> {
  const keys = singleKey(parsePublicKey(publicKey));
  const whole = journal.split('\n').slice(0, -1);
  return new Set(
    whole.flatMap((line) => {
      const trace = traceOf(parseJson(line));
      const report = verifyTrace(JSON.stringify(trace), { profile: 'standard', keys });
      return report.ok && report.trace !== undefined ? [report.trace.event_id] : [];
    }),
  );
}

function traceOf(line: Json): Json {
  return isJsonObject(line) ? (line['trace'] ?? null) : null;
}
