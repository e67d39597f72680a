import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealSession } from '../session-store/seal-session.ts';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { APPEND_LOCK } from '../locks/lock-options.ts';
import { openHookCalls, type AnsweredCall } from './hook-calls.ts';
import { openHookSession } from './hook-session.ts';

const journal = (): string => join(mkdtempSync(join(tmpdir(), 'calls-')), 's.jsonl');
const NAME = { callId: 'c1', tool: 'Bash', inputDigest: 'd1' };

const answered = (inputDigest: string, at: number): AnsweredCall => ({
  verdict: 'allow',
  reason: 'ok',
  sequence: 7,
  at,
  inputDigest,
});

test('a call that comes twice is decided once', async () => {
  const calls = openHookCalls(journal());
  let decided = 0;
  const decide = async () => {
    decided += 1;
    await Bun.sleep(20);
    return answered('d1', 1000);
  };
  const both = await Promise.all([
    calls.answerOnce(NAME, 1000, 0, decide),
    openHookCalls(join(tmpdir(), 'x')).find(NAME) ?? calls.answerOnce(NAME, 1000, 0, decide),
  ]);
  expect(both).toEqual([answered('d1', 1000), answered('d1', 1000)]);
  expect(decided).toBe(1);
  expect(calls.find(NAME)?.sequence).toBe(7);
});

test('the same id with another input is another call', async () => {
  const calls = openHookCalls(journal());
  await calls.answerOnce(NAME, 1, 0, async () => answered('d1', 1));
  const other = { ...NAME, inputDigest: 'd2' };
  const answer = await calls.answerOnce(other, 1, 0, async () => ({
    ...answered('d2', 1),
    verdict: 'deny' as const,
  }));
  expect(answer.verdict).toBe('deny');
});

test('without an id a call is the same only for a moment', async () => {
  const calls = openHookCalls(journal());
  const name = { ...NAME, callId: '' };
  let decided = 0;
  const ask = (now: number) =>
    calls.answerOnce(name, now, 0, async () => {
      decided += 1;
      return answered('d1', now);
    });
  await ask(10_000);
  await ask(10_500);
  expect(decided).toBe(1);
  await ask(11_600);
  expect(decided).toBe(2);
});

test('an answer that cannot be read is decided again', async () => {
  const path = journal();
  const calls = openHookCalls(path);
  await calls.answerOnce(NAME, 1, 0, async () => answered('d1', 1));
  const [file = ''] = await Array.fromAsync(new Bun.Glob('*.json').scan(`${path}.calls`));
  writeFileSync(join(`${path}.calls`, file), '{"verdict": "allow"}');
  const again = await calls.answerOnce(NAME, 1, 0, async () => answered('d1', 2));
  expect(again.at).toBe(2);
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
