import { describe, expect, test } from 'bun:test';
import { CodedError, encodeRecord, parsePublicKey, singleKey } from '@gait/canon';
import { traceRecord, verifyTrace } from '@gait/evidence';
import { approvalNeeds, mintApproval, prepareIntent, type ApprovalToken } from '@gait/gate';
import type { Broker } from '@gait/local';
import { decideOrBlock, type Answer } from './decide-or-block.ts';
import type { Call, GateSetup } from './gate-setup.ts';
import {
  limitsInMemory,
  NOON,
  sampleCall,
  sampleGate,
  sampleIntent,
  SIGNER,
  stored,
} from './testing/sample-gate.ts';
import { leaseReceipt } from './testing/lease-receipt.ts';

const ALLOW =
  'default_verdict: block\nrules:\n  - {name: w, effect: allow, match: {tool_names: [tool.write]}}\n';
/** Every stage has something to do. */
const EVERYTHING = `default_verdict: block
rules:
  - name: all
    effect: require_approval
    match: {tool_names: [tool.write]}
    require_broker_credential: true
    rate_limit: {requests: 1, window: minute}
`;

function verdictOf(answer: Answer): string {
  return answer.ok ? answer.decision.ruling.verdict : answer.fault.verdict;
}

/** An approval of the sample intent under a gate's policy that works once. */
function approvalFor(setup: GateSetup, intent = sampleIntent()): ApprovalToken {
  const prepared = prepareIntent(intent, { profile: setup.profile });
  return mintApproval(
    {
      approverIdentity: 'bob',
      reasonCode: 'ok',
      intentDigest: prepared.intentDigest,
      policyDigest: setup.policy.digest,
      delegationBindingDigest: '',
      scope: approvalNeeds(prepared.intent).scopes,
      maxTargets: 0,
      maxOps: 0,
      now: NOON,
      ttl: 3_600_000_000_000n,
      producerVersion: '1.4.0',
      notBefore: undefined,
      nonce: new Uint8Array(16).fill(7),
    },
    SIGNER,
  );
}

const BROKER: Broker = {
  name: 'test',
  issue: async (request) => ({
    receipt: leaseReceipt(request, {
      issuedBy: 'test',
      expiresAt: '2026-06-03T12:05:00Z',
      ttlSeconds: 300,
    }),
  }),
};

/** A gate and a call that is allowed through every stage. */
function complete(changes: Partial<GateSetup> = {}) {
  const spent: string[] = [];
  const setup = sampleGate(EVERYTHING, {
    broker: BROKER,
    ledger: stored({
      used: () => new Set(spent),
      spend: async (uses) => {
        spent.push(...uses.map(({ use }) => use));
        return { ok: true as const, repeated: false };
      },
    }),
    ...changes,
  });
  const token = approvalFor(setup);
  const call = sampleCall(sampleIntent(), { approvals: () => [{ token, strays: [] }] });
  return { setup, call, spent };
}

describe('a call', () => {
  test('that is allowed leaves one signed trace before the answer', async () => {
    const setup = sampleGate(ALLOW);
    expect(verdictOf(await decideOrBlock(setup, sampleCall()))).toBe('allow');
    expect(setup.written.length).toBe(1);
    const trace = setup.written[0]?.trace;
    const text = JSON.stringify(trace === undefined ? null : encodeRecord(traceRecord, trace));
    const keys = singleKey(parsePublicKey(SIGNER.publicKey.text));
    expect(verifyTrace(text, { profile: 'strict', keys }).ok).toBe(true);
  });

  test('passes every stage, is counted once and uses its approval up', async () => {
    const limits = limitsInMemory();
    const { setup, call, spent } = complete({ limits: stored(limits) });
    expect(verdictOf(await decideOrBlock(setup, call))).toBe('allow');
    expect(limits.uses()).toBe(1);
    expect(spent.length).toBe(1);
  });

  test('whose approval was used before is not allowed again', async () => {
    const { setup, call } = complete({ limits: stored(limitsInMemory()) });
    expect(verdictOf(await decideOrBlock(setup, call))).toBe('allow');
    const again = await decideOrBlock({ ...setup, limits: stored(limitsInMemory()) }, call);
    expect(verdictOf(again)).toBe('require_approval');
    expect(again.ok && again.decision.ruling.reasonCodes).toContain('approval_token_already_used');
  });

  test('that is blocked, waits for approval or is simulated spends nothing', async () => {
    const limits = limitsInMemory();
    const { setup, call, spent } = complete({ limits: stored(limits) });
    expect(verdictOf(await decideOrBlock(setup, { ...call, approvals: () => [] }))).toBe(
      'require_approval',
    );
    const simulated = await decideOrBlock(setup, { ...call, simulate: true });
    expect(simulated.ok && simulated.decision.simulated?.verdict).toBe('allow');
    const blocked = sampleIntent({ tool_name: 'tool.other' });
    expect(verdictOf(await decideOrBlock(setup, sampleCall(blocked)))).toBe('block');
    expect(limits.uses()).toBe(0);
    expect(spent).toEqual([]);
  });

  test('over its limit is blocked although it was approved', async () => {
    const limits = limitsInMemory();
    const first = complete({ limits: stored(limits) });
    await decideOrBlock(first.setup, first.call);
    const second = complete({ limits: stored(limits) });
    const answer = await decideOrBlock(second.setup, second.call);
    expect(answer.ok && answer.decision.ruling).toMatchObject({
      verdict: 'block',
      violations: ['rate_limit_exceeded'],
    });
    expect(second.spent).toEqual([]);
  });

  test('that a guard objects to is blocked although the policy allows it', async () => {
    const guard = {
      name: 'test',
      judge: () => ({ reasonCodes: ['self_protection_policy'], violations: ['self_protection'] }),
    };
    const answer = await decideOrBlock(sampleGate(ALLOW, { guards: [guard] }), sampleCall());
    expect(answer.ok && answer.decision.ruling).toMatchObject({
      verdict: 'block',
      violations: ['self_protection'],
    });
  });

  test('in strict commits its trace to a document that says why', async () => {
    const setup = sampleGate(ALLOW, { profile: 'strict' });
    await decideOrBlock(setup, sampleCall());
    const [evidence] = setup.written;
    expect(evidence?.document).toMatchObject({
      verdict: 'allow',
      matched_rules: ['w'],
      reason_codes: ['matched_rule_w'],
      event_id: evidence?.trace.event_id,
    });
    expect(evidence?.trace.relationship?.entity_refs?.map(({ kind }) => kind)).toContain(
      'evidence',
    );
  });
});

/** Each port of the gate fails, with a coded error and with a defect. */
const BROKEN: Record<string, (error: Error) => Partial<GateSetup> | Partial<Call>> = {
  'the clock': (error) => ({ clock: fails(error) }),
  'the kill switch': (error) => ({ killSwitch: fails(error) }),
  'a guard': (error) => ({ guards: [{ name: 'broken', judge: fails(error) }] }),
  'looking at a limit': (error) => ({
    limits: stored({ ...limitsInMemory(), look: fails(error) }),
  }),
  'opening the limits': (error) => ({ limits: fails(error) }),
  'opening the ledger': (error) => ({ ledger: fails(error) }),
  'counting a limit': (error) => ({ limits: stored({ ...limitsInMemory(), take: fails(error) }) }),
  'reading approvals': (error) => ({ approvals: fails(error) }),
  'the keys of approvers': (error) => ({ approvalKeys: fails(error) }),
  'the list of withdrawn tokens': (error) => ({ revoked: fails(error) }),
  'the denials': (error) => ({ denials: fails(error) }),
  'looking at the ledger': (error) => ({
    ledger: stored({ used: fails(error), spend: fails(error) }),
  }),
  'writing to the ledger': (error) => ({
    ledger: stored({ used: () => new Set<string>(), spend: fails(error) }),
  }),
  'the broker': (error) => ({ broker: { name: 'broken', issue: fails(error) } }),
  'the signing key': (error) => ({ signer: { ...SIGNER, sign: fails(error) } }),
  'writing the evidence': (error) => ({ record: fails(error) }),
};

function fails(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe('a fault blocks the call and leaves nothing counted:', () => {
  for (const [name, broken] of Object.entries(BROKEN)) {
    for (const error of [new CodedError('disk_full', 'no room'), new TypeError('a defect')]) {
      test(`${name} (${error instanceof CodedError ? error.code : 'a defect'})`, async () => {
        const limits = limitsInMemory();
        const { setup, call } = complete({ limits: stored(limits) });
        const change = broken(error);
        const faulty = { ...setup, ...('approvals' in change ? {} : change) } as GateSetup;
        const brought = { ...call, ...('approvals' in change ? change : {}) } as Call;
        const answer = await decideOrBlock(faulty, brought);
        expect(verdictOf(answer)).toBe('block');
        expect(setup.written.every(({ trace }) => trace.verdict === 'block')).toBe(true);
        expect(limits.uses()).toBe(0);
        const codes = answer.ok ? answer.decision.ruling.reasonCodes : answer.fault.reasonCodes;
        expect(codes.length).toBeGreaterThan(0);
      });
    }
  }
});
