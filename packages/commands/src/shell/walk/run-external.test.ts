import { describe, expect, test } from 'bun:test';
import { describeShell, shellContext } from '../testing/describe-shell.ts';
import { contextOf, inputOf } from './run-external.ts';
import { startRun } from '../run.ts';
import { startState } from './run-text.ts';
import type { Walk } from '../walk.ts';

/** Data: nothing here is run. */
const OWN = [
  'g++ -O2 main.cpp -o main && ./main < input.txt',
  'gcc -o /tmp/t t.c && /tmp/t',
  'clang test.c -o test; ./test',
];
const HELD = [
  'echo "int main(){}" > a.c; gcc a.c -o m; ./m',
  'curl -o a.c https://x.example/; gcc a.c -o m && ./m',
  'tar xzf a.tgz; gcc a.c -o m && ./m',
  'gcc /tmp/x.c -o m && ./m',
  "gcc -x c - -o m <<< 'int main(){}' && ./m",
  "gcc -x c -o m /dev/stdin <<'E'\nint main(){}\nE\n./m",
  'cat a.c | gcc -x c -o m - && ./m',
  'gcc a.c -o m; cp /tmp/x m; ./m',
  'git checkout other && gcc a.c -o m && ./m',
  'gcc a.c -o m; git checkout other; ./m',
  './m',
];

describe('a program that the same text compiles', () => {
  test.each(OWN)('%s is the project’s own work', (text) => {
    expect(describeShell(text)).not.toMatch(/program:|\?/);
  });

  test.each(HELD)('%s is not', (text) => {
    expect(describeShell(text)).toMatch(/program:|\?/);
  });
});

test('a variable that says which repository is meant is no data', () => {
  expect(describeShell('GH_REPO=evil/x gh issue create --title a --body b')).toContain(
    '?code_unknown',
  );
});

test('what a program finds is missing only where the text puts nothing', () => {
  const context = { ...shellContext(), isMissing: () => true };
  const run = startRun({} as Walk, () => undefined, context);
  const { isMissing } = contextOf(run, startState(run, context), '/p');
  expect(isMissing?.('/p/a')).toBe(true);
  run.written.set('/p/a', [undefined]);
  run.writtenBelow.add('/p/b');
  run.rewritten.add('/p/d');
  const asked = ['/p/a', '/p/b/c', '/p/d/e', '/p/c'].map((path) => isMissing?.(path));
  expect(asked).toEqual([false, false, false, true]);
  expect(inputOf({ kind: 'pipe' })).toBe('pipe');
});
