import { expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, isCodedError, parsePrivateKey } from '@gait/canon';
import {
  mintApproval,
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
  type WaitingCall,
} from '@gait/gate';
import { openApprovalInbox } from './approval-inbox.ts';

const DIGEST = 'a'.repeat(64);
const POLICY = 'b'.repeat(64);
const ID = waitingCallId(DIGEST, POLICY);

const newInbox = () => {
  const home = mkdtempSync(join(tmpdir(), 'inbox-'));
  return { home, inbox: openApprovalInbox({ env: {}, home, platform: 'linux' }) };
};

const waiting = (more: Partial<WaitingCall> = {}): WaitingCall => ({
  schema_id: WAITING_CALL_SCHEMA_ID,
  schema_version: WAITING_CALL_SCHEMA_VERSION,
  created_at: '2026-06-03T12:00:00Z',
  producer_version: '0',
  request_id: ID,
  intent_digest: DIGEST,
  policy_digest: POLICY,
  project: '/w',
  policy_path: '.gait.yaml',
  profile: 'strict',
  harness: 'claude',
  session_id: 's1',
  tool: 'Bash',
  rules: ['approve-commands'],
  reason_codes: ['command_needs_approval'],
  effects: [],
  held: ['it would read /w/a, which is private'],
  waits_until: '2026-06-03T12:05:00Z',
  intent: { tool_name: 'shell.exec' },
  redacted: false,
  signature: null,
  ...more,
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    return isCodedError(error) ? error.code : 'other';
  }
};

test('a call waits until it is answered, and only its user may read it', () => {
  const { home, inbox } = newInbox();
  inbox.ask(waiting());
  inbox.ask(waiting());
  expect(inbox.waiting().calls).toEqual([waiting()]);
  expect(inbox.read(ID)).toEqual(waiting());
  expect(statSync(inbox.file(ID)).mode & 0o777).toBe(0o600);
  expect(inbox.file(ID).startsWith(home)).toBe(true);
  inbox.remove(ID);
  expect(inbox.waiting().calls).toEqual([]);
  expect(codeOf(() => inbox.read(ID))).toBe('waiting_call_unknown');
});

test('an id is no path', () => {
  const { inbox } = newInbox();
  for (const id of ['../../x', '', 'A'.repeat(12), `${ID}/..`]) {
    expect(codeOf(() => inbox.read(id))).toBe('waiting_call_unknown');
  }
});

test('what is no waiting call is told, and hides none of the others', () => {
  const { inbox } = newInbox();
  inbox.ask(waiting());
  const other = waiting({ intent_digest: 'c'.repeat(64) });
  inbox.ask({ ...other, request_id: waitingCallId(other.intent_digest, POLICY) });
  writeFileSync(inbox.file('0123456789ab'), '{"schema_id": 1}');
  // A call under the name of another one.
  writeFileSync(inbox.file('ffffffffffff'), JSON.stringify(waiting()));
  const found = inbox.waiting();
  expect(found.calls.map(({ intent_digest: digest }) => digest[0])).toEqual(['c', 'a', 'a']);
  expect(found.faults.map(({ code }) => code)).toEqual(['waiting_call_invalid']);
});

test('an approval that was left is found by its call alone, and is gone after it', () => {
  const { inbox } = newInbox();
  const { privateKey } = generateKeyPair();
  const token = mintApproval(
    {
      approverIdentity: 'alice',
      reasonCode: 'ok',
      intentDigest: DIGEST,
      policyDigest: POLICY,
      delegationBindingDigest: '',
      scope: ['tool:x'],
      maxTargets: 0,
      maxOps: 0,
      now: 1_767_225_600_000_000_000n,
      ttl: 3_600_000_000_000n,
      producerVersion: '0',
      notBefore: undefined,
      nonce: undefined,
    },
    parsePrivateKey(privateKey),
  );
  inbox.grant(token);
  writeFileSync(join(inbox.place(DIGEST), 'broken.json'), 'x');
  expect(inbox.granted(DIGEST).map((read) => read.token.token_id)).toEqual([token.token_id]);
  expect(inbox.granted('d'.repeat(64))).toEqual([]);
  inbox.takeAway(DIGEST);
  expect(inbox.granted(DIGEST)).toEqual([]);
  expect(codeOf(() => inbox.granted('../x'))).toBe('waiting_call_unknown');
});

test('nothing is kept where no home is known', () => {
  expect(codeOf(() => openApprovalInbox({ env: {}, home: '', platform: 'linux' }))).toBe(
    'path_unsafe',
  );
  expect(readdirSync('.')).not.toContain('approvals');
});
