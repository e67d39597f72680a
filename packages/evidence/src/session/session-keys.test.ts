import { expect, test } from 'bun:test';
import { TEST_KEY } from '../runpack/testing/sample-run.ts';
import { collectFindings } from '../verdict/findings.ts';
import { expectKeyLimits } from '../verdict/testing/expect-key-limits.ts';
import { judgeSignature } from './judge-chain.ts';
import { checkSeal, parseSeal } from './session-seal.ts';
import { factsOf, makeSession, sealOf } from './testing/session-fixture.ts';

const { lines } = makeSession(['event', 'signed checkpoint'], TEST_KEY);

test('a seal counts a key only in the role of sessions, and at the time of the seal', async () => {
  const seal = parseSeal(sealOf(lines, TEST_KEY), collectFindings('standard'));
  await expectKeyLimits(
    'session',
    seal.created_at,
    (keys) => checkSeal(seal, keys).status === 'verified',
  );
});

test('a checkpoint counts a key only in the role of sessions, and at its time', async () => {
  const [checkpoint] = factsOf(lines).checkpoints;
  await expectKeyLimits('session', checkpoint!.created_at, (keys) => {
    const findings = collectFindings('standard');
    const { verified } = judgeSignature(checkpoint!, keys, findings, []);
    expect(findings.refusals.map(({ code }) => code)).toEqual(
      verified ? [] : ['session_signature'],
    );
    return verified;
  });
});
