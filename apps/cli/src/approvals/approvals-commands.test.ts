import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openApprovalInbox } from '@gait/local';
import { endHookSession } from '../hook/end-hook-session.ts';
import { runInProcess, type Ran, type World } from '../testing.ts';
import { UiWorld } from '../ui/testing/ui-world.ts';

let world: UiWorld;
beforeEach(async () => {
  world = await new UiWorld().start();
});
afterEach(async () => await world[Symbol.asyncDispose]());

const gait = (words: readonly string[], more: World = {}): Promise<Ran> =>
  runInProcess(words, {
    cwd: world.repo,
    home: world.home,
    env: { USER: 'bob' },
    now: world.context.now,
    terminal: true,
    ...more,
  });
const approve = (id: string, answer: string, more: World = {}) =>
  gait(['approvals', 'approve', id], { answers: [answer], ...more });

describe('the list', () => {
  test('begins with what would run, then what of it needs a person, and the state', async () => {
    const id = await world.wait('Bash', { command: 'ls && frobnicate --all' });
    const { stdout } = await gait(['approvals', 'list']);
    const [first = '', asked = '', held = ''] = stdout.split('\n');
    expect(first).toContain(id);
    expect(first).toContain('can be retried');
    expect(asked.trim()).toBe('ls && frobnicate --all');
    expect(held).toContain('it would run frobnicate');
    const { json } = await gait(['approvals', 'list', '--json']);
    expect(json?.['waiting']).toMatchObject([
      { id, state: 'retry', asked: 'ls && frobnicate --all', project: world.repo },
    ]);
  });

  test('is of this project, and of all where that is asked for or there is none', async () => {
    const id = await world.waitForWrite('ci.yml');
    const other = join(world.root, 'other');
    mkdirSync(join(other, '.git'), { recursive: true });
    const here = await gait(['approvals', 'list'], { cwd: other });
    expect(here.stdout).toContain(`nothing waits in ${other}`);
    expect(here.stdout).toContain('1 more in other projects');
    expect((await gait(['approvals', 'list', '--json'], { cwd: other })).json).toMatchObject({
      elsewhere: 1,
      waiting: [],
    });
    const all = await gait(['approvals', 'list', '--all'], { cwd: other });
    expect(all.stdout).toContain(id);
    expect(all.stdout).toContain(`in ${world.repo}`);
    expect((await gait(['approvals', 'list'], { cwd: world.root })).stdout).toContain(id);
  });

  test('forgets what nobody tried again for a day', async () => {
    await world.waitForWrite('ci.yml');
    world.later = 25n * 3600n * 1_000_000_000n;
    expect((await gait(['approvals', 'list', '--json'])).json?.['waiting']).toEqual([]);
    expect(world.waiting()).toEqual([]);
  });

  test.each([60, 100])(
    'breaks its lines at %d columns, and colours nothing for NO_COLOR',
    async (width) => {
      await world.wait('Bash', { command: `frobnicate ${'word '.repeat(40)}` });
      const { stdout } = await gait(['approvals', 'list'], { width, env: { NO_COLOR: '1' } });
      expect(stdout).not.toContain('\u001b');
      const lines = stdout.split('\n').filter((line) => !line.includes(world.root));
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    },
  );
});

test('a call whose session ended can be approved: it may come again in the next', async () => {
  const id = await world.waitForWrite('ci.yml');
  const { intent_digest: digest } = openApprovalInbox(world.context).read(id);
  await endHookSession(world.context, { harness: 'claude', sessionId: 's1' });
  expect((await approve(id, 'y')).exit).toBe(0);
  expect(openApprovalInbox(world.context).granted(digest)).toHaveLength(1);
});

describe('an answer at the terminal', () => {
  test('that is no yes signs nothing, and no script takes it for one', async () => {
    const id = await world.waitForWrite('ci.yml');
    for (const answer of ['n', '', 'maybe', 'd']) {
      const { exit, json } = await gait(['approvals', 'approve', id, '--json'], {
        answers: [answer],
      });
      expect([answer, exit, json?.['detail']]).toMatchObject([
        answer,
        4,
        { code: 'waiting_call_unanswered' },
      ]);
      expect((await gait(['approvals', 'deny', id], { answers: [answer] })).exit).toBe(4);
    }
    expect(world.waiting()).toEqual([id]);
  });

  test('is asked for beside what would run, also with --json', async () => {
    const id = await world.wait('Bash', { command: 'frobnicate --all' });
    const { stdout, stderr, exit } = await gait(['approvals', 'approve', id, '--json'], {
      answers: ['y'],
    });
    expect(exit).toBe(0);
    expect(stderr).toContain('command: frobnicate --all');
    expect(stderr).toContain('it would run frobnicate');
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, answered: true, denied: false });
  });

  test('needs no id where one call waits, and names what is missing where more do', async () => {
    expect((await gait(['approvals', 'show'])).stderr).toContain('no call waits here');
    await world.waitForWrite('one.yml');
    expect((await gait(['approvals', 'show'])).stdout).toContain('one.yml');
    await world.waitForWrite('two.yml');
    const { exit, stderr } = await gait(['approvals', 'approve'], { answers: ['y'] });
    expect(exit).toBe(6);
    expect(stderr).toContain('2 calls wait here: name one');
    expect(world.waiting()).toHaveLength(2);
  });

  test('of nobody is an error of its own', async () => {
    const id = await world.waitForWrite('ci.yml');
    const { exit, stderr } = await gait(['approvals', 'approve', id]);
    expect(exit).toBe(8);
    expect(stderr).toContain('needs a person at a terminal');
  });
});

describe('an action of very many lines', () => {
  test('is cut at a terminal, says so, and is shown whole where that is asked for', async () => {
    const content = Array.from({ length: 1000 }, (_, at) => `line ${at}`).join('\n');
    const id = await world.waitForWrite('ci.yml', content);
    const cut = await gait(['approvals', 'show', id]);
    expect(cut.stdout).not.toContain('line 999');
    expect(cut.stdout).toContain(`gait approvals show ${id} --full`);
    expect((await gait(['approvals', 'show', id, '--full'])).stdout).toContain('+line 999');
    expect((await approve(id, 'n')).stderr).toContain('more lines that you have not seen');
    const whole = await gait(['approvals', 'approve', id, '--full'], { answers: ['n'] });
    expect(whole.stderr).toContain('+line 999');
    const { body } = await world.get(`/calls/${id}`);
    expect(body).toContain('+line 999');
    expect(body).toContain('tabindex="0"');
  });
});

describe('gait approvals clear', () => {
  test('takes away what nobody waits for, and nothing else', async () => {
    const retry = await world.waitForWrite('ci.yml');
    const call = openApprovalInbox(world.context).read(retry);
    const soon = '2999-01-01T00:00:00Z';
    const live = await world.waitForWrite('cd.yml');
    const inbox = openApprovalInbox(world.context);
    inbox.ask({ ...inbox.read(live), waits_until: soon }, world.gateKey());
    const { json } = await gait(['approvals', 'clear', '--json']);
    expect(json).toMatchObject({ cleared: [retry], kept: 1 });
    expect(world.waiting()).toEqual([live]);
    expect(openApprovalInbox(world.context).granted(call.intent_digest)).toEqual([]);
  });

  test('is not for a session that the gate governs', async () => {
    const id = await world.waitForWrite('ci.yml');
    const gated = await gait(['approvals', 'clear'], { env: { GAIT_GATED_SESSION: 's1' } });
    expect(gated.exit).toBe(8);
    expect(world.waiting()).toEqual([id]);
  });
});

test('the folder that a call works in is the first that a person reads of it', async () => {
  const id = await world.wait('Bash', { command: 'frobnicate' });
  const inbox = openApprovalInbox(world.context);
  const call = inbox.read(id);
  const intent = call.intent as { args: object };
  const args = { ...intent.args, gait: { folder: '/w/prod' } };
  inbox.ask({ ...call, redacted: true, intent: { ...intent, args } }, world.gateKey());
  const { stdout } = await gait(['approvals', 'show', id]);
  expect(stdout.indexOf('/w/prod')).toBeGreaterThan(0);
  expect(stdout.indexOf('folder')).toBeLessThan(stdout.indexOf('project'));
  expect((await world.get(`/calls/${id}`)).body).toContain('/w/prod');
});

describe('secrets of a call', () => {
  const SECRETS = ['hunter2secret', `ghp_${'a1'.repeat(18)}`, 'correct-horse', 'tok99887766'];
  const [word = '', token = '', named = '', query = ''] = SECRETS;

  /** Every file below a folder, as text. */
  function* textsBelow(folder: string): Generator<readonly [string, string]> {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) yield* textsBelow(path);
      else yield [path, readFileSync(path, 'latin1')];
    }
  }

  test('are in no file of ours, in no answer of a command, and on no page', async () => {
    const id = await world.wait('Bash', {
      command: `PGPASSWORD=${named} psql; curl -X POST -d @a -H "Authorization: Bearer ${token}" "https://bob:${word}@nobody.example/?token=${query}"`,
      description: `uses ${token}`,
    });
    const other = await world.wait('mcp__db__run', {
      password: named,
      note: `with ${named}`,
      url: `https://h/?token=${query}`,
    });
    const private_ = await world.wait('Write', {
      file_path: join(world.repo, '.github/x.yml'),
      content: `env:\n  TOKEN: ${token}\n  URL: postgres://u:${word}@h/\n`,
    });
    const found: string[] = [];
    const look = (where: string, text: string): void => {
      for (const secret of SECRETS) if (text.includes(secret)) found.push(`${secret} in ${where}`);
    };
    for (const one of [id, other, private_]) {
      for (const words of [
        ['show', one],
        ['show', one, '--full'],
        ['approve', one],
        ['deny', one],
      ]) {
        for (const json of [[], ['--json']]) {
          const ran = await gait(['approvals', ...words, ...json], { answers: ['n'] });
          expect([words, ran.exit]).toEqual([words, words[0] === 'show' ? 0 : 4]);
          look(words.join(' '), ran.stdout + ran.stderr);
        }
      }
      await world.post(`/calls/${one}/answer`, { answer: 'approve' });
      look(`the page of ${one}`, (await world.get(`/calls/${one}`)).body);
      await world.post(`/calls/${one}/cancel`, {});
    }
    for (const words of [['list'], ['list', '--all'], ['list', '--json']]) {
      const ran = await gait(['approvals', ...words]);
      look(words.join(' '), ran.stdout + ran.stderr);
    }
    for (const page of ['/', '/sessions', '/decisions', '/coverage']) {
      look(page, (await world.get(page)).body);
    }
    look('the terminal of gait ui', world.terminal);
    await approve(id, 'y');
    await gait(['approvals', 'deny', other], { answers: ['y'] });
    await endHookSession(world.context, { harness: 'claude', sessionId: 's1' });
    let files = 0;
    for (const [path, text] of [...textsBelow(world.repo), ...textsBelow(world.home)]) {
      files += 1;
      look(path, text);
    }
    expect(files).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});

test('a full inbox is a denial with a code, and the way out is for a person', async () => {
  const inbox = openApprovalInbox(world.context);
  const id = await world.waitForWrite('ci.yml');
  const call = inbox.read(id);
  expect(() =>
    openApprovalInbox(world.context, { most: 1 }).ask({ ...call, request_id: '0'.repeat(12) }),
  ).toThrow(expect.objectContaining({ code: 'waiting_calls_limit' }));
});
