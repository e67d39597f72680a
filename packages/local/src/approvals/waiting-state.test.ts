import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
  type WaitingCall,
} from '@gait/gate';
import { openApprovalInbox } from './approval-inbox.ts';
import { pruneWaiting, waitingState } from './waiting-state.ts';

/** 2026-06-03T12:00:00Z. */
const NOON = 1_780_488_000_000_000_000n;
const SECOND = 1_000_000_000n;

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'waiting-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const at = () => ({ env: {}, home, platform: 'linux' as const });

function call(changes: Partial<WaitingCall> = {}): WaitingCall {
  const intent_digest = changes.intent_digest ?? 'a'.repeat(64);
  return {
    schema_id: WAITING_CALL_SCHEMA_ID,
    schema_version: WAITING_CALL_SCHEMA_VERSION,
    created_at: '2026-06-03T12:00:00Z',
    producer_version: '0',
    request_id: waitingCallId(intent_digest, 'b'.repeat(64)),
    intent_digest,
    policy_digest: 'b'.repeat(64),
    project: '/w',
    policy_path: '.gait.yaml',
    profile: 'strict',
    harness: 'claude',
    session_id: 's1',
    tool: 'Bash',
    rules: [],
    reason_codes: ['c'],
    effects: [],
    held: ['it would run x'],
    waits_until: '2026-06-03T12:01:00Z',
    intent: { context: {} },
    redacted: false,
    signature: null,
    ...changes,
  };
}

describe('a waiting call', () => {
  test('waits until its deadline, to the second, and can be retried afterwards', () => {
    expect(waitingState(call(), NOON)).toEqual({ kind: 'live', secondsLeft: 60 });
    expect(waitingState(call(), NOON + 59n * SECOND + 1n)).toEqual({
      kind: 'live',
      secondsLeft: 1,
    });
    expect(waitingState(call(), NOON + 60n * SECOND)).toEqual({ kind: 'retry' });
  });
});

test('calls that no answer helps are taken away, and no others', () => {
  const inbox = openApprovalInbox(at());
  const [old, late] = [
    call({ intent_digest: '1'.repeat(64), waits_until: '2026-06-02T11:59:59Z' }),
    call({ intent_digest: '2'.repeat(64), waits_until: '2026-06-02T12:00:01Z' }),
  ];
  for (const one of [old, late]) inbox.ask(one);
  expect(pruneWaiting(inbox, NOON)).toBe(1);
  expect(inbox.waiting().calls.map(({ request_id: id }) => id)).toEqual([late.request_id]);
});

test('where too many wait, the next is refused with a code, and one that waits already is not', () => {
  const inbox = openApprovalInbox(at(), { most: 2 });
  for (const digit of ['1', '2']) inbox.ask(call({ intent_digest: digit.repeat(64) }));
  expect(() => inbox.ask(call({ intent_digest: '3'.repeat(64) }))).toThrow(
    expect.objectContaining({ code: 'waiting_calls_limit' }),
  );
  inbox.ask(call({ intent_digest: '1'.repeat(64) }));
  expect(inbox.waiting().calls).toHaveLength(2);
});

test('secrets are in no part of what is kept, also where they are known by their name alone', () => {
  const named = 'correct horse battery';
  const token = `ghp_${'a1'.repeat(18)}`;
  const given = call({
    tool: `x ${token}`,
    rules: [token],
    reason_codes: [named],
    effects: [`network: post https://u:hunter2secret@h/?token=${token} (curl)`, `run ${named}`],
    held: [`it would send ${named} to https://h/?sig=abcdef99`],
    session_id: token,
    intent: { args: { env: { API_TOKEN: named }, list: ['plain', token] }, n: 1 },
  });
  const inbox = openApprovalInbox({ ...at(), env: { MY_SECRET: 'plain-in-env' } });
  inbox.ask({ ...given, policy_path: '.gait.yaml' });
  const kept = inbox.read(given.request_id);
  const text = JSON.stringify(kept);
  for (const secret of [named, token, 'hunter2secret', 'abcdef99']) {
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
  }
  expect(kept.redacted).toBe(true);
  expect(kept.intent).toEqual({
    args: { env: { API_TOKEN: '***' }, list: ['plain', '***'] },
    n: 1,
  });
  expect(kept.intent_digest).toBe(given.intent_digest);
});

test('what holds no secret is kept as it is', () => {
  const inbox = openApprovalInbox(at());
  inbox.ask(call());
  expect(inbox.read(call().request_id)).toMatchObject({
    redacted: false,
    intent: { context: {} },
    held: ['it would run x'],
  });
});
