import { expect, test } from 'bun:test';
import { lacksSomething, outputTail } from './output-tail.ts';

const STACK = Array.from({ length: 20 }, (_, i) => `    at frame ${i}`);

test('the line that names the error stays when a long stack trace follows it', () => {
  const tail = outputTail(
    ['loader:1', "Error: Cannot find module 'left-pad'", ...STACK].join('\n'),
  );
  expect(tail.split('\n')).toEqual([
    "Error: Cannot find module 'left-pad'",
    '…',
    ...STACK.slice(-6),
  ]);
});

test('a short output is shown whole, a long one without an error by its end', () => {
  expect(outputTail('a\r\nb')).toBe('a\nb');
  expect(outputTail(STACK.join('\n'))).toBe(STACK.slice(-8).join('\n'));
});

test.each([
  "Error: Cannot find module 'x'",
  'ModuleNotFoundError: x',
  "cp: cannot stat 'x': No such file or directory",
  'sh: 1: jq: not found',
])('%s is a thing that lacks', (line) => {
  expect(lacksSomething(line)).toBe(true);
});

test('an ordinary failure lacks nothing', () => {
  expect(lacksSomething('AssertionError: expected 1 to be 2')).toBe(false);
});
