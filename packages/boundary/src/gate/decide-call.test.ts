import { describe, expect, test } from 'bun:test';
import { CodedError, isCodedError } from '@gait/canon';
import { SealedSecret, type Broker } from '@gait/local';
import { decideCall } from './decide-call.ts';
import type { Call, GateSetup } from './gate-setup.ts';
import {
  limitsInMemory,
  NOON,
  sampleCall,
  sampleGate,
  sampleIntent,
  stored,
} from './testing/sample-gate.ts';
import { leaseReceipt } from './testing/lease-receipt.ts';

const ALLOW = rule('effect: allow');
const BROKERED = rule('effect: allow, require_broker_credential: true');
const LIMITED = rule(
  'effect: allow, require_broker_credential: true, rate_limit: {requests: 5, window: minute}',
);

function rule(body: string): string {
  return `default_verdict: block\nrules:\n  - {name: w, ${body}, match: {tool_names: [tool.write]}}\n`;
}

/** A broker that hands out leases, and what became of them. */
function leases() {
  const told: string[] = [];
  const broker: Broker = {
    name: 'test',
    issue: async (request) => {
      told.push('issued');
      return {
        secret: new SealedSecret('s3cret'),
        revoke: async () => void told.push('revoked'),
        receipt: leaseReceipt(request, {
          issuedBy: 'test',
          expiresAt: '2026-06-03T12:05:00Z',
          ttlSeconds: 300,
        }),
      };
    },
  };
  return { broker, told };
}

const full = new CodedError('disk_full', 'no room');
const fails = (error: Error) => (): never => {
  throw error;
};

async function codeOf(setup: GateSetup, call: Call = sampleCall()): Promise<string> {
  try {
    return (await decideCall(setup, call)).ruling.verdict;
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

describe('a simulation', () => {
  test('is refused where a trace is a permission, and leaves none', async () => {
    const call = sampleCall(sampleIntent({ tool_name: 'tool.other' }), { simulate: true });
    for (const profile of ['strict', 'oss-prod'] as const) {
      const setup = sampleGate(ALLOW, { profile });
      expect(await codeOf(setup, call)).toBe('profile_requirement');
      expect(setup.written).toEqual([]);
    }
  });

  test('elsewhere has the trace of the reference, and says what would have been', async () => {
    const call = sampleCall(sampleIntent({ tool_name: 'tool.other' }), { simulate: true });
    const setup = sampleGate(ALLOW);
    const { simulated } = await decideCall(setup, call);
    expect(simulated?.verdict).toBe('block');
    expect(setup.written[0]?.trace.verdict).toBe('allow');
  });

  test('is issued no credential', async () => {
    const { broker, told } = leases();
    const handed: string[] = [];
    const setup = sampleGate(BROKERED, {
      broker,
      handOver: (secret) => {
        handed.push(secret.reveal());
        return () => undefined;
      },
    });
    const decision = await decideCall(setup, sampleCall(undefined, { simulate: true }));
    expect(told).toEqual([]);
    expect(decision.secret).toBeUndefined();
    // The reference asks its broker in a simulation too; the secret stays here all the same.
    const reference = { ...setup, profile: 'compat' } as const;
    expect((await decideCall(reference, sampleCall(undefined, { simulate: true }))).secret).toBe(
      undefined,
    );
    expect(handed).toEqual([]);
  });
});

describe('a call that nobody waits for any more', () => {
  test('is a block: nothing is spent, no allow is recorded, what was taken is given back', async () => {
    const limits = limitsInMemory();
    const { broker, told } = leases();
    const setup = sampleGate(LIMITED, { broker, limits: stored(limits) });
    const { ruling } = await decideCall(setup, sampleCall(undefined, { stillWanted: () => false }));
    expect(ruling).toMatchObject({ verdict: 'block', violations: ['gate_deadline'] });
    expect(ruling.reasonCodes).toContain('gate_deadline');
    expect(setup.written.map(({ trace }) => trace.verdict)).toEqual(['block']);
    expect(limits.uses()).toBe(0);
    expect(told).toEqual(['issued', 'revoked']);
  });

  test('is not asked for when it is blocked anyway', async () => {
    let asked = 0;
    const stillWanted = (): boolean => (asked += 1) < 0;
    const other = sampleIntent({ tool_name: 'tool.other' });
    const { ruling } = await decideCall(sampleGate(ALLOW), sampleCall(other, { stillWanted }));
    expect(ruling.verdict).toBe('block');
    expect(ruling.reasonCodes).not.toContain('gate_deadline');
    expect(asked).toBe(0);
  });
});

describe('what a call took is given back', () => {
  test('also the credential when the counters cannot be reached', async () => {
    const { broker, told } = leases();
    const limits = { ...limitsInMemory(), giveBack: fails(new CodedError('lock_lost', 'gone')) };
    const setup = sampleGate(LIMITED, { broker, limits: stored(limits), record: fails(full) });
    // The fault that is told is the first, not one that came of it.
    expect(await codeOf(setup)).toBe('disk_full');
    expect(told).toEqual(['issued', 'revoked']);
    const abandoned = sampleCall(undefined, { stillWanted: () => false });
    expect(await codeOf({ ...setup, record: sampleGate(ALLOW).record }, abandoned)).toBe(
      'lock_lost',
    );
    expect(told).toEqual(['issued', 'revoked', 'issued', 'revoked']);
  });

  test('also the counters when the credential cannot be revoked', async () => {
    for (const error of [new CodedError('broker_unavailable', 'gone'), new TypeError('a defect')]) {
      const { broker } = leases();
      const limits = limitsInMemory();
      const stubborn: Broker = {
        ...broker,
        issue: async (request) => ({ ...(await broker.issue(request)), revoke: fails(error) }),
      };
      const setup = sampleGate(LIMITED, {
        broker: stubborn,
        limits: stored(limits),
        record: fails(full),
      });
      expect(await codeOf(setup)).toBe('disk_full');
      expect(limits.uses()).toBe(0);
    }
  });

  test('once, when the block cannot be recorded either', async () => {
    const { broker, told } = leases();
    const setup = sampleGate(LIMITED, { broker, record: fails(full) });
    expect(await codeOf(setup, sampleCall(undefined, { stillWanted: () => false }))).toBe(
      'disk_full',
    );
    expect(told).toEqual(['issued', 'revoked']);
  });
});

describe('the secret of a credential', () => {
  test('is handed over before the evidence, and taken away when that cannot be written', async () => {
    const order: string[] = [];
    const { broker, told } = leases();
    const handOver: GateSetup['handOver'] = (secret) => {
      order.push(`handed ${secret.reveal()}`);
      return () => void order.push('taken away');
    };
    const good = sampleGate(BROKERED, { broker, handOver });
    const record: GateSetup['record'] = async (evidence) => {
      order.push('recorded');
      return await good.record(evidence);
    };
    const decision = await decideCall({ ...good, record }, sampleCall());
    expect(order).toEqual(['handed s3cret', 'recorded']);
    expect(decision.secret?.reveal()).toBe('s3cret');
    expect(JSON.stringify([decision, good.written], bigints)).not.toContain('s3cret');
    order.length = 0;
    expect(await codeOf({ ...good, record: fails(full) })).toBe('disk_full');
    expect(order).toEqual(['handed s3cret', 'taken away']);
    expect(told).toEqual(['issued', 'issued', 'revoked']);
  });

  test('that cannot be handed over leaves no evidence of a permission', async () => {
    const { broker, told } = leases();
    const setup = sampleGate(BROKERED, { broker, handOver: fails(full) });
    expect(await codeOf(setup)).toBe('disk_full');
    expect(setup.written).toEqual([]);
    expect(told).toEqual(['issued', 'revoked']);
  });
});

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

test('the decision document says the moment that was judged, the trace when that was', async () => {
  const setup = sampleGate(ALLOW, { profile: 'strict' });
  await decideCall(setup, sampleCall(undefined, { evaluationTime: NOON - 3_600_000_000_000n }));
  expect(setup.written[0]?.document).toMatchObject({
    evaluated_at: '2026-06-03T11:00:00Z',
    created_at: '2026-06-03T12:00:00Z',
  });
});
