import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { findSettings, settingName, settingNumber, settingsIn } from './settings-file.ts';

function faultOf(act: () => unknown): readonly unknown[] {
  try {
    act();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { file, line, column } = error.where;
    return [error.code, file, line, column];
  }
  return [];
}

test('a block is found among others, and a file without it sets nothing', () => {
  expect(findSettings(undefined, 'tokens')).toBeUndefined();
  expect(findSettings('', 'tokens')).toBeUndefined();
  expect(findSettings('other: [1, 2]\n', 'tokens')).toBeUndefined();
  const block = findSettings('other: 1\ntokens:\n  a: 7\n', 'tokens');
  if (block === undefined) throw new Error('no block');
  const [entry] = settingsIn(block, 'tokens');
  if (entry === undefined) throw new Error('no entry');
  expect(settingName(block.tree, entry, 'tokens', ['a', 'b'])).toBe('a');
  expect(settingNumber(block.tree, entry.value)).toBe(7);
});

test('what cannot be read is refused at its place', () => {
  const file = '.krci-ai/config.yaml';
  expect(faultOf(() => findSettings('- a\n', 'tokens'))).toEqual(['config_field_type', file, 1, 1]);
  expect(faultOf(() => findSettings('a: 1\na: 2\n', 'tokens'))).toEqual([
    'yaml_duplicate_key',
    file,
    2,
    1,
  ]);
  const block = findSettings('tokens:\n  c: 1e3\n', 'tokens');
  if (block === undefined) throw new Error('no block');
  const [entry] = settingsIn(block, 'tokens');
  if (entry === undefined) throw new Error('no entry');
  expect(faultOf(() => settingName(block.tree, entry, 'tokens', ['a']))).toEqual([
    'config_unknown_field',
    file,
    2,
    3,
  ]);
  expect(faultOf(() => settingNumber(block.tree, entry.value))).toEqual([
    'config_field_type',
    file,
    2,
    6,
  ]);
});
