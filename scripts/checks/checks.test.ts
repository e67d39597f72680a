import { expect, test } from 'bun:test';
import { isPermissive } from './licences.ts';
import { findMachinePaths } from './machine-paths.ts';
import { findEffects } from './purity.ts';
import { drawnRooms } from './rooms.ts';

test.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', 'Apache-2.0'])(
  '%s is permissive',
  (licence) => {
    expect(isPermissive(licence)).toBeTrue();
  },
);

test.each(['GPL-2.0-or-later', 'MIT AND LGPL-3.0-only', 'UNLICENSED', 'SEE LICENSE IN x', ''])(
  '%s is not permissive',
  (licence) => {
    expect(isPermissive(licence)).toBeFalse();
  },
);

test('home folders and the folder of the checkout are machine paths, examples are not', () => {
  const home = ['/home', 'joe', 'x'].join('/');
  expect(findMachinePaths(`see ${home} there`, [])).toEqual([['/home', 'joe'].join('/')]);
  expect(findMachinePaths('in /srv/build/checkout/a.ts', ['/srv/build/checkout'])).toEqual([
    '/srv/build/checkout',
  ]);
  expect(findMachinePaths('/home/agent/inbox and /tmp/out.txt', [])).toEqual([]);
});

test('effects on a pure floor are found by line, comments are left out', () => {
  expect(findEffects('const a = 1;\nconst b = Date.now();\n// Date.now()\n')).toEqual([
    '2: reads the clock',
  ]);
  expect(findEffects('Math.random();')).toEqual(['1: makes random numbers']);
  expect(findEffects('process.env')).toEqual(['1: touches the process']);
  expect(findEffects('new Date(0); setOwn();')).toEqual([]);
});

test('the picture of the house is read with its floors', () => {
  const picture =
    '```\npackages/      libraries\n  canon/       words   floor 0\napps/\n  cli/   parse\ndemo/   loop\n```\n';
  expect([...drawnRooms(picture)]).toEqual([
    ['packages', undefined],
    ['packages/canon', 0],
    ['apps', undefined],
    ['apps/cli', undefined],
    ['demo', undefined],
  ]);
});
