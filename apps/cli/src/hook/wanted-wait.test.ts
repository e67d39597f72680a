import { expect, test } from 'bun:test';
import { wantedWait } from './wanted-wait.ts';

const wait = (given?: string) =>
  wantedWait({ env: given === undefined ? {} : { GAIT_APPROVAL_WAIT: given } });

test.each([
  [undefined, Infinity],
  ['', Infinity],
  ['0s', 0],
  [' 2m ', 120_000],
])('%j is a wait', (given, ms) => {
  expect(wait(given)).toEqual({ ms, fault: '' });
});

test('what is no duration is told with a code, and the call waits as if nothing had been asked for', () => {
  const { ms, fault } = wait('banana');
  expect(ms).toBe(Infinity);
  expect(fault).toContain('"banana"');
  expect(fault).toContain('(approval_wait_invalid)');
  expect(wait('x'.repeat(999)).fault.length).toBeLessThan(250);
});
