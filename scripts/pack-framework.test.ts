import { cpSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'bun:test';
import { pickRendering, planInstall, readFramework, renderTargets, type Level } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { HARNESS_IDS, type HarnessId } from '@gait/harness';
import { presentFiles, readTree } from '@gait/local';
import { openFrameworkPack } from '../apps/cli/src/krci/install/framework-pack.ts';
import { openRenderingPack } from '../apps/cli/src/krci/install/rendering-pack.ts';
import { sourceDigest } from '../apps/cli/src/krci/install/framework-source.ts';
import { planTargets, type TargetPlan } from '../apps/cli/src/krci/install/plan-targets.ts';
import { selectWanted } from '../apps/cli/src/krci/install/select-wanted.ts';
import { packFramework } from './pack-framework.ts';
import { ROOT } from './source-files.ts';

const assets = join(ROOT, 'assets');
const scratch = mkdtempSync(join(tmpdir(), 'krci-assets-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('what the executable carries is what the checkout has, by the same digests', () => {
  const tree = readTree(ROOT, { folder: join(assets, 'framework') });
  const source = { name: 'builtin', origin: 'builtin', version: '', publisher: '', tree };
  const opened = openFrameworkPack(packFramework().assets, (packed) => inflateRawSync(packed));
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

test('what the build rendered is what an install would render, for each tool and for several', () => {
  const tree = readTree(ROOT, { folder: join(assets, 'framework') });
  const finished = openRenderingPack(packFramework().rendering, (packed) => inflateRawSync(packed));
  const framework = readFramework(tree);
  const four: HarnessId[] = ['cursor', 'claude', 'vscode', 'devin'];
  for (const ids of [...HARNESS_IDS.map((id) => [id]), four, HARNESS_IDS, []]) {
    const { files, reports } = renderTargets(framework, ids);
    const picked = pickRendering(finished, ids);
    expect(picked.reports).toEqual([...reports]);
    expect(picked.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    for (const [index, { sha256, size, read }] of picked.files.entries()) {
      const bytes = files[index]?.bytes ?? new Uint8Array();
      expect([size, sha256, sha256Hex(read())]).toEqual([bytes.length, sha256Hex(bytes), sha256]);
    }
  }
});

test('the same assets give the same bytes', () => {
  const [one, other] = [packFramework(), packFramework()];
  expect(sha256Hex(one.assets)).toBe(sha256Hex(other.assets));
  expect(sha256Hex(one.rendering)).toBe(sha256Hex(other.rendering));
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

describe('an install takes what was rendered only where nothing else counts', () => {
  const opened = openFrameworkPack(packFramework().assets, (packed) => inflateRawSync(packed));
  const memory = { recall: () => undefined, keep: () => undefined, save: () => undefined };
  const targets: readonly HarnessId[] = ['claude', 'codex'];
  let taken = 0;
  const rendering = (): ReturnType<typeof openRenderingPack> => {
    taken += 1;
    return openRenderingPack(packFramework().rendering, (packed) => inflateRawSync(packed));
  };
  const planned = (root: string, level: Level, withRendering: boolean): TargetPlan => {
    const { wanted } = selectWanted(
      { name: 'builtin', origin: 'builtin', version: '', publisher: '', ...opened },
      { level, agents: 'all' },
    );
    const presentAt = presentFiles(root);
    const assets = planInstall({ wanted, locked: [], presentAt, force: false });
    const source = {
      ...{ name: 'builtin', facts: opened.facts },
      ...(withRendering ? { rendering } : {}),
    };
    const owners = new Map(wanted.map(({ path, sources }) => [path, sources]));
    return planTargets({
      root,
      targets,
      assets,
      owners,
      sources: [source],
      locked: [],
      presentAt,
      force: false,
      memory,
      waivers: '',
      check: () => undefined,
    });
  };
  const put = (root: string, path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const OWN =
    'agent:\n  identity: {name: Own, role: Keeper of files, description: Keeps files in order}\n';

  test.each([
    ['nothing', 4, true, () => undefined],
    ['a bundle', 4, true, (root: string) => put(root, '.krci-ai/bundle/all.md', 'x')],
    ['a lower level', 2, false, () => undefined],
    [
      'an agent of their own',
      4,
      false,
      (root: string) => put(root, '.krci-ai/agents/own.yaml', OWN),
    ],
    ['an edited agent', 4, false, (root: string) => put(root, '.krci-ai/agents/dev.yaml', OWN)],
    [
      'a local task',
      4,
      false,
      (root: string) => put(root, '.krci-ai/local/tasks/dev/x.md', '# X\n'),
    ],
    ['a file in the way', 4, true, (root: string) => put(root, '.claude/agents/dev.md', 'mine\n')],
  ] as const)('beside %s', (_, level, asks, prepare) => {
    const root = mkdtempSync(join(scratch, 'project-'));
    prepare(root);
    const seen = (plan: TargetPlan): unknown => [
      plan.reports,
      plan.files.map(({ path, action, wanted }) => [path, action, wanted?.sha256]),
    ];
    const before = taken;
    const quick = planned(root, level, true);
    expect(taken > before).toBe(asks);
    expect(seen(quick)).toEqual(seen(planned(root, level, false)));
    expect(quick.files.length).toBeGreaterThan(100);
  });
});
