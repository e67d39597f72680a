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
});
