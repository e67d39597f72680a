import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOfAsync } from '../testing/code-of.ts';
import { changeSuite, type NewFile } from './change-suite.ts';
import { withSuiteAtRest } from './suite-at-rest.ts';
import { withSuite } from './suite-lock.ts';
import { PENDING_FOLDER } from './suite-names.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-change-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const put = (name: string, content: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const change = async (...files: NewFile[]): Promise<void> => {
  await withSuite(folder, async (lock) => {
    await changeSuite(folder, files, lock);
  });
};

/** What a process leaves that was killed on the way. */
function pending(plan: unknown, ...contents: string[]): void {
  for (const [index, content] of contents.entries()) put(`${PENDING_FOLDER}/${index}`, content);
  if (plan !== undefined) put(`${PENDING_FOLDER}/plan.json`, JSON.stringify(plan));
}

describe('a change of a suite', () => {
  test('puts all files in place and leaves nothing else', async () => {
    put('fixtures/a/fixture.json', 'old');
    await change(
      { path: 'fixtures/a/fixture.json', content: 'new' },
      { path: 'fixtures/b/runpack.zip', content: new Uint8Array([80, 75]) },
      { path: 'elsewhere/x.yaml', content: 'x' },
      { path: 'gait.yaml', content: '{}' },
    );
    expect([read('fixtures/a/fixture.json'), read('fixtures/b/runpack.zip')]).toEqual([
      'new',
      'PK',
    ]);
    expect([read('elsewhere/x.yaml'), read('gait.yaml')]).toEqual(['x', '{}']);
    expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'fixtures', 'gait.yaml']);
  });

  test('whose lock was taken away changes nothing', async () => {
    put('fixtures/a/fixture.json', 'old');
    const lost = withSuite(folder, async (lock) => {
      rmSync(lock.lockPath);
      await changeSuite(folder, [{ path: 'fixtures/a/fixture.json', content: 'new' }], lock);
    });
    expect(await codeOfAsync(() => lost)).toBe('lock_lost');
    expect(read('fixtures/a/fixture.json')).toBe('old');
    expect(existsSync(join(folder, PENDING_FOLDER))).toBe(false);
  });

  test('that cannot be finished changes nothing', async () => {
    put('fixtures/a/fixture.json', 'old');
    mkdirSync(join(folder, 'gait.yaml'));
    const files = [
      { path: 'fixtures/a/fixture.json', content: 'new' },
      { path: 'gait.yaml', content: '{}' },
    ];
    expect(await codeOfAsync(async () => await change(...files))).toBe('file_not_regular');
    expect(read('fixtures/a/fixture.json')).toBe('old');
    expect(existsSync(join(folder, PENDING_FOLDER))).toBe(false);
  });

  test('that was planned when its process was killed is finished by the next, reader or writer', async () => {
    put('fixtures/a/fixture.json', 'old');
    // The first file was in place already.
    pending(['fixtures/a/runpack.zip', 'fixtures/a/fixture.json', 'gait.yaml'], '', 'new', '{}');
    rmSync(join(folder, PENDING_FOLDER, '0'));
    const seen = await withSuiteAtRest(folder, async () => read('fixtures/a/fixture.json'));
    expect([seen, read('gait.yaml')]).toEqual(['new', '{}']);
    expect(existsSync(join(folder, PENDING_FOLDER))).toBe(false);
  });

  test('that was not planned yet when its process was killed is dropped', async () => {
    put('gait.yaml', 'old');
    pending(undefined, 'new');
    await withSuite(folder, () => undefined);
    expect(read('gait.yaml')).toBe('old');
    expect(readdirSync(folder)).toEqual(['gait.yaml']);
  });

  test.each([
    '.git/config',
    'fixtures/../.git/config',
    'fixtures/a/../../.git/config',
    'fixtures/.git/config',
    '/tmp/gait-change-nothing',
    'fixtures/link/config',
    'package.json',
  ])('that came with a checkout cannot write %s', async (path) => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'fixtures/a'), { recursive: true });
    symlinkSync(join(folder, '.git'), join(folder, 'fixtures/link'));
    pending([path], 'hostile');
    await withSuite(folder, () => undefined);
    expect(readdirSync(join(folder, '.git'))).toEqual([]);
    expect(existsSync(join(folder, 'package.json'))).toBe(false);
    expect(existsSync('/tmp/gait-change-nothing')).toBe(false);
  });

  test('is not disturbed by a plan that is none', async () => {
    for (const plan of [{ a: 1 }, 'gait.yaml', [null, { toString: 1 }]]) {
      pending(plan, 'x', 'y');
      await withSuite(folder, () => undefined);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});
