import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { formatTime } from '@gait/canon';
import { openApprovalInbox } from '@gait/local';
import { INPUT_ENDED, type Context } from '../context.ts';
import { UiWorld } from '../ui/testing/ui-world.ts';
import { watchCalls } from './watch-calls.ts';

let world: UiWorld;
beforeEach(async () => {
  world = await new UiWorld().start();
});
afterEach(async () => await world[Symbol.asyncDispose]());

const FLAGS = {
  approver: '',
  reason: 'looked_at',
  ttl: '1h',
  full: false,
  'private-key': '',
  'private-key-env': '',
  'private-key-command': '',
} as never;

/** Makes a call wait for some time yet. */
function keepLive(id: string, seconds: number): void {
  const inbox = openApprovalInbox(world.context);
  const until = formatTime(world.context.now() + BigInt(seconds) * 1_000_000_000n);
  inbox.ask({ ...inbox.read(id), waits_until: until }, world.gateKey());
}

interface Watched {
  readonly answered: number;
  readonly shown: string;
}

/**
 * Watches until the person ends the input.
 *
 * @param person what is typed at each question; undefined: nothing, until it is taken back
 */
async function watch(
  person: (question: string, count: number) => string | undefined,
  leastMs = 0,
): Promise<Watched> {
  let shown = '';
  let count = 0;
  const stop = new AbortController();
  const ask: NonNullable<Context['ask']> = (question, until) => {
    shown += question;
    const typed = question === '' ? undefined : person(question, (count += 1));
    if (typed !== undefined) return Promise.resolve(typed);
    return new Promise((done) => {
      // Where nothing is left to ask, the person ends it.
      if (question === '') setTimeout(() => done(INPUT_ENDED), 700);
      if (until?.aborted === true) done(undefined);
      until?.addEventListener('abort', () => done(undefined), { once: true });
    });
  };
  const io = {
    ...world.context.io,
    err: (text: string) => (shown += text),
    errIsTerminal: () => true,
  };
  const answered = await watchCalls(
    { ...world.context, ask, io, env: { ...world.context.env, NO_COLOR: '1' } },
    FLAGS,
    stop.signal,
    leastMs,
  );
  return { answered, shown };
}

describe('watching', () => {
  test('begins with what a tool waits for, says how long, and confirms the answer', async () => {
    const old = await world.waitForWrite('old.yml');
    const live = await world.waitForWrite('live.yml');
    keepLive(live, 50);
    const questions: string[] = [];
    const { answered, shown } = await watch((question, count) => {
      questions.push(question);
      return count === 1 ? 'y' : INPUT_ENDED;
    });
    expect(answered).toBe(1);
    expect(questions[0]).toMatch(/\((?:49|50) s left\)/u);
    expect(questions[1]).not.toContain('left');
    expect(shown.indexOf('live.yml')).toBeLessThan(shown.indexOf('old.yml'));
    expect(shown).toContain('✓ approved, once');
    expect(world.waiting()).toEqual([old]);
  });

  test('passes over a call that was answered elsewhere, and goes on', async () => {
    const first = await world.waitForWrite('first.yml');
    keepLive(first, 50);
    const second = await world.waitForWrite('second.yml');
    const { answered, shown } = await watch((_, count) => {
      if (count > 1) return count === 2 ? 'd' : INPUT_ENDED;
      setTimeout(() => openApprovalInbox(world.context).remove(first), 20);
      return undefined;
    });
    expect(shown).toContain(`${first} was answered elsewhere`);
    expect(shown).toContain('✗ denied');
    expect([answered, world.waiting()]).toEqual([1, []]);
    expect(second).not.toBe(first);
  });

  test('leaves a call that nobody waits for when one comes that a tool waits for', async () => {
    await world.waitForWrite('old.yml');
    const { shown } = await watch((_, count) => {
      if (count > 1) return INPUT_ENDED;
      void world.waitForWrite('new.yml').then((id) => keepLive(id, 50));
      return undefined;
    });
    expect(shown).toContain('a tool waits for another call');
    expect(shown).toContain('new.yml');
  });

  test('takes a question back at its deadline, and asks whether the call may be retried', async () => {
    const id = await world.waitForWrite('ci.yml');
    keepLive(id, 1);
    const { shown } = await watch((_, count) => (count > 1 ? INPUT_ENDED : undefined));
    expect(shown).toContain(`the tool waits no more for ${id}`);
    expect(shown).toContain('approved, the call runs when the tool tries it again');
  });

  test('is not ended by what is wrong with one call', async () => {
    const broken = await world.waitForWrite('broken.yml');
    const inbox = openApprovalInbox(world.context);
    const call = inbox.read(broken);
    inbox.ask({ ...call, intent: { ...(call.intent as object), tool_name: 'other' } });
    keepLive(broken, 50);
    const good = await world.waitForWrite('good.yml');
    let asked = 0;
    const { answered, shown } = await watch(() => ((asked += 1) === 1 ? 'y' : INPUT_ENDED));
    expect(shown).toContain(`✗ ${broken}: `);
    expect(shown).toContain('(waiting_call_invalid)');
    expect(shown).toContain('good.yml');
    expect(answered).toBe(1);
    expect(world.waiting()).toEqual([broken]);
    expect(good).not.toBe(broken);
  });

  test('asks about a call once, until it is asked for anew', async () => {
    const id = await world.waitForWrite('ci.yml');
    let asked = 0;
    const { shown, answered } = await watch(() => {
      asked += 1;
      if (asked > 1) return INPUT_ENDED;
      setTimeout(() => {
        const inbox = openApprovalInbox(world.context);
        inbox.ask(
          { ...inbox.read(id), created_at: formatTime(world.context.now() + 1_000_000_000n) },
          world.gateKey(),
        );
      }, 300);
      return '';
    });
    expect([asked, answered]).toEqual([2, 0]);
    expect(shown).toContain('nothing was signed');
  });

  test('takes no answer that was typed before the question was read', async () => {
    const id = await world.waitForWrite('ci.yml');
    const { answered, shown } = await watch((_, count) => (count < 3 ? 'y' : INPUT_ENDED), 10_000);
    expect(answered).toBe(0);
    expect(shown).toContain('typed before you can have read this');
    expect(world.waiting()).toEqual([id]);
  });
});
