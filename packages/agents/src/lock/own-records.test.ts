import { expect, test } from 'bun:test';
import { memoryTree } from '../tree/memory-tree.ts';
import { withoutOwnRecords } from './own-records.ts';

test('what a project keeps about its installation is no part of what others install', () => {
  const tree = withoutOwnRecords(
    memoryTree({
      '.krci-ai/.store': 'x',
      '.krci-ai/.storeroom': 'x',
      '.krci-ai/.kept/agents/a.yaml.0123': 'x',
      '.krci-ai/agents/a.yaml': 'x',
      '.krci-ai/audit.jsonl': 'x',
      '.krci-ai/bundle/all.md': 'x',
      '.krci-ai/bundles.md': 'x',
      '.krci-ai/config.yaml': 'x',
      '.krci-ai/data/bundle/b.md': 'x',
      '.krci-ai/local/data/c.md': 'x',
      '.krci-ai/scan-waivers.yaml': 'x',
    }),
  );
  const files = [...tree.entries.values()].filter(({ kind }) => kind === 'file');
  expect(files.map(({ path }) => path)).toEqual([
    '.krci-ai/.storeroom',
    '.krci-ai/agents/a.yaml',
    '.krci-ai/bundles.md',
    '.krci-ai/data/bundle/b.md',
    '.krci-ai/local/data/c.md',
  ]);
  expect(tree.read('.krci-ai/.store')).toBeUndefined();
  expect(tree.read('.krci-ai/agents/a.yaml')).toBeDefined();
  expect(tree.entries.has('.krci-ai/bundle')).toBe(false);
});
