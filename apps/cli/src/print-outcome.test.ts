import { describe, expect, test } from 'bun:test';
import { CodedError } from '@gait/canon';
import type { Outcome } from './command.ts';
import { createPaint } from './paint.ts';
import { printOutcome } from './print-outcome.ts';
import { contextForTest } from './testing.ts';

function print(outcome: Outcome, json: boolean, env: Readonly<Record<string, string>> = {}) {
  const world = contextForTest(['x'], { env });
  const paint = () => createPaint({ colour: true, width: undefined });
  const exit = printOutcome(world.context, { path: ['x'] }, outcome, json, paint);
  return { exit, ...world.read() };
}

describe('JSON', () => {
  test('is one line with sorted keys, HTML characters escaped, undefined members dropped', () => {
    const { stdout, exit } = print(
      { exit: 2, json: { ok: false, b: '<&>', a: [1, { z: 1, y: undefined, x: 2 }] } },
      true,
    );
    expect(exit).toBe(2);
    expect(stdout).toMatch(
      /^\{"a":\[1,\{"x":2,"z":1\}\],"b":"\\u003c\\u0026\\u003e","correlation_id":"[0-9a-f]{24}","ok":false\}\n$/u,
    );
  });

  test('an error adds its envelope; code and category follow the exit status, the fine code is in detail', () => {
    const error = new CodedError('zip_duplicate_entry', 'entry "a" twice', {
      where: { file: 'x.zip', entry: 'a' },
    });
    const { stdout, exit } = print({ json: { path: 'x.zip' }, error }, true);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      path: 'x.zip',
      error: 'entry "a" twice',
      error_code: 'verification_failed',
      error_category: 'verification_failed',
      retryable: false,
      detail: { code: 'zip_duplicate_entry', file: 'x.zip', entry: 'a' },
    });
  });

  test('an exit status given beside an error wins over the one of its code', () => {
    const error = new CodedError('invalid_input', 'no');
    const { stdout, exit } = print({ exit: 2, json: {}, error }, true);
    expect([exit, JSON.parse(stdout).error_code]).toEqual([2, 'verification_failed']);
  });
});

describe('text', () => {
  test('a result goes to standard output, an error with its hint to standard error', () => {
    const error = new CodedError('file_missing', 'no such file', {
      hint: 'look again',
      where: { file: 'a.json', line: 3, column: 7 },
    });
    expect(print({ json: {}, error, text: () => ['so far'] }, false)).toEqual({
      exit: 6,
      stdout: 'so far\n',
      stderr: 'x error: no such file (a.json:3:7)\nhint: look again\n',
    });
  });

  test("escape sequences of an artifact are shown, the painter's own colours kept", () => {
    const { stdout } = print(
      { json: {}, text: (paint) => [`${paint.good('ok')} \u001b[8mhidden\u001b]0;t\u0007`] },
      false,
    );
    expect(stdout).toBe('\u001b[32mok\u001b[0m \\u001b[8mhidden\\u001b]0;t\\u0007\n');
  });

  test('an error and its hint are one line each, whatever they quote', () => {
    const error = new CodedError('invalid_input', 'no\nx error: \u001b[31mred', { hint: 'a\nb' });
    expect(print({ json: {}, error }, false).stderr).toBe(
      'x error: no\\nx error: \\u001b[31mred\nhint: a\\nb\n',
    );
  });
});
