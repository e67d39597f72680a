import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockValue, setDigest, type LockedFile } from '@gait/agents';
import { canonicalize, sha256Hex } from '@gait/canon';
import {
  at,
  codeOf,
  files,
  install,
  lock,
  prepareProject,
  put,
  run,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

/** The lock with one more file, as whoever sends a change would write it. */
function forge(path: string, content: string, kind: LockedFile['kind']): void {
  put(`project/${path}`, content);
  const now = lock();
  const sources = now.sources.map(({ name }) => name);
  const entry = { path, sha256: sha256Hex(content), size: content.length, kind, sources };
  const all = [...now.files, entry].sort((a, b) => (a.path < b.path ? -1 : 1));
  const value = { ...lockValue({ ...now, files: all }), set_digest: setDigest(all) };
  writeFileSync(join(at.root, 'krci-ai.lock.json'), canonicalize(value));
}

test.each<[string, LockedFile['kind']]>([
  ['src/main.ts', 'target'],
  ['src/main.ts', 'asset'],
  ['.env', 'target'],
  ['.github/workflows/ci.yml', 'target'],
  ['.claude/settings.json', 'target'],
  ['.claude/settings.local.json', 'target'],
  ['.claude/rules/style.md', 'target'],
  ['.cursor/rules/mine.mdc', 'target'],
  ['.cursor/hooks.json', 'target'],
  ['.kiro/steering/product.md', 'target'],
  ['.github/hooks/gait-vscode.json', 'target'],
  ['CLAUDE.md', 'target'],
  ['.krci-ai/local/tasks/mine.md', 'asset'],
  ['.krci-ai/config.yaml', 'asset'],
])('no command removes %s because a lock that somebody sent calls it %s', async (path, kind) => {
  await install();
  forge(path, 'mine', kind);
  const before = files();
  expect(codeOf(await install())).toBe('agent_lock_invalid');
  expect(codeOf(await run('uninstall', '--json'))).toBe('agent_lock_invalid');
  expect(codeOf(await run('update', '--yes', '--json'))).toBe('agent_lock_invalid');
  expect(files()).toEqual(before);
});
