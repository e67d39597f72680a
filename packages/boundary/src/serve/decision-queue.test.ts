import { describe, expect, test } from 'bun:test';
import { createDecisionQueue } from './decision-queue.ts';

function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, end: resolve };
}

describe('a decision queue', () => {
  test('runs what there is room for, keeps some waiting and refuses the rest', async () => {
    const queue = createDecisionQueue({ concurrent: 2, waiting: 1, deadlineMs: 5000 });
    const jobs = [held(), held(), held()];
    const runs = jobs.map(({ work }) => queue.run(work));
    expect(queue.depth()).toEqual({ running: 2, waiting: 1 });
    expect(await codeOf(queue.run(async () => 1))).toBe('gate_overloaded');
    for (const { end } of jobs) end();
    await Promise.all(runs);
    expect(queue.depth()).toEqual({ running: 0, waiting: 0 });
    expect(await queue.run(async () => 7)).toBe(7);
  });

  test('answers late work with a deadline, and does not count it twice', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 1, deadlineMs: 20 });
    const slow = held();
    const waiting = held();
    const late = codeOf(queue.run(slow.work));
    const behind = codeOf(queue.run(waiting.work));
    expect(await late).toBe('gate_deadline');
    expect(await behind).toBe('gate_deadline');
    slow.end();
    await Bun.sleep(1);
    expect(queue.depth()).toEqual({ running: 0, waiting: 0 });
    expect(await queue.run(async () => 'next')).toBe('next');
  });

  test('keeps its room when work fails', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 1000 });
    const fail = (): Promise<never> => Promise.reject(new TypeError('a defect'));
    expect(await codeOf(queue.run(fail))).toContain('a defect');
    expect(await queue.run(async () => 'next')).toBe('next');
  });

  test('drains: ends what was taken on and takes no more', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 1, deadlineMs: 1000 });
    const jobs = [held(), held()];
    const runs = jobs.map(({ work }) => queue.run(work));
    const drained = queue.drain();
    expect(await codeOf(queue.run(async () => 1))).toBe('gate_draining');
    for (const { end } of jobs) end();
    await drained;
    await Promise.all(runs);
    await queue.drain();
  });

  test('is not drained while a call that has its turn has not begun', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 1, deadlineMs: 1000 });
    const [first, second] = [held(), held()];
    const order: string[] = [];
    const decide = async (): Promise<void> => {
      await second.work();
      order.push('decided');
    };
    const runs = [queue.run(first.work), queue.run(decide)];
    const drained = queue.drain().then(() => order.push('drained'));
    first.end();
    await Bun.sleep(5);
    expect(order).toEqual([]);
    expect(queue.depth()).toEqual({ running: 1, waiting: 0 });
    second.end();
    await Promise.all([...runs, drained]);
    expect(order).toEqual(['decided', 'drained']);
  });

  test('never begins what its caller was told is too late, and gives the place to others', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 1, deadlineMs: 20 });
    const slow = held();
    const late = codeOf(queue.run(slow.work));
    let begun = false;
    const behind = codeOf(
      queue.run(async () => {
        begun = true;
      }),
    );
    expect([await late, await behind]).toEqual(['gate_deadline', 'gate_deadline']);
    expect(queue.depth()).toEqual({ running: 1, waiting: 0 });
    slow.end();
    await Bun.sleep(1);
    expect(begun).toBe(false);
  });
});

describe('work that asks whether it is still wanted', () => {
  test('is told no once its caller was told that it is late', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 20 });
    const slow = held();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const said = codeOf(
      queue.run(async (stillWanted) => {
        await slow.work();
        resolve(stillWanted());
      }),
    );
    expect(await said).toBe('gate_deadline');
    slow.end();
    expect(await promise).toBe(false);
  });

  test('has its answer told from then on, though the first deadline passes', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 60 });
    const answer = await queue.run(async (stillWanted) => {
      await Bun.sleep(30);
      const wanted = [stillWanted()];
      await Bun.sleep(50);
      return [...wanted, stillWanted()];
    });
    expect(answer).toEqual([true, true]);
  });

  test('is not waited for without end all the same', async () => {
    const queue = createDecisionQueue({ concurrent: 1, waiting: 0, deadlineMs: 20 });
    const hung = queue.run(async (stillWanted) => {
      stillWanted();
      await held().work();
    });
    expect(await codeOf(hung)).toBe('gate_deadline');
  });
});
