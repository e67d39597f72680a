import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { judgeVector } from './judge-vector.ts';
import { runVector } from './run-vector.ts';
import { stricterFault } from './stricter-list.ts';
import { loadCases } from './vector-case.ts';
import { missingCommands } from './vector-scope.ts';

const BINARY = resolve(
  process.env['GAIT_CONFORMANCE_BIN'] ??
    join(import.meta.dirname, '..', 'dist', 'conformance', 'gait'),
);
const cases = loadCases();
const ready = cases.filter((vector) => missingCommands(vector).length === 0);
const pending = new Map<string, number>();
for (const name of cases.flatMap(missingCommands)) pending.set(name, (pending.get(name) ?? 0) + 1);

describe('the built executable answers as the reference does', () => {
  test('the executable is built', () => {
    expect(existsSync(BINARY)).toBe(true);
  });

  for (const vector of ready) {
    test.concurrent(vector.id, async () => {
      const judgement = judgeVector(vector, await runVector(vector, BINARY));
      expect(stricterFault(vector.id, judgement)).toBeUndefined();
      if (judgement.verdict !== 'stricter') expect(judgement).toEqual({ verdict: 'agrees' });
    });
  }
});

test('every case is run or counted as pending by its missing command', () => {
  const waiting = cases.length - ready.length;
  const lines = [...pending]
    .sort()
    .map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`);
  console.log(
    `conformance: ${ready.length} of ${cases.length} cases run, ${waiting} pending by command:\n${lines.join('\n')}`,
  );
  expect([...pending.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(
    waiting,
  );
});
