import { expect, test } from 'bun:test';
import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEach } from '../../testing/scratch-folder.ts';
import { folderSource } from './folder-source.ts';

let folder = '';
folderForEach((made) => {
  folder = made;
});

test('what was read once stays what it was, so that what was examined is what is installed', () => {
  const file = join(folder, 'agents', 'ada.yaml');
  mkdirSync(join(file, '..'));
  writeFileSync(file, 'before');
  const { tree } = folderSource(folder, '../source');
  const path = '.krci-ai/agents/ada.yaml';
  const first = tree.read(path);
  expect(Buffer.from(first ?? []).toString()).toBe('before');
  writeFileSync(file, 'after');
  expect(tree.read(path)).toBe(first);
  unlinkSync(file);
  expect(tree.read(path)).toBe(first);
  expect(tree.read('.krci-ai/agents/bo.yaml')).toBeUndefined();
});
