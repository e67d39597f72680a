import { expect, test } from 'bun:test';
import { hostname } from 'node:os';
import { describeMachine } from './machine.ts';
import { nanosecondsOf, percentilesOf, spreadOf } from './measure.ts';
import { makeRow } from './row.ts';

test('minimum and median do not depend on the order', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ minimum: 1, median: 5 });
  expect(spreadOf([9, 5, 1, 7])).toEqual({ minimum: 1, median: 7 });
  expect(() => spreadOf([])).toThrow('nothing was measured');
});

test('percentiles are of all times, in any order', () => {
  const times = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentilesOf(times)).toEqual({ mean: 50.5, p50: 51, p99: 100 });
});

test('a bar holds for the ratio or for our own figure, and says nothing without a figure', () => {
  const theirs = [10];
  expect(makeRow('n', 'us', [4], { theirs, bar: { on: 'ratio', most: 0.4 } }).holds).toBeTrue();
  expect(makeRow('n', 'us', [5], { theirs, bar: { on: 'ratio', most: 0.4 } }).holds).toBeFalse();
  expect(makeRow('n', '/s', [9], { bar: { on: 'value', least: 10 } }).holds).toBeFalse();
  expect(makeRow('n', 'us', [5], { bar: { on: 'ratio', most: 1 } }).holds).toBeUndefined();
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
