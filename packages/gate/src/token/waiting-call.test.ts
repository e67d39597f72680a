import { expect, test } from 'bun:test';
import {
  encodeRecord,
  generateKeyPair,
  isCodedError,
  parsePrivateKey,
  singleKey,
} from '@gait/canon';
import fc from 'fast-check';
import {
  isSignedWaitingCall,
  readWaitingCall,
  signWaitingCall,
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
  waitingCallRecord,
  type WaitingCall,
} from './waiting-call.ts';

const CALL: WaitingCall = {
  schema_id: WAITING_CALL_SCHEMA_ID,
  schema_version: WAITING_CALL_SCHEMA_VERSION,
  created_at: '2026-06-03T12:00:00Z',
  producer_version: '0',
  request_id: waitingCallId('a'.repeat(64), 'b'.repeat(64)),
  intent_digest: 'a'.repeat(64),
  policy_digest: 'b'.repeat(64),
  project: '/w',
  policy_path: '.gait.yaml',
  profile: 'strict',
  harness: 'claude',
  session_id: '',
  tool: 'Bash',
  rules: ['r'],
  reason_codes: [],
  effects: ['read: /w/a (cat)'],
  held: ['it would read /w/a, which is private'],
  waits_until: '2026-06-03T12:05:00Z',
  intent: { tool_name: 'shell.exec' },
  redacted: false,
  signature: null,
};

const bytesOf = (call: object): Uint8Array => new TextEncoder().encode(JSON.stringify(call));
const codeOf = (bytes: Uint8Array): string => {
  try {
    readWaitingCall(bytes, { file: 'x' });
    return '';
  } catch (error) {
    return isCodedError(error) ? error.code : 'other';
  }
};

test('a waiting call reads back as it was written', () => {
  const written = encodeRecord(waitingCallRecord, CALL) as object;
  expect(readWaitingCall(bytesOf(written), {})).toEqual(CALL);
});

test('it counts as signed only by the key of its gate, and as that gate wrote it', () => {
  const key = parsePrivateKey(generateKeyPair().privateKey);
  const keys = singleKey(key.publicKey);
  const signed = signWaitingCall(CALL, key);
  const read = readWaitingCall(bytesOf(encodeRecord(waitingCallRecord, signed) as object), {});
  expect(isSignedWaitingCall(read, keys)).toBe(true);
  expect(isSignedWaitingCall(CALL, keys)).toBe(false);
  const other = singleKey(parsePrivateKey(generateKeyPair().privateKey).publicKey);
  expect(isSignedWaitingCall(read, other)).toBe(false);
  const changes: readonly Partial<WaitingCall>[] = [
    { tool: 'Read' },
    { effects: [] },
    { redacted: true },
    { intent: { tool_name: 'fs.read' } },
    { intent_digest: 'c'.repeat(64) },
    { project: '/other' },
    { waits_until: '2027-06-03T12:05:00Z' },
    { signature: null },
  ];
  for (const change of changes) {
    expect([change, isSignedWaitingCall({ ...read, ...change }, keys)]).toEqual([change, false]);
  }
});

test('its name follows from what it asks, under which policy', () => {
  expect(waitingCallId('a', 'b')).toMatch(/^[0-9a-f]{12}$/u);
  expect(waitingCallId('a', 'b')).not.toBe(waitingCallId('a', 'c'));
  expect(waitingCallId('ab', 'c')).not.toBe(waitingCallId('a', 'bc'));
});

test.each([
  ['another schema', { ...CALL, schema_id: 'gait.gate.approval_token' }],
  ['a later version', { ...CALL, schema_version: '2.0.0' }],
  ['another call under its name', { ...CALL, intent_digest: 'c'.repeat(64) }],
  ['a list', [CALL]],
])('%s is refused', (_, call) => {
  expect(codeOf(bytesOf(call))).toBe('waiting_call_invalid');
});

test('no bytes are more than refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(codeOf(bytes)).toBe('waiting_call_invalid');
    }),
  );
});
