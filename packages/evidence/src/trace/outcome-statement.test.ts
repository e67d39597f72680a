import { describe, expect, test } from 'bun:test';
import {
  encodeRecord,
  generateKeyPair,
  parsePrivateKey,
  parsePublicKey,
  singleKey,
} from '@gait/canon';
import { codeOf } from '../verdict/testing/code-of.ts';
import {
  judgeOutcome,
  outcomeRecord,
  parseOutcome,
  signOutcome,
  type CallOutcome,
  type OutcomeStatement,
} from './outcome-statement.ts';
import { sampleTrace } from './testing/sample-trace.ts';

const pair = generateKeyPair();
const key = parsePrivateKey(pair.privateKey);
const keys = singleKey(parsePublicKey(pair.publicKey));
const allowed = { ...sampleTrace(), verdict: 'allow' };

function state(outcome: CallOutcome, trace = allowed): OutcomeStatement {
  return signOutcome(key, trace, {
    createdAt: '2026-03-05T12:00:01Z',
    producerVersion: '1.4.0',
    outcome,
  });
}

describe('an outcome statement', () => {
  test('holds for the call it names, after a round through text', () => {
    const text = JSON.stringify(encodeRecord(outcomeRecord, state('executed')));
    expect(judgeOutcome(allowed, parseOutcome(text), keys)).toBeUndefined();
  });

  test('is refused when altered, unsigned, or by another key', () => {
    const given = state('executed');
    const stranger = parsePublicKey(generateKeyPair().publicKey);
    for (const [statement, trusted] of [
      [{ ...given, outcome: 'refused' }, keys],
      [{ ...given, signature: null }, keys],
      [given, singleKey(stranger)],
    ] as const) {
      expect(judgeOutcome(allowed, statement, trusted)?.code).toBe('outcome_signature_invalid');
    }
  });

  test('is refused for another decision', () => {
    const other = { ...allowed, event_id: 'another' };
    expect(judgeOutcome(other, state('executed'), keys)?.code).toBe('outcome_other_decision');
  });

  test('that a blocked call ran contradicts its trace', () => {
    const blocked = { ...allowed, verdict: 'block' };
    expect(judgeOutcome(blocked, state('executed', blocked), keys)?.code).toBe(
      'outcome_contradicts',
    );
    expect(judgeOutcome(blocked, state('refused', blocked), keys)).toBeUndefined();
  });

  test('with an unknown outcome or field is refused', () => {
    const odd = state('perhaps' as CallOutcome);
    expect(judgeOutcome(allowed, odd, keys)?.code).toBe('outcome_schema');
    const plain = encodeRecord(outcomeRecord, state('unknown'));
    expect(codeOf(() => parseOutcome(JSON.stringify({ ...plain, more: 1 })))).toBe(
      'record_unknown_field',
    );
  });
});
