/**
 * Callers that decide at the same time, each decision signed and on the disk before it counts:
 * time-durable.ts INPUTS PROFILE JOURNAL-FOLDER OUTPUT.json. Everything acknowledged must be found
 * in the journal afterwards.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, parseJson, parsePrivateKey, singleKey } from '@gait/canon';
import {
  decideCall,
  journalEvidence,
  strictClock,
  type Call,
  type GateSetup,
} from '@gait/boundary';
import { compilePolicy, decodeIntent, parsePolicy } from '@gait/gate';
import { openLimitStore, openTraceJournal } from '@gait/local';
import { percentilesOf } from '../measure.ts';

const [inputs = '.', profile = 'standard', folder = 'journal', output = 'durable.json'] =
  process.argv.slice(2);
const CALLERS = 16;
const WARM_MS = 3000;
const TIMED_MS = 3000;

const signer = parsePrivateKey(generateKeyPair().privateKey);
const journal = openTraceJournal(folder, { label: profile });
const setup: GateSetup = {
  profile: profile === 'strict' ? 'strict' : 'standard',
  policy: compilePolicy(parsePolicy(readFileSync(join(inputs, 'equal.yaml')))),
  signer,
  producerVersion: 'bench',
  clock: strictClock(() => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6))),
  approvalKeys: async () => singleKey(signer.publicKey),
  delegationKeys: async () => singleKey(signer.publicKey),
  killSwitch: () => ({ state: null, error: false, required: false }),
  inventory: { tools: new Map(), source: '' },
  approvedScripts: undefined,
  limits: async () => openLimitStore(join(folder, 'limits.json')),
  ledger: async () => undefined,
  denials: async () => [],
  revoked: async () => undefined,
  broker: undefined,
  record: journalEvidence(journal),
  guards: [],
};
const intent = decodeIntent(parseJson(readFileSync(join(inputs, 'equal-0.json'))));
const call: Call = {
  intent,
  approvals: () => [],
  delegations: () => [],
  approvalRef: '',
  simulate: false,
  correlationId: '',
  credential: { reference: '', scopes: [] },
};

let acknowledged = 0;
let took: number[] = [];

async function decideUntil(end: number): Promise<void> {
  while (performance.now() < end) {
    const started = performance.now();
    const { ruling } = await decideCall(setup, call);
    if (ruling.verdict !== 'allow') throw new Error(`decided ${ruling.verdict}`);
    took.push((performance.now() - started) * 1e6);
    acknowledged += 1;
  }
}

async function decideFor(ms: number): Promise<number> {
  took = [];
  const started = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, () => decideUntil(started + ms)));
  return (took.length / (performance.now() - started)) * 1000;
}

function linesOf(file: string): number {
  return readFileSync(file).reduce((sum, byte) => (byte === 10 ? sum + 1 : sum), 0);
}

await decideFor(WARM_MS);
const rate = await decideFor(TIMED_MS);
const { p50, p99 } = percentilesOf(Float64Array.from(took));
await journal.close();
const lines = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .reduce((sum, name) => sum + linesOf(join(folder, name)), 0);
if (lines < acknowledged) {
  throw new Error(`${acknowledged} decisions were acknowledged, ${lines} are on the disk`);
}
writeFileSync(output, `${JSON.stringify({ rate, p50, p99 }, null, 2)}\n`);
