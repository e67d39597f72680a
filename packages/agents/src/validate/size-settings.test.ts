import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { readSizeSettings } from './size-settings.ts';

test('sizes are read by kind, and other blocks of the file are not looked at', () => {
  expect(readSizeSettings(undefined)).toEqual({});
  expect(readSizeSettings('tokens: {budgets: {agent: 1}}\n')).toEqual({});
  expect(readSizeSettings('validate:\n  sizes:\n    task: 20000\n    skill: 9\n')).toEqual({
    task: 20000,
    skill: 9,
  });
});

test.each([
  ['validate:\n  size: {}\n', 'config_unknown_field', 2],
  ['validate:\n  sizes:\n    taks: 1\n', 'config_unknown_field', 3],
  ['validate:\n  sizes:\n    task: 20KB\n', 'config_field_type', 3],
  ['validate:\n  sizes: 9\n', 'config_field_type', 2],
  ['validate: [\n', 'yaml_syntax', 2],
])('a bound that would bind nothing is refused: %j', (text, code, line) => {
  try {
    readSizeSettings(text);
    expect.unreachable();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect([error.code as string, error.where.line]).toEqual([code, line]);
  }
});
