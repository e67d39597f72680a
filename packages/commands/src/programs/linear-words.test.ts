import { expect, test } from 'bun:test';
import { KNOWN_PROGRAMS } from './known-programs.ts';
import { readProgram } from './read-program.ts';
import type { Spec } from './row.ts';
import { invocationOf } from './testing/describe-reading.ts';

const MANY = 1600;
/** A square of the words takes seconds. */
const LONGEST_MS = 250;
const WORDS = Array.from({ length: MANY }, (_one, at) => `a${at}`).join(' ');

/** Each program of the table with each of its subcommands and options, for its words. */
function beginnings(): readonly string[] {
  const found: string[] = [];
  const visit = (front: string, spec: Spec, depth: number): void => {
    found.push(front);
    const options = Object.values(spec.options ?? {}).flatMap((names) => names.split(' ')[0] ?? []);
    for (const option of options) found.push(`${front} ${option}`);
    if (depth > 2) return;
    for (const [names, sub] of Object.entries(spec.subs ?? {}))
      visit(`${front} ${names.split(' ')[0] ?? ''}`, sub, depth + 1);
  };
  for (const { rows } of KNOWN_PROGRAMS)
    for (const [names, row] of Object.entries(rows))
      for (const name of names.split(' ').slice(0, 3)) visit(name, row, 0);
  return found;
}

function timeOf(front: string): number {
  const started = performance.now();
  readProgram(invocationOf(`${front} ${WORDS}`));
  return performance.now() - started;
}

test('no program of the table takes the square of its words', () => {
  const all = beginnings();
  expect(all.length).toBeGreaterThan(1500);
  // A busy machine is slow once; what is not linear is slow each time.
  const slow = all.filter(
    (front) =>
      timeOf(front) > LONGEST_MS && timeOf(front) > LONGEST_MS && timeOf(front) > LONGEST_MS,
  );
  expect(slow).toEqual([]);
}, 180_000);
