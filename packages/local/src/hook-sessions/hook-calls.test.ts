import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealSession } from '../session-store/seal-session.ts';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { APPEND_LOCK } from '../locks/lock-options.ts';
import { openHookCalls, type AskedCall, type DecidedCall, type HookCalls } from './hook-calls.ts';
import { openHookSession } from './hook-session.ts';

const journal = (): string => join(mkdtempSync(join(tmpdir(), 'calls-')), 's.jsonl');
const ASKED: AskedCall = {
  callId: 'c1',
  tool: 'Bash',
  inputDigest: 'd1',
  folder: '/w',
  askedAt: 1000,
};
const DECIDED: DecidedCall = { verdict: 'allow', reason: 'ok', sequence: 7, isApproved: false };

/** Asks, and counts how often it was decided. The answer is given ten milliseconds after the question. */
function asking(calls: HookCalls, decided: DecidedCall = DECIDED) {
  let count = 0;
  const ask = (more: Partial<AskedCall> = {}, took = 10) => {
    const asked = { ...ASKED, ...more };
    return calls.answerOnce(
      asked,
      () => asked.askedAt + took,
      0,
      async () => {
        count += 1;
        await Bun.sleep(5);
        return decided;
      },
    );
  };
  return { ask, count: () => count };
}

test('a message that comes twice before it is answered is one call', async () => {
  const { ask, count } = asking(openHookCalls(journal()));
  const both = await Promise.all([ask(), ask({ askedAt: 1005 })]);
  expect(both[1]).toEqual(both[0]);
  expect(both[0]).toMatchObject({ verdict: 'allow', sequence: 7, at: 1010 });
  expect(count()).toBe(1);
});

test('what an approval let through is not let through twice, however it is asked', async () => {
  const { ask, count } = asking(openHookCalls(journal()), { ...DECIDED, isApproved: true });
  const [first, second] = await Promise.all([ask(), ask({ askedAt: 1005 })]);
  expect(first).toMatchObject({ verdict: 'allow' });
  expect(second).toBe('asked_twice');
  expect(count()).toBe(1);
  await ask({ askedAt: 1011 });
  expect(count()).toBe(2);
});

test.each([
  ['after the answer', { askedAt: 1011 }],
  ['at the very moment of the answer', { askedAt: 1010 }],
  ['by another tool', { tool: 'mcp__ci__delete' }],
  ['with another input', { inputDigest: 'd2' }],
  ['in another folder', { folder: '/prod' }],
  ['long before, by a clock that went back', { askedAt: -200_000 }],
])('the same id %s is another call', async (_, more) => {
  const { ask, count } = asking(openHookCalls(journal()));
  await ask();
  await ask(more);
  expect(count()).toBe(2);
});

test('without an id a call is the same only until it is answered', async () => {
  const { ask, count } = asking(openHookCalls(journal()));
  await ask({ callId: '' });
  await ask({ callId: '', askedAt: 1009 });
  expect(count()).toBe(1);
  await ask({ callId: '', askedAt: 1011 });
  expect(count()).toBe(2);
});

test('an outcome finds the last answer to its call, and none of another tool', async () => {
  const calls = openHookCalls(journal());
  const { ask } = asking(calls);
  await ask();
  expect(calls.find(ASKED)?.sequence).toBe(7);
  expect(calls.find({ ...ASKED, inputDigest: 'changed by the tool' })?.sequence).toBe(7);
  expect(calls.find({ ...ASKED, tool: 'Read' })).toBeUndefined();
  expect(calls.find({ ...ASKED, callId: 'c2' })).toBeUndefined();
});

test.each([
  '{"verdict": "allow"}',
  '[]',
  JSON.stringify({ ...ASKED, ...DECIDED, at: 5000, isApproved: 'no' }),
  JSON.stringify({ ...ASKED, ...DECIDED, at: 5000, verdict: 'maybe' }),
])('an answer that cannot be read is decided again: %s', async (text) => {
  const path = journal();
  const calls = openHookCalls(path);
  const { ask, count } = asking(calls);
  await ask();
  const [file = ''] = await Array.fromAsync(new Bun.Glob('*.json').scan(`${path}.calls`));
  writeFileSync(join(`${path}.calls`, file), text);
  await ask();
  expect(count()).toBe(2);
  calls.forget();
  expect(existsSync(`${path}.calls`)).toBe(false);
});

test('a session that was sealed goes on in the next journal', () => {
  const home = mkdtempSync(join(tmpdir(), 'sessions-'));
  const at = { env: {}, home, platform: 'linux' as const };
  const context = {
    now: () => 1_767_225_600_000_000_000n,
    cwd: home,
    producerVersion: '0',
    lock: APPEND_LOCK,
  };
  const name = { project: '/w', harness: 'claude', sessionId: '../../evil' };
  const open = (day = '2026-01-01') => openHookSession(name, day, at, context);
  const first = open();
  expect(first.sessionId).toBe('../../evil');
  expect(first.journal.startsWith(join(home, '.local/state/gait/sessions/'))).toBe(true);
  expect(open()).toEqual(first);
  sealSession(first.journal, parsePrivateKey(generateKeyPair().privateKey), context);
  const second = open();
  expect(second.journal).not.toBe(first.journal);
  expect(second.sessionId).toBe('../../evil#2');
  const daily = openHookSession({ ...name, sessionId: '' }, '2026-01-02', at, context);
  expect(daily.sessionId).toBe('day 2026-01-02');
});
