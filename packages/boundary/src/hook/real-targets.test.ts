import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realTargets } from './real-targets.ts';

let folder = '';
let project = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-real-')));
  project = join(folder, 'shop');
  mkdirSync(join(project, 'src'), { recursive: true });
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(project, '.env'), 'KEY=1\n');
  writeFileSync(join(project, 'src/a.ts'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const found = (path: string, of = 'fs.read', at = project): readonly string[] =>
  realTargets([{ kind: 'path', value: path, operation: 'x', endpoint_class: of }], at).map(
    ({ value, operation, endpoint_class: kind }) =>
      `${operation} ${kind} ${value.replace(`${folder}/`, '')}`,
  );

test('a link is asked about by what it leads to as well', () => {
  symlinkSync('.env', join(project, 'lnk'));
  expect(found(join(project, 'lnk'))).toEqual(['x fs.read shop/.env']);
  symlinkSync(join(folder, 'other'), join(project, 'out'));
  expect(found(join(project, 'out/new/x.sh'), 'fs.write')).toEqual(['x fs.write other/new/x.sh']);
});

test('a link that leads nowhere is what would be made', () => {
  symlinkSync(join(folder, 'other/new'), join(project, 'lnk'));
  expect(found(join(project, 'lnk'), 'fs.write')).toEqual(['x fs.write other/new']);
});

test('a second name of a private file is that file', () => {
  linkSync(join(project, '.env'), join(project, 'src/notes.txt'));
  expect(found(join(project, 'src/notes.txt'))).toEqual(['x fs.read shop/.env']);
  linkSync(join(project, 'src/a.ts'), join(project, 'src/b.ts'));
  expect(found(join(project, 'src/b.ts'))).toEqual([]);
});

test('what no link leads elsewhere is asked about once', () => {
  for (const path of ['src/a.ts', 'src', 'src/', 'src/../src/a.ts', 'new/x', '.']) {
    expect([path, found(`${project}/${path}`)]).toEqual([path, []]);
  }
  expect(found(`${project}/a\0b`)).toEqual([]);
  expect(found('~/x')).toEqual([]);
});

test('a project that is itself reached by a link keeps the names in it', () => {
  const linked = join(folder, 'linked');
  symlinkSync(project, linked);
  expect(found(join(linked, 'src/a.ts'), 'fs.write', linked)).toEqual([]);
  expect(found(linked, 'fs.write', linked)).toEqual([]);
  symlinkSync('../.env', join(project, 'src/lnk'));
  expect(found(join(linked, 'src/lnk'), 'fs.read', linked)).toEqual(['x fs.read linked/.env']);
});
