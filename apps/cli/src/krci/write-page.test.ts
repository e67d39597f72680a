import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { at, codeOf, install, prepareProject, put, read, run } from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const PAGES: [string, string[]][] = [
  ['graph', ['graph', '--html']],
  ['tokens', ['tokens', '--all', '--html']],
];

test.each(PAGES)('%s writes its page, and writes it again', async (_, command) => {
  await install();
  expect((await run(...command, 'page.html', '--json')).exit).toBe(0);
  expect((await run(...command, 'page.html', '--json')).exit).toBe(0);
  expect(read('page.html')).toContain('<!doctype html>');
});

test.each(PAGES)('%s replaces what is no page by force alone', async (_, command) => {
  await install();
  put('project/notes.md', 'mine');
  const refused = await run(...command, 'notes.md', '--json');
  expect([refused.exit, codeOf(refused), read('notes.md')]).toEqual([6, 'file_exists', 'mine']);
  expect((await run(...command, 'notes.md', '--force', '--json')).exit).toBe(0);
  expect(read('notes.md')).toContain('<!doctype html>');
});

test.each([...PAGES, ['audit', ['audit', 'export', '--output']] as [string, string[]]])(
  '%s never takes the place of an asset or of the lock',
  async (_, command) => {
    await install();
    symlinkSync(join(at.root, '.krci-ai'), join(at.root, 'link'));
    const force = command[0] === 'audit' ? [] : ['--force'];
    for (const file of [
      'krci-ai.lock.json',
      '.krci-ai/agents/ada.yaml',
      './x/../.krci-ai/new.html',
      'link/agents/ada.yaml',
    ]) {
      const path = file.replace('link', '.krci-ai');
      const before = path.includes('new') ? '' : read(path);
      const ran = await run(...command, file, ...force, '--json');
      expect([ran.exit, codeOf(ran)]).toEqual([8, 'output_unsafe']);
      if (before !== '') expect(read(path)).toBe(before);
    }
  },
);
