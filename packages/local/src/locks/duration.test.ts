import { expect, test } from 'bun:test';
import { parseDuration } from './duration.ts';
import { sessionLockOptions } from './lock-options.ts';

test('durations are read as the reference reads them', () => {
  const cases: Readonly<Record<string, number>> = {
    '0': 0,
    '-0': 0,
    '300ms': 300,
    '-1.5h': -5_400_000,
    '2h45m': 9_900_000,
    '1m30s': 90_000,
    '.5s': 500,
    '5.s': 5_000,
    '+3s': 3_000,
    '1us': 0.001,
    '1µs': 0.001,
    '1s1s': 2_000,
  };
  for (const [text, ms] of Object.entries(cases)) expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

test('what is no duration is not guessed at', () => {
  for (const text of [
    '',
    '3',
    '.s',
    's',
    '1d',
    '1 s',
    ' 1s',
    '1s ',
    '--1s',
    '1e3s',
    '1S',
    '10000000h',
    '-',
  ]) {
    expect(parseDuration(text)).toBeUndefined();
  }
});

test('the session lock profile comes from the environment', () => {
  expect(sessionLockOptions({})).toEqual({
    profile: 'standard',
    timeoutMs: 2_000,
    retryMs: 50,
    staleAfterMs: 300_000,
  });
  expect(sessionLockOptions({ GAIT_SESSION_LOCK_PROFILE: ' Swarm ' })).toEqual({
    profile: 'swarm',
    timeoutMs: 10_000,
    retryMs: 20,
    staleAfterMs: 600_000,
  });
  expect(sessionLockOptions({ GAIT_SESSION_LOCK_PROFILE: 'other' }).profile).toBe('standard');
});

test('single settings override the profile, nonsense does not', () => {
  const options = sessionLockOptions({
    GAIT_SESSION_LOCK_PROFILE: 'swarm',
    GAIT_SESSION_LOCK_TIMEOUT: '30ms',
    GAIT_SESSION_LOCK_RETRY: '1s',
    GAIT_SESSION_LOCK_STALE_AFTER: 'soon',
  });
  expect(options).toEqual({ profile: 'swarm', timeoutMs: 30, retryMs: 30, staleAfterMs: 600_000 });
  expect(
    sessionLockOptions({ GAIT_SESSION_LOCK_PROFILE: 'swarm', GAIT_SESSION_LOCK_TIMEOUT: '-1s' })
      .timeoutMs,
  ).toBe(2_000);
});
