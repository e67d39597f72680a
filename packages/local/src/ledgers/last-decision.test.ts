import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { lastDecisionFile, rememberingClock } from './last-decision.ts';

const SECOND = 1_000_000_000n;
const NOON = 1_780_488_000_000_000_000n;

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-last-'));
  path = join(folder, 'state', 'last-decision');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (moment: bigint): (() => bigint) => rememberingClock(path, () => moment);

test('a gate that is started anew knows when the last one decided', () => {
  expect(at(NOON)()).toBe(NOON);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(codeOf(at(NOON - 2n * SECOND))).toBe('clock_set_back');
  expect(at(NOON - SECOND)()).toBe(NOON - SECOND);
  expect(at(NOON + SECOND)()).toBe(NOON + SECOND);
  expect(codeOf(at(NOON - SECOND))).toBe('clock_set_back');
});

test('what is behind by less, as processes that decide at once are, does not set it back', () => {
  at(NOON)();
  at(NOON - SECOND)();
  expect(readFileSync(path, 'utf8')).toBe(`${NOON}\n`);
});

test('a gate that serves writes every half second at most, and never an older moment', () => {
  let now = NOON;
  const clock = rememberingClock(path, () => now);
  clock();
  now += 400_000_000n;
  clock();
  expect(readFileSync(path, 'utf8')).toBe(`${NOON}\n`);
  now += 100_000_000n;
  clock();
  expect(readFileSync(path, 'utf8')).toBe(`${now}\n`);
  // Another gate is ahead.
  writeFileSync(path, `${now + 3n * SECOND}\n`);
  now += SECOND;
  clock();
  expect(readFileSync(path, 'utf8')).toBe(`${now + 2n * SECOND}\n`);
  expect(codeOf(clock)).toBe('clock_set_back');
});

test('a file that a power cut left empty counts as none, one with anything else is a fault', () => {
  at(NOON)();
  writeFileSync(path, '');
  expect(at(NOON - 9n * SECOND)()).toBe(NOON - 9n * SECOND);
  for (const text of ['x', '-1', '1.5', '1 2', '9'.repeat(31)]) {
    writeFileSync(path, text);
    expect(codeOf(at(NOON))).toBe('last_decision_invalid');
  }
});

test('without a home nothing is kept in the folder of the agent', () => {
  expect(rememberingClock('gait/last-decision', () => NOON)()).toBe(NOON);
  expect(existsSync('gait')).toBe(false);
  const files = { env: {}, home: '/h', platform: 'linux' } as const;
  expect(lastDecisionFile(files)).toBe('/h/.local/state/gait/last-decision');
});
