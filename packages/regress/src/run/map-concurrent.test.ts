import { describe, expect, test } from 'bun:test';
import { mapConcurrent } from './map-concurrent.ts';

const wait = async (ms: number): Promise<void> => {
  await new Promise((done) => setTimeout(done, ms));
};

describe('work at the same time', () => {
  test('answers in the order of the items, whatever ends first', async () => {
    const answers = await mapConcurrent([30, 1, 10], 3, async (ms, index) => {
      await wait(ms);
      return `${index}:${ms}`;
    });
    expect(answers).toEqual(['0:30', '1:1', '2:10']);
  });

  test('never does more than allowed', async () => {
    let now = 0;
    let most = 0;
    await mapConcurrent(
      Array.from({ length: 12 }, (_, i) => i),
      3,
      async () => {
        most = Math.max(most, ++now);
        await wait(2);
        now -= 1;
      },
    );
    expect(most).toBe(3);
  });

  test('begins nothing new after a failure, and waits for what has begun', async () => {
    const begun: number[] = [];
    let ended = 0;
    const all = mapConcurrent([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await wait(item === 0 ? 1 : 20);
      ended += 1;
      if (item === 0) throw new Error('no');
    });
    let message = '';
    await all.catch((error: unknown) => (message = String(error)));
    expect(message).toBe('Error: no');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(2);
  });

  test('of nothing is nothing', async () => {
    expect(await mapConcurrent([], 0, async () => await Promise.resolve(1))).toEqual([]);
  });
});
