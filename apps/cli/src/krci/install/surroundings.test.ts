import { describe, expect, test } from 'bun:test';
import { memoryTree, validateFramework } from '@gait/agents';
import { agent, task } from '../../testing/install-world.ts';
import type { FrameworkSource } from './framework-source.ts';
import { frameworkAmong, surroundingsOf, type Member, type Surroundings } from './surroundings.ts';

const OILS = '.krci-ai/data/oils.md';
const LOCAL = '.krci-ai/local/data/oils.md';
const ONE = '.krci-ai/tasks/one.md';
const ADA = '.krci-ai/agents/ada.yaml';

const source = (files: Record<string, string>): FrameworkSource => ({
  ...{ name: 'acme/lamp', origin: '../lamp', version: '1.0.0', publisher: 'acme' },
  tree: memoryTree(files),
});
const around = (files: Record<string, string>, locals: readonly string[]): Surroundings => ({
  tree: memoryTree(files),
  locals,
  needers: new Set(),
  level: 1,
  kept: new Set(Object.keys(files)),
});
const errorsOf = (read: FrameworkSource, among: Surroundings): readonly string[] =>
  validateFramework(frameworkAmong(read, among))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code, file }) => `${code} ${file}`);

describe('what stays and refers to a local file', () => {
  const kept = { [ADA]: agent('Ada', ['one.md']), [ONE]: task('oils.md').replace(OILS, LOCAL) };

  test('is sound where the pack gives what the local file stands for', () => {
    const lamp = source({ [OILS]: '# Oils\n' });
    expect(errorsOf(lamp, around(kept, [LOCAL]))).toEqual([]);
    const { tree } = frameworkAmong(lamp, around(kept, [LOCAL]));
    expect(Buffer.from(tree.read(LOCAL) ?? []).toString()).toBe('# Oils\n');
    expect([...tree.entries.keys()]).toEqual([...tree.entries.keys()].sort());
  });

  test('is not where the pack gave it up, or the lock names no such file', () => {
    const gone = source({ '.krci-ai/data/wicks.md': '# Wicks\n' });
    expect(errorsOf(gone, around(kept, [LOCAL]))).toContain(`broken_link ${ONE}`);
    const lamp = source({ [OILS]: '# Oils\n' });
    expect(errorsOf(lamp, around(kept, []))).toContain(`broken_link ${ONE}`);
  });

  test('reads the local file of a source that has one of its own', () => {
    const own = source({ [OILS]: '# Oils\n', [LOCAL]: '# Its own\n' });
    const { tree } = frameworkAmong(own, around(kept, [LOCAL]));
    expect(Buffer.from(tree.read(LOCAL) ?? []).toString()).toBe('# Its own\n');
  });
});

test('the files of a source win over those of packs around it', () => {
  const lamp = source({
    [ADA]: agent('Ada', ['one.md']),
    [OILS]: '# New\n',
    [ONE]: task('oils.md'),
  });
  const { tree } = frameworkAmong(lamp, around({ [OILS]: '# Old\n' }, []));
  expect(Buffer.from(tree.read(OILS) ?? []).toString()).toBe('# New\n');
});

describe('packs around a pack', () => {
  const member = (name: string, requires: readonly string[], kept?: Member['kept']): Member => ({
    ...{ name, version: '1.0.0', origin: name, level: 2 },
    requires: requires.map((wanted) => ({ name: wanted, version: '*' })),
    kept,
    tree: () => memoryTree({ [`.krci-ai/data/${name}.md`]: `# ${name}\n` }),
  });
  const chain = [member('a', ['b']), member('b', ['c']), member('c', []), member('d', [])];

  test('are those that it needs and those that need it, at any distance', () => {
    const installed = new Map();
    const of = (name: string) => surroundingsOf(name, chain, { installed });
    expect(of('d')).toBeUndefined();
    expect([...(of('c')?.needers ?? [])].filter((path) => path.endsWith('.md'))).toEqual([
      '.krci-ai/data/b.md',
      '.krci-ai/data/a.md',
    ]);
    expect(of('c')?.level).toBe(2);
    expect(of('a')?.needers.size).toBe(0);
    expect(
      [...(of('a')?.tree.entries.keys() ?? [])].filter((path) => path.endsWith('.md')),
    ).toEqual(['.krci-ai/data/b.md', '.krci-ai/data/c.md']);
  });

  test('end where they need each other in a ring', () => {
    const ring = [member('a', ['b']), member('b', ['a'])];
    expect(surroundingsOf('a', ring, { installed: new Map() })?.needers).toContain(
      '.krci-ai/data/b.md',
    );
  });
});
