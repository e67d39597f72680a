import { cpSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { readTree } from '@gait/local';
import { openFrameworkPack } from '../apps/cli/src/krci/install/framework-pack.ts';
import { sourceDigest } from '../apps/cli/src/krci/install/framework-source.ts';
import { selectWanted } from '../apps/cli/src/krci/install/select-wanted.ts';
import { packFramework } from './pack-framework.ts';
import { ROOT } from './source-files.ts';

const assets = join(ROOT, 'assets');
const scratch = mkdtempSync(join(tmpdir(), 'krci-assets-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('what the executable carries is what the checkout has, by the same digests', () => {
  const tree = readTree(ROOT, { folder: join(assets, 'framework') });
  const source = { name: 'builtin', origin: 'builtin', version: '', publisher: '', tree };
  const opened = openFrameworkPack(packFramework(), (packed) => inflateRawSync(packed));
  expect([...opened.tree.entries.keys()]).toEqual([...tree.entries.keys()]);
  for (const [path, { kind }] of tree.entries)
    if (kind === 'file') expect(opened.tree.read(path)).toEqual(Buffer.from(tree.read(path) ?? []));
  const { agents, wanted } = selectWanted(source, { level: 4, agents: 'all' });
  expect(opened.facts).toMatchObject({ agents, digest: sourceDigest(source) });
  const facts = (files: typeof wanted): unknown =>
    files.map(({ path, sha256, size }) => ({ path, sha256, size }));
  expect(facts(opened.facts.whole)).toEqual(facts(wanted));
  for (const { sha256, read } of opened.facts.whole) {
    expect(sha256Hex(read())).toBe(sha256);
    const packed = Buffer.from(opened.packed(sha256) ?? '', 'base64');
    expect(sha256Hex(inflateRawSync(packed))).toBe(sha256);
  }
  expect(opened.packed(sha256Hex('none'))).toBeUndefined();
});

test('the same assets give the same bytes', () => {
  expect(sha256Hex(packFramework())).toBe(sha256Hex(packFramework()));
});

test('assets with an error, or with a file that nothing would install, are not built in', () => {
  cpSync(assets, scratch, { recursive: true });
  expect(() => packFramework(scratch)).not.toThrow();
  const unused = join(scratch, 'framework/data/shared/unused.md');
  writeFileSync(unused, '# Nobody reads this\n');
  expect(() => packFramework(scratch)).toThrow('would never be installed');
  unlinkSync(unused);
  unlinkSync(join(scratch, 'packs/finance/templates/finance/control-map.md'));
  expect(() => packFramework(scratch)).toThrow('the assets have errors');
});
