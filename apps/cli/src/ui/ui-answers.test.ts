import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApprovalInbox } from '@gait/local';
import { answerWaiting } from '../approvals/answer-waiting.ts';
import { signerOf } from '../approvals/signer-of.ts';
import { createAnswerDesk } from './answer-desk.ts';
import { UiWorld } from './testing/ui-world.ts';

let world: UiWorld;
beforeEach(async () => {
  world = await new UiWorld().start();
});
afterEach(async () => await world[Symbol.asyncDispose]());

const begin = (id: string, answer = 'approve') => world.post(`/calls/${id}/answer`, { answer });
const type = (id: string, code: string) => world.post(`/calls/${id}/code`, { code });
const wrong = () => (world.code() === '000000' ? '000001' : '000000');
const approvals = (id: string) =>
  openApprovalInbox(world.context).granted(
    world.desk.shown.get(id)?.intent_digest ?? '0'.repeat(64),
  );

describe('an answer', () => {
  test('is signed with the code that the terminal alone shows', async () => {
    const id = await world.waitForWrite('ci.yml');
    const shown = await world.get(`/calls/${id}`);
    expect(shown.body).toContain('+on: push');
    expect((await begin(id)).status).toBe(303);
    expect(world.terminal).toContain('alice, the page asks to APPROVE this');
    expect(world.terminal).toContain('ci.yml');
    const asked = await world.get(`/calls/${id}`);
    expect(asked.body).toContain('Type the code to approve this');
    expect(asked.body).not.toContain(world.code());
    expect(approvals(id)).toEqual([]);
    const spaced = `${world.code().slice(0, 3)} ${world.code().slice(3)}`;
    expect((await type(id, spaced)).status).toBe(303);
    expect((await world.get(`/calls/${id}`)).body).toContain('Approved, once');
    expect(approvals(id)).toHaveLength(1);
    expect(world.waiting()).toEqual([]);
    // The code is used up.
    expect((await type(id, world.code())).status).toBe(400);
    expect(approvals(id)).toHaveLength(1);
  });

  test('may be a denial', async () => {
    const id = await world.waitForWrite('ci.yml');
    await begin(id, 'deny');
    expect(world.terminal).toContain('asks to DENY this');
    await type(id, world.code());
    expect((await world.get(`/calls/${id}`)).body).toContain('Denied');
    expect(world.waiting()).toEqual([]);
    expect(approvals(id)).toEqual([]);
  });

  test('is cancelled by three wrong codes, and the right one comes too late', async () => {
    const id = await world.waitForWrite('ci.yml');
    await begin(id);
    const code = world.code();
    expect((await type(id, wrong())).body).toContain('2 tries are left');
    expect((await type(id, '')).body).toContain('One try is left');
    expect((await type(id, 'x'.repeat(900))).body).toContain('Three wrong codes');
    expect((await type(id, code)).body).toContain('No code is asked for');
    expect(world.waiting()).toEqual([id]);
    expect(world.terminal).toContain('the answer is cancelled');
  });

  test('cannot be guessed with ever new codes', async () => {
    const id = await world.waitForWrite('ci.yml');
    for (let round = 0; round < 3; round++) {
      await begin(id);
      for (let attempt = 0; attempt < 3; attempt++) await type(id, wrong());
    }
    const refused = await begin(id);
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('Too many wrong codes');
    expect(world.desk.answers.open(id)).toBeUndefined();
  });

  test('is over after two minutes', async () => {
    const id = await world.waitForWrite('ci.yml');
    await begin(id);
    world.later = 121n * 1_000_000_000n;
    expect((await type(id, world.code())).body).toContain('too old');
    expect(approvals(id)).toEqual([]);
  });

  test('takes no code of another call, nor of an answer that was begun before', async () => {
    const one = await world.waitForWrite('one.yml');
    const other = await world.waitForWrite('other.yml');
    await begin(one);
    const code = world.code();
    await begin(other);
    expect((await type(one, code)).body).toContain('No code is asked for');
    if (code !== world.code()) expect((await type(other, code)).status).toBe(400);
    await begin(one, 'deny');
    const deny = world.code();
    await begin(one);
    if (deny !== world.code()) expect((await type(one, deny)).status).toBe(400);
    expect(world.waiting()).toHaveLength(2);
  });

  test('is taken back', async () => {
    const id = await world.waitForWrite('ci.yml');
    await begin(id);
    expect((await world.post(`/calls/${id}/cancel`, {})).status).toBe(303);
    expect((await type(id, world.code())).status).toBe(400);
    expect(world.waiting()).toEqual([id]);
  });

  test.each([
    ['approved', false],
    ['denied', true],
  ])('says so when the call was %s elsewhere meanwhile', async (word, deny) => {
    const id = await world.waitForWrite('ci.yml');
    await world.get(`/calls/${id}`);
    await begin(id);
    const call = openApprovalInbox(world.context).read(id);
    const signer = await signerOf(world.context, world.context, { approver: '' });
    await answerWaiting(world.context, call, await signer.load(), {
      deny,
      approver: 'alice',
      reasonCode: 'elsewhere',
      ttl: 1_000_000_000_000n,
    });
    const granted = approvals(id).length;
    expect((await type(id, world.code())).status).toBe(303);
    expect((await world.get(`/calls/${id}`)).body).toContain(`It was ${word} elsewhere.`);
    expect(approvals(id)).toHaveLength(granted);
  });

  test('is refused for a call whose file was changed: it would be for something else', async () => {
    const id = await world.waitForWrite('ci.yml');
    await begin(id);
    const code = world.code();
    const file = openApprovalInbox(world.context).file(id);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('ci.yml', 'cd.yml'));
    await type(id, code);
    const { body } = await world.get(`/calls/${id}`);
    expect(body).toContain('This call cannot be answered');
    expect(body).not.toContain('<form');
    expect(approvals(id)).toEqual([]);
  });

  test('that is none is not taken', async () => {
    const id = await world.waitForWrite('ci.yml');
    for (const answer of ['', 'allow', 'APPROVE'])
      expect((await begin(id, answer)).status).toBe(400);
    expect(world.desk.answers.open(id)).toBeUndefined();
  });
});

test('codes have six digits and differ', () => {
  const desk = createAnswerDesk({ now: () => 0n, randomBytes: world.context.randomBytes });
  const call = { request_id: 'x' } as never;
  const codes = Array.from({ length: 500 }, () => desk.begin(call, false) ?? '');
  expect(codes.every((code) => /^\d{6}$/u.test(code))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(490);
});

describe('hostile text', () => {
  const EVIL =
    '"><script>alert(1)</script><img src=x onerror=alert(2)>\'`\u202Etxt\u200B\u{E0041}\u0007\u001b[31m';

  test('is data in every field of a call, on every page and on the terminal', async () => {
    const id = await world.wait(
      'Bash',
      { command: `echo '${EVIL}'`, [EVIL]: EVIL },
      { session_id: EVIL },
    );
    const path = openApprovalInbox(world.context).file(id);
    const call = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    // As if somebody had written the file by hand: what is signed is checked, what is shown is not.
    for (const name of ['harness', 'tool', 'session_id']) call[name] = EVIL;
    for (const name of ['rules', 'reason_codes', 'effects']) call[name] = [EVIL];
    writeFileSync(path, JSON.stringify(call));
    const pages = ['/', `/calls/${id}`, '/sessions', '/decisions', '/coverage'];
    await begin(id);
    for (const page of [...pages, `/calls/${id}`]) {
      const { status, body } = await world.get(page);
      expect([page, status]).toEqual([page, 200]);
      expect(body).not.toContain('<script>alert');
      expect(body).not.toContain('<img');
      expect(body).not.toMatch(/[\u202E\u200B\u{E0041}\u0007\u001b]/u);
    }
    const { body } = await world.get(`/calls/${id}`);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const name of ['U+202E', 'U+200B', 'U+E0041', 'U+0007', 'U+001B'])
      expect(body).toContain(name);
    expect(world.terminal).not.toMatch(/[\u202E\u0007\u001b]/u);
  });

  test('does not go on in a line of the terminal that could pass for ours', async () => {
    const command = `echo ${' '.repeat(90)}code to approve it: 123 456`;
    const id = await world.wait('Bash', { command });
    await begin(id);
    const lines = world.terminal.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.length < 80)).toBe(true);
    expect((await world.get(`/calls/${id}`)).body).toContain('code to approve it: 123 456');
  });

  test('is data in traces, journals and the names of projects', async () => {
    await world.waitForWrite('ci.yml');
    const traces = join(world.repo, 'gait-out/traces');
    for (const name of readdirSync(traces)) {
      const path = join(traces, name);
      const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      const lists = name.endsWith('.decision.json')
        ? { matched_rules: [EVIL], reason_codes: [EVIL] }
        : {};
      const texts = name.endsWith('.decision.json') ? {} : { tool_name: EVIL, verdict: EVIL };
      writeFileSync(path, JSON.stringify({ ...written, ...lists, ...texts }));
    }
    const { body } = await world.get('/decisions');
    expect(body).toContain('&lt;img');
    expect(body).not.toContain('<img');
    expect(body).not.toContain('<script>alert');
    expect((await world.get('/sessions')).body).toContain('claude');
  });

  test('in what is asked of the page comes back nowhere', async () => {
    const { body } = await world.get(`/decisions?project=${encodeURIComponent(EVIL)}`);
    expect(body).not.toContain('alert(1)');
    const wrongCode = await type(await world.waitForWrite('ci.yml'), EVIL);
    expect(wrongCode.body).not.toContain('alert(1)');
  });
});
