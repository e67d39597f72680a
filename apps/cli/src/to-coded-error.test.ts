import { describe, expect, test } from 'bun:test';
import { CodedError } from '@gait/canon';
import { toCodedError } from './to-coded-error.ts';

const system = (code: string) =>
  Object.assign(new Error(`${code}: it failed`), { code, path: '/some/file' });

describe('any thrown value becomes an error with a code', () => {
  test('ours stay what they are', () => {
    const error = new CodedError('zip_bomb', 'too much');
    expect(toCodedError(error, {})).toBe(error);
  });

  test.each([
    ['ENOENT', 'file_missing'],
    ['EISDIR', 'file_not_regular'],
    ['EEXIST', 'file_exists'],
    ['EACCES', 'file_permission'],
    ['EROFS', 'file_permission'],
    ['ENOSPC', 'file_write'],
    ['EFBIG', 'file_write'],
  ] as const)('%s of the system is %s, with the file', (code, ours) => {
    const error = toCodedError(system(code), {});
    expect({ code: error.code, file: error.where.file }).toEqual({
      code: ours,
      file: '/some/file',
    });
  });

  test('what nobody foresaw is internal, exit 1, and shows its stack only when asked', () => {
    const thrown = new TypeError('x is not a function');
    const quiet = toCodedError(thrown, {});
    expect({ code: quiet.code, exit: quiet.facts.exit, message: quiet.message }).toEqual({
      code: 'internal_failure',
      exit: 1,
      message: 'unexpected failure: x is not a function',
    });
    expect(quiet.hint).toContain('GAIT_DEBUG=1');
    expect(toCodedError(thrown, { GAIT_DEBUG: '1' }).message).toContain('to-coded-error.test.ts');
    expect(toCodedError('text', {}).code).toBe('internal_failure');
    expect(toCodedError(undefined, {}).code).toBe('internal_failure');
  });
});
