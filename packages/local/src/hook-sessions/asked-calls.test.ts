import { expect, test } from 'bun:test';
import { appendFileSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteAsked, readAsked } from './asked-calls.ts';

const newHome = () => ({
  env: {},
  home: mkdtempSync(join(tmpdir(), 'asked-')),
  platform: 'linux' as const,
});
const note = (at: ReturnType<typeof newHome>, day: string, eventId: string, asked: string) =>
  noteAsked('/w', { day, eventId, asked }, at);
const folderIn = (home: string): string => {
  const asked = join(home, '.local/state/gait/asked');
  return join(asked, readdirSync(asked)[0] ?? '');
};

test('what was asked is found by its event, for its user alone', () => {
  const at = newHome();
  note(at, '2026-06-03', 'e1', 'Bash ls');
  note(at, '2026-06-04', 'e2', 'x'.repeat(5000));
  const asked = readAsked('/w', at);
  expect(asked.get('e1')).toBe('Bash ls');
  expect(asked.get('e2')).toHaveLength(400);
  expect(readAsked('/other', at).size).toBe(0);
  expect(statSync(join(folderIn(at.home), '2026-06-03.jsonl')).mode & 0o777).toBe(0o600);
});

test('a line that was cut hides none of the others', () => {
  const at = newHome();
  note(at, '2026-06-03', 'e1', 'one');
  appendFileSync(join(folderIn(at.home), '2026-06-03.jsonl'), '{"e":"e2","a\n[1]\n');
  note(at, '2026-06-03', 'e3', 'three');
  expect([...readAsked('/w', at)]).toEqual([
    ['e1', 'one'],
    ['e3', 'three'],
  ]);
});

test('only the last two weeks are kept', () => {
  const at = newHome();
  for (let day = 10; day < 30; day++) note(at, `2026-06-${day}`, `e${day}`, 'x');
  const days = readdirSync(folderIn(at.home)).toSorted();
  expect([days.length, days[0], days.at(-1)]).toEqual([14, '2026-06-16.jsonl', '2026-06-29.jsonl']);
});

test('where nothing can be written, nothing is thrown', () => {
  const at = { env: {}, home: '/dev/null/no', platform: 'linux' as const };
  expect(() => noteAsked('/w', { day: '2026-06-03', eventId: 'e', asked: 'x' }, at)).not.toThrow();
});
