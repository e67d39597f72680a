import { expect, test } from 'bun:test';
import { CodedError, isCodedError } from '@gait/canon';
import { compilePolicy, parsePolicy } from '@gait/gate';
import type { LimitStore } from '@gait/local';
import { decideCall } from './decide-call.ts';
import { judgeLimits } from './judge-limits.ts';
import {
  limitsInMemory,
  NOON,
  sampleCall,
  sampleGate,
  sampleIntent,
  stored,
} from './testing/sample-gate.ts';

function limited(requests: number, window: string): string {
  return `default_verdict: block\nrules:\n  - {name: w, effect: allow, match: {tool_names: [tool.write]}, rate_limit: {requests: ${requests}, window: ${window}}}\n`;
}

/** The project allows five calls a minute, the user one an hour. */
const TWO_LIMITS = {
  policy: limited(5, 'minute'),
  overlays: [compilePolicy(parsePolicy(limited(1, 'hour')))],
};

/** A store that notes what is taken and given back, by the number of calls of its limit. */
function noted(change: Partial<LimitStore> = {}) {
  const told: string[] = [];
  const memory = limitsInMemory();
  const store: LimitStore = {
    look: memory.look,
    take: (limit, subject, now) => {
      told.push(`take ${limit.requests}`);
      return (change.take ?? memory.take)(limit, subject, now);
    },
    giveBack: (limit) => void told.push(`give ${limit.requests}`),
  };
  return { store, told };
}

test('a call that one limit refuses is counted by none', async () => {
  const memory = limitsInMemory();
  const { store, told } = noted({
    // Meanwhile another process used up the second: looking says yes, taking says no.
    take: (limit, subject, now) => ({
      ...memory.take(limit, subject, now),
      allowed: limit.requests === 1,
    }),
  });
  const { policy, overlays } = TWO_LIMITS;
  const setup = sampleGate(policy, { overlays, limits: stored(store) });
  const decision = await decideCall(setup, sampleCall());
  expect(decision.ruling).toMatchObject({ verdict: 'block', violations: ['rate_limit_exceeded'] });
  expect(told).toEqual(['take 1', 'take 5', 'give 1']);
  expect(decision.limits.rateLimit).toMatchObject({ allowed: false, limit: 5 });
  // By the stage itself, before any later one could fail.
  told.length = 0;
  const allowed = { verdict: 'allow', reasonCodes: [], violations: [] } as const;
  await judgeLimits(setup, decision.outcome, allowed, true, NOON);
  expect(told).toEqual(['take 1', 'take 5', 'give 1']);
});

test('a fault of the second limit gives back the first', async () => {
  const memory = limitsInMemory();
  const { store, told } = noted({
    take: (limit, subject, now) => {
      if (limit.requests === 5) throw new CodedError('disk_full', 'no room');
      return memory.take(limit, subject, now);
    },
  });
  const { policy, overlays } = TWO_LIMITS;
  const setup = sampleGate(policy, { overlays, limits: stored(store) });
  const error = await decideCall(setup, sampleCall()).catch((caught: unknown) => caught);
  expect(isCodedError(error) && error.code).toBe('disk_full');
  expect(told).toEqual(['take 1', 'take 5', 'give 1']);
});

test('profiles that follow the reference count every call, and give nothing back', async () => {
  const { store, told } = noted();
  const setup = sampleGate(limited(1, 'minute'), { profile: 'compat', limits: stored(store) });
  await decideCall(setup, sampleCall());
  expect((await decideCall(setup, sampleCall())).ruling.verdict).toBe('block');
  expect(told).toEqual(['take 1', 'take 1']);
});

test('under strict the limit of the user counts besides that of the project', async () => {
  const setup = sampleGate(limited(1, 'minute'), {
    profile: 'strict',
    overlays: [compilePolicy(parsePolicy(limited(2, 'hour')))],
  });
  const verdicts: string[] = [];
  for (const minutes of [0n, 1n, 2n]) {
    const clock = (): bigint => setup.clock() + minutes * 60_000_000_000n;
    verdicts.push((await decideCall({ ...setup, clock }, sampleCall())).ruling.verdict);
  }
  expect(verdicts).toEqual(['allow', 'allow', 'block']);
});

test('under strict each step of a script counts, all of them or none', async () => {
  const step = {
    tool_name: 'tool.write',
    args: {},
    targets: [{ kind: 'path', value: '/repo/a.txt', operation: 'write' }],
  };
  const script = (steps: number) =>
    sampleCall(
      sampleIntent({
        tool_name: 'script',
        script: { steps: Array.from({ length: steps }, () => step) },
      }),
    );
  const limits = limitsInMemory();
  const setup = sampleGate(
    'default_verdict: block\nrules:\n  - {name: w, effect: allow, match: {tool_names: [tool.write]}, rate_limit: {requests: 3, window: minute}}\n',
    { profile: 'strict', limits: stored(limits) },
  );
  expect((await decideCall(setup, script(4))).ruling.verdict).toBe('block');
  expect(limits.uses()).toBe(0);
  expect((await decideCall(setup, script(3))).ruling.verdict).toBe('allow');
  expect((await decideCall(setup, sampleCall())).ruling.verdict).toBe('block');
});
