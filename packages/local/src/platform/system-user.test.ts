import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'bun:test';
import { gitUser } from './git-user.ts';
import { systemUser } from './system-user.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000:Ada:/var/ada:/bin/sh\n';
const folder = mkdtempSync(join(tmpdir(), 'gait-user-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the user is the one that the system knows by his number, whatever variables say', () => {
  const known = { uid: 1000, passwd: () => PASSWD, ask: () => 'asked' };
  expect(systemUser(known)).toBe('ada');
  expect(systemUser({ ...known, uid: 1001 })).toBe('asked');
  expect(systemUser({ uid: 1001, passwd: () => undefined, ask: () => undefined })).toBe('uid 1001');
  expect(systemUser({ uid: undefined, passwd: () => PASSWD, ask: () => undefined })).toBe(
    'unknown',
  );
  const before = process.env['USER'];
  process.env['USER'] = 'ceo-of-nothing';
  expect(systemUser()).not.toBe('ceo-of-nothing');
  if (before === undefined) delete process.env['USER'];
  else process.env['USER'] = before;
});

test("git's user is read from the repository, then from the user's files", () => {
  const home = join(folder, 'home');
  const root = join(folder, 'work');
  for (const path of [home, join(root, '.git'), join(root, 'deep')])
    mkdirSync(path, { recursive: true });
  expect(gitUser(root, home, {})).toBeUndefined();
  writeFileSync(
    join(home, '.gitconfig'),
    '[core]\n\tname = no\n[user]\n\tname = "Ada \\"L\\" Lantern" ; me\n\temail = ada@example.org # x\n',
  );
  expect(gitUser(root, home, {})).toBe('Ada "L" Lantern <ada@example.org>');
  writeFileSync(
    join(root, '.git', 'config'),
    '[User]\r\nName = Work Ada\r\n[remote "user"]\nname=x\n',
  );
  expect(gitUser(join(root, 'deep'), home, {})).toBe('Work Ada <ada@example.org>');
});
