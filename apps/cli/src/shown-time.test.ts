import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { shownTime } from './shown-time.ts';

test('away from a terminal a time is told in UTC, and says so', () => {
  expect(shownTime('2026-11-22T00:48:31.5Z', false)).toBe('2026-11-22 00:48 UTC');
  expect(shownTime('2026-11-22T00:48:31-05:00', false)).toBe('2026-11-22 05:48 UTC');
  expect(shownTime('', true)).toBe('');
  expect(shownTime('soon', false)).toBe('soon');
});

test.each([
  ['America/New_York', '2026-11-21 19:48 -05:00'],
  ['Asia/Kolkata', '2026-11-22 06:18 +05:30'],
  ['UTC', '2026-11-22 00:48 +00:00'],
])('at a terminal in %s a time is told in the time of the place', (TZ, text) => {
  const source = join(import.meta.dirname, 'shown-time.ts');
  const code = `import { shownTime } from ${JSON.stringify(source)}; process.stdout.write(shownTime('2026-11-22T00:48:31Z', true));`;
  const ran = Bun.spawnSync([process.execPath, '-e', code], { env: { ...process.env, TZ } });
  expect(ran.stdout.toString()).toBe(text);
});
