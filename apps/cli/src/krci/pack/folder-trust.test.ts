import { expect, test } from 'bun:test';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { runInProcess } from '../../testing.ts';
import {
  at,
  codeOf,
  files,
  install,
  lock,
  prepareProject,
  put,
} from '../../testing/install-world.ts';
import { folderForEach } from '../../testing/scratch-folder.ts';

folderForEach(async (folder) => {
  prepareProject(folder);
  const pair = generateKeyPair();
  writeFileSync(join(folder, 'key'), pair.privateKey, { mode: 0o600 });
  put('pub', pair.publicKey);
  put('other', generateKeyPair().publicKey);
  const head = { name: 'acme/lamp', version: '1.0.0', publisher: 'acme', description: 'Lamps' };
  put('source/pack.json', JSON.stringify(head));
  for (const args of [
    ['build', 'source', '--in-place'],
    ['sign', 'source', '--private-key', 'key'],
  ]) {
    const ran = await runInProcess(['pack', ...args], {
      program: 'krci-ai',
      cwd: folder,
      home: folder,
    });
    expect([ran.exit, ran.stderr]).toEqual([0, '']);
  }
});

const inSource = (path: string): string => join(at.folder, 'source', path);
const STRICT = ['--public-key', '../pub', '--profile', 'strict'];

test('an unpacked pack is verified as its zip would be, and its publisher is known', async () => {
  expect((await install(...STRICT)).exit).toBe(0);
  expect(lock()).toMatchObject({ source: '../source', version: '1.0.0', publisher: 'acme' });
});

test('an unpacked pack that was changed, or signed by another, is refused', async () => {
  expect(codeOf(await install('--public-key', '../other'))).toBe('pack_signature_invalid');
  put('source/tasks/one.md', '# other\n');
  expect(codeOf(await install())).toBe('pack_digest_mismatch');
  expect(files()).toEqual([]);
});

test('a folder whose manifest was taken away does not count as signed', async () => {
  rmSync(inSource('krci-pack.json'));
  expect(codeOf(await install(...STRICT))).toBe('pack_unsigned');
  expect(codeOf(await install('--profile', 'strict'))).toBe('pack_unsigned');
  expect(codeOf(await install('--public-key', '../pub'))).toBe('pack_unsigned');
  expect(files()).toEqual([]);
  expect((await install()).exit).toBe(0);
});

test('nor does it take the place of the signed pack that came from there', async () => {
  await install('--public-key', '../pub');
  rmSync(inSource('krci-pack.json'));
  expect(codeOf(await install())).toBe('pack_downgrade');
});
