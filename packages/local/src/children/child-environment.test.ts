import { expect, test } from 'bun:test';
import { childEnvironment } from './child-environment.ts';

test('what takes over an executable is left out however it is written: one system reads names without regard to case', () => {
  const taken = { BUN_OPTIONS: 'a', Bun_Options: 'b', bun_be_bun: 'c', BUN_BE_BUN: 'd' };
  expect(childEnvironment({ ...taken, A: '1', B: undefined }, { ...taken, C: '2' })).toEqual({
    A: '1',
    C: '2',
  });
});
