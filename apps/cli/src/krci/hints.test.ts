import { describe, expect, test } from 'bun:test';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../testing.ts';
import {
  at,
  files,
  install,
  prepareProject,
  put,
  read,
  run,
  task,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const ONE = '.krci-ai/tasks/one.md';
const edit = (): void => put(`project/${ONE}`, `${task('oils.md')}mine\n`);

/** Commands that an answer names, each as the words that a person would type. */
function commandsIn({ stdout, stderr }: Ran): readonly string[][] {
  const found = `${stdout}${stderr}`.matchAll(/krci-ai ((?:[a-z]+)(?: --[a-z-]+)*)/gu);
  return [...found].map(([, words = '']) => words.split(' '));
}

describe('what a command advises works as it stands', () => {
  test('for an edit that an install left: --force replaces it', async () => {
    await install();
    edit();
    expect(commandsIn(await run('install'))).toEqual([['install', '--force']]);
    await run('install', '--force');
    expect(read(ONE)).toBe(task('oils.md'));
  });

  test('for an edit that an update left: the same, and never --theirs', async () => {
    await install();
    edit();
    put('source/data/oils.md', '# Newer oils\n');
    for (const flags of [['--theirs'], []]) {
      const ran = await run('update', '--yes', ...flags);
      expect(ran.stdout).toContain(`kept  ${ONE}`);
      expect(commandsIn(ran)).toEqual([['install', '--force']]);
      expect(ran.stdout).not.toContain('--theirs takes');
    }
    await run('install', '--force');
    expect(read(ONE)).toBe(task('oils.md'));
  });

  test('for an edit that the source changed, too: update merges', async () => {
    await install();
    edit();
    put('source/tasks/one.md', `# New\n${task('oils.md')}`);
    const ran = await run('install');
    expect(commandsIn(ran)).toEqual([['update'], ['install', '--force']]);
    await run('update', '--yes');
    expect((await run('install')).stdout).not.toContain('kept');
  });

  test('for an uninstall: --force only before there is nothing left to force', async () => {
    await install();
    edit();
    expect(commandsIn(await run('uninstall', '--dry-run'))).toEqual([['uninstall', '--force']]);
    const ran = await run('uninstall');
    expect([ran.stdout.includes('it is yours now'), commandsIn(ran)]).toEqual([true, []]);
    expect(existsSync(join(at.root, ONE))).toBe(true);
  });

  test('where there is no lock: migrate takes over, for update and uninstall alike', async () => {
    await install();
    renameSync(join(at.root, 'krci-ai.lock.json'), join(at.root, 'lock.old'));
    for (const command of ['update', 'uninstall'])
      expect(commandsIn(await run(command)).flat()).toContain('migrate');
    expect((await run('migrate', '--from', '../source')).exit).toBe(0);
    expect((await run('uninstall')).exit).toBe(0);
  });

  test('for a damaged audit: moved away, the next install begins a new one', async () => {
    await install();
    const audit = join(at.root, '.krci-ai/audit.jsonl');
    writeFileSync(audit, 'damaged\n');
    expect((await run('verify')).exit).toBe(2);
    renameSync(audit, join(at.root, 'audit.old'));
    expect((await run('install')).exit).toBe(0);
    expect(files()).toContain('.krci-ai/audit.jsonl');
    expect((await run('verify')).exit).toBe(0);
  });

  test('for an audit that a merge took from the other side: the next install goes on from it', async () => {
    await install('--agent', 'ada');
    const audit = read('.krci-ai/audit.jsonl');
    await install('--agent', 'bo');
    put('project/.krci-ai/audit.jsonl', audit);
    expect((await run('verify')).exit).toBe(2);
    await run('install');
    expect((await run('verify')).exit).toBe(0);
    expect((await install()).json).toMatchObject({ written: false });
  });
});
