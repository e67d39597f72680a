import { expect, test } from 'bun:test';
import { findLost } from './soak/commands/find-lost.ts';
import { fuzzCommands } from './soak/commands/fuzz-commands.ts';

/** A slice of the full run (`npm run soak`), always the same one. */
const TEXTS = 6000;
const WRAPPED = 3000;
const SEED = 20_261_122;
const LONGEST_MS = 120_000;

test(
  'hostile texts get a bounded answer from every reader of commands',
  () => {
    const { problems, cases, outcomes } = fuzzCommands('texts', TEXTS, SEED);
    expect(problems).toEqual([]);
    expect(cases).toBe(TEXTS);
    // Cases that are all refused at the door, or all understood, test nothing.
    expect(outcomes['understood']).toBeGreaterThan(TEXTS / 5);
    expect(outcomes['syntax_error']).toBeGreaterThan(TEXTS / 10);
    expect(Object.keys(outcomes).length).toBeGreaterThan(4);
  },
  LONGEST_MS,
);

test(
  'no effect of a command is lost when it is wrapped, quoted or split',
  () => {
    const { problems, cases, outcomes } = fuzzCommands('wrapped', WRAPPED, SEED);
    expect(problems).toEqual([]);
    expect(cases).toBe(WRAPPED);
    expect(Object.keys(outcomes).length).toBeGreaterThan(60);
  },
  LONGEST_MS,
);

test('what is lost is seen', () => {
  expect(findLost('cat a b', 'cat a')).toHaveLength(1);
  expect(findLost('rm -rf src', 'echo rm -rf src')).toHaveLength(1);
  expect(findLost('nobody-knows-this', 'ls')).not.toEqual([]);
  expect(findLost('cat a', 'eval "$X"')).toEqual([]);
});
