import { generateKeyPair, parsePrivateKey, singleKey } from '@gait/canon';
import { compilePolicy, decodeIntent, parsePolicy, takeFromLimit, type Intent } from '@gait/gate';
import type { LimitStore } from '@gait/local';
import type { Call, Evidence, GateSetup } from '../gate-setup.ts';

/** 2026-06-03T12:00:00Z. */
export const NOON = 1_780_488_000_000_000_000n;

/** The key of the sample gate: it signs traces, and approvals count with it. */
export const SIGNER = parsePrivateKey(generateKeyPair().privateKey);

/** Counters in memory: the port, not the store. */
export function limitsInMemory(): LimitStore & { readonly uses: () => number } {
  let counters: ReadonlyMap<string, number> = new Map();
  return {
    look: (limit, subject, now) => takeFromLimit(counters, limit, subject, now, false).decision,
    take: (limit, subject, now) => {
      const taken = takeFromLimit(counters, limit, subject, now);
      counters = taken.counters;
      return taken.decision;
    },
    giveBack: (_limit, _subject, _at) => {
      counters = new Map([...counters].map(([key, count]) => [key, count - 1]));
    },
    uses: () => [...counters.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** A store as the gate asks for it. */
export function stored<T>(store: T): () => Promise<T> {
  return () => Promise.resolve(store);
}

/** A gate over a policy whose evidence goes to a list. */
export function sampleGate(
  policy: string,
  changes: Partial<GateSetup> = {},
): GateSetup & { readonly written: Evidence[] } {
  const written: Evidence[] = [];
  return {
    profile: 'standard',
    policy: compilePolicy(parsePolicy(policy)),
    signer: SIGNER,
    producerVersion: '1.4.0',
    clock: () => NOON,
    approvalKeys: async () => singleKey(SIGNER.publicKey),
    delegationKeys: async () => singleKey(SIGNER.publicKey),
    killSwitch: () => ({ state: null, error: false, required: false }),
    inventory: { tools: new Map(), source: '' },
    approvedScripts: undefined,
    limits: stored(limitsInMemory()),
    ledger: async () => undefined,
    denials: async () => [],
    revoked: async () => undefined,
    broker: undefined,
    record: async (evidence) => {
      written.push(evidence);
      return { trace: 't', document: '', approvalAudit: '', delegationAudit: '', credential: '' };
    },
    guards: [],
    ...changes,
    written,
  };
}

/** A write of one file by alice, with members replaced. */
export function sampleIntent(changes: Record<string, unknown> = {}): Intent {
  return decodeIntent({
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T11:59:00Z',
    producer_version: '1.4.0',
    tool_name: 'tool.write',
    args: { path: '/repo/a.txt' },
    targets: [{ kind: 'path', value: '/repo/a.txt', operation: 'write' }],
    context: { identity: 'alice', workspace: '/repo', risk_class: 'low' },
    ...changes,
  } as never);
}

/** A call without tokens. */
export function sampleCall(intent: Intent = sampleIntent(), changes: Partial<Call> = {}): Call {
  return {
    intent,
    approvals: () => [],
    delegations: () => [],
    approvalRef: '',
    simulate: false,
    correlationId: '',
    credential: { reference: '', scopes: [] },
    ...changes,
  };
}
