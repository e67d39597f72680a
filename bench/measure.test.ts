import { expect, test } from 'bun:test';
import { hostname } from 'node:os';
import { describeMachine } from './machine.ts';
import { nanosecondsOf, spreadOf } from './measure.ts';

test('minimum and median do not depend on the order', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ minimum: 1, median: 5 });
  expect(spreadOf([9, 5, 1, 7])).toEqual({ minimum: 1, median: 7 });
  expect(() => spreadOf([])).toThrow('nothing was measured');
});

test('a slower operation takes longer', async () => {
  let sum = 0;
  const work = (rounds: number) => (): void => {
    for (let round = 0; round < rounds; round += 1) sum += Math.sqrt(round);
  };
  const [short, long] = [await nanosecondsOf(work(100)), await nanosecondsOf(work(10_000))];
  expect(sum).toBeGreaterThan(0);
  expect(long).toBeGreaterThan(short * 10);
});

test('the description of the machine does not tell whose it is', () => {
  const text = JSON.stringify(describeMachine());
  expect(text).toContain('"processors":');
  expect(hostname().length > 3 && text.includes(hostname())).toBeFalse();
});
