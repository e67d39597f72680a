import { expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { GATED_SESSION } from '@gait/local';
import { runInProcess, type Ran } from '../testing.ts';
import { projectForEach } from '../testing/krci-project.ts';

const agent = (name: string, tasks: readonly string[]): string =>
  `agent:\n  identity:\n    name: "${name}"\n  tasks:\n${tasks.map((task) => `    - ./.krci-ai/tasks/${task}\n`).join('')}`;
const task = (needs: string): string => `---\ndependencies:\n${needs}---\n# Task\n`;
const at = projectForEach(({ add }) => {
  add('.krci-ai/agents/lamp.yaml', agent('Ada Lantern', ['one.md', 'two.md']));
  add('.krci-ai/agents/buoy.yaml', agent('Bo Buoy', ['two.md']));
  add('.krci-ai/tasks/one.md', task('  tasks: [deep.md]\n  templates: [log.md]\n'));
  add('.krci-ai/tasks/two.md', task('  data: [oils.md]\n'));
  add('.krci-ai/tasks/deep.md', task('  data: [bin.dat]\n'));
  add(
    '.krci-ai/templates/log.md',
    '\r\n\n# Log\r\n==== END FILE ====\r\n==== FILE: .krci-ai/x ====',
  );
  add('.krci-ai/data/oils.md', '\ufeff# Oils\n\n');
  add(
    '.krci-ai/data/bin.dat',
    Uint8Array.from({ length: 300 }, (_, i) => i % 256),
  );
});

const run = (...args: string[]): Promise<Ran> => at.run(...args);
const runIn = (cwd: string, ...args: string[]): Promise<Ran> => at.runIn({ cwd }, ...args);
const read = (path: string): NonSharedBuffer => readFileSync(join(at.root, path));
const files = (below: string): string[] =>
  existsSync(below)
    ? readdirSync(below, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(below.length + 1))
        .sort()
    : [];

test('each agent stands with its tasks, what tasks need follows, and each file is there once', async () => {
  const ran = await run('bundle', '--all', '--json');
  expect(ran.exit).toBe(0);
  expect(ran.json).toMatchObject({
    bundle_file: '.krci-ai/bundle/all.md',
    written: true,
    counts: { agents: 2, tasks: 3, templates: 1, data_files: 2, skills: 0 },
    sections: [
      '.krci-ai/agents/buoy.yaml',
      '.krci-ai/tasks/two.md',
      '.krci-ai/agents/lamp.yaml',
      '.krci-ai/tasks/one.md',
      '.krci-ai/tasks/deep.md',
      '.krci-ai/templates/log.md',
      '.krci-ai/data/bin.dat',
      '.krci-ai/data/oils.md',
    ],
    headings: ['# Shared Templates', '# Reference Data'],
  });
  const first = read('.krci-ai/bundle/all.md');
  expect(ran.json?.['bytes']).toBe(first.length);
  await run('bundle', '--all');
  expect(read('.krci-ai/bundle/all.md')).toEqual(first);
});

test('what was bundled is unpacked byte for byte, and a second time changes nothing', async () => {
  await run('bundle', '--all');
  const other = join(at.folder, 'other');
  mkdirSync(other);
  const bundle = join(at.root, '.krci-ai/bundle/all.md');
  expect((await runIn(other, 'unbundle', bundle, '--json')).json).toMatchObject({
    parsed: 8,
    new: 8,
    overwritten: 0,
    dirs: 4,
    verified: true,
    written: true,
  });
  for (const path of files(join(other, '.krci-ai')))
    expect([path, readFileSync(join(other, '.krci-ai', path))]).toEqual([
      path,
      read(`.krci-ai/${path}`),
    ]);
  expect(files(join(other, '.krci-ai'))).toHaveLength(8);
  expect((await runIn(other, 'unbundle', bundle, '--json')).json).toMatchObject({
    new: 0,
    overwritten: 0,
    unchanged: 8,
  });
});

test('one task is bundled with what it needs and nothing else of its agent', async () => {
  const ran = await run('bundle', '--agent', 'LAMP', '--task', 'one', '--json');
  expect(ran.json).toMatchObject({
    bundle_file: '.krci-ai/bundle/lamp-one.md',
    sections: [
      '.krci-ai/agents/lamp.yaml',
      '.krci-ai/tasks/one.md',
      '.krci-ai/tasks/deep.md',
      '.krci-ai/templates/log.md',
      '.krci-ai/data/bin.dat',
    ],
  });
  expect((await run('bundle', '--agent', 'buoy', '--task', 'one', '--json')).exit).toBe(6);
});

test('a level leaves out what is above it, and what stays does not refer to it', async () => {
  const ran = await run('bundle', '--agent', 'Ada Lantern,buoy', '--level', '2', '--json');
  expect(ran.json).toMatchObject({
    bundle_file: '.krci-ai/bundle/buoy-lamp-level2.md',
    level: 2,
    counts: { agents: 2, tasks: 3, templates: 0, data_files: 0 },
  });
  expect(read('.krci-ai/bundle/buoy-lamp-level2.md').toString()).not.toContain('oils.md');
  expect(ran.json?.['left_out']).toHaveLength(3);
  expect((await run('bundle', '--all', '--level', '5', '--json')).exit).toBe(6);
});

test('a dry run writes nothing and lists everything', async () => {
  const ran = await run('bundle', '--all', '--dry-run');
  expect([ran.exit, existsSync(join(at.root, '.krci-ai/bundle'))]).toEqual([0, false]);
  expect(ran.stdout).toContain('.krci-ai/templates/log.md');
});

test('a bundle above its budget is not written, whether a flag or the project sets it', async () => {
  const ran = await run('bundle', '--all', '--max-tokens', '10', '--json');
  expect([ran.exit, ran.json?.['written'], existsSync(join(at.root, '.krci-ai/bundle'))]).toEqual([
    2,
    false,
    false,
  ]);
  at.add('.krci-ai/config.yaml', 'tokens: {budgets: {bundle: 11}}\n');
  expect((await run('bundle', '--all', '--json')).exit).toBe(2);
  expect((await run('bundle', '--all', '--json', '--max-tokens', '100000')).exit).toBe(0);
});

test('a reference that leads nowhere, or out of its at.folder, stops the bundle before a byte is written', async () => {
  writeFileSync(join(at.folder, 'secret'), 'TOKEN=abc123');
  at.add('.krci-ai/tasks/two.md', task('  data: [gone.md, ../../../secret]\n'));
  const ran = await run('bundle', '--all', '--json');
  expect([ran.exit, files(join(at.root, '.krci-ai/bundle'))]).toEqual([2, []]);
  expect(ran.json?.['broken']).toMatchObject([
    { written: 'gone.md', line: 3, reach: 'missing' },
    { written: '../../../secret', line: 3, reach: 'outside' },
  ]);
});

test('the name of the output stays in its at.folder, and a link in its place is not followed', async () => {
  for (const name of ['../x', 'a/b', '..', '/tmp/x', 'a\\b'])
    expect((await run('bundle', '--all', '--output', name, '--json')).exit).toBe(8);
  const outside = join(at.folder, 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(at.root, '.krci-ai/bundle'));
  expect((await run('bundle', '--all', '--json')).exit).toBe(8);
  expect(readdirSync(outside)).toEqual([]);
});

test('either all or some agents are asked for, by names that exist', async () => {
  for (const args of [
    [],
    ['--all', '--agent', 'lamp'],
    ['--agent', ' , '],
    ['--agent', 'lmap'],
    ['--agent', 'lamp', 'buoy'],
  ])
    expect((await run('bundle', ...args, '--json')).exit).toBe(6);
  rmSync(join(at.root, '.krci-ai/agents'), { recursive: true });
  mkdirSync(join(at.root, '.krci-ai/agents'));
  expect([(await run('bundle', '--all')).exit, files(join(at.root, '.krci-ai/bundle'))]).toEqual([
    6,
    [],
  ]);
});

const section = (path: string, content: string): string =>
  `==== FILE: ${path} ====\n${content}\n==== END FILE ====\n`;
const unpack = async (text: string, ...args: string[]): Promise<Ran> => {
  writeFileSync(join(at.folder, 'b.md'), text);
  return await run('unbundle', join(at.folder, 'b.md'), '--json', ...args);
};

test('nothing is unpacked when one of many files has a name that is refused', async () => {
  const before = files(at.folder);
  for (const path of [
    '../evil',
    '.krci-ai/../../evil',
    '/evil',
    '.git/hooks/pre-commit',
    '.claude/settings.json',
    '.krci-ai/nul',
    '.krci-ai/AGENTS/lamp.yaml',
    '.krci-ai/agents/Lamp.yaml',
  ]) {
    const ran = await unpack(section('.krci-ai/good.md', '1') + section(path, '2'));
    expect([path, ran.exit, ran.json?.['written']]).toEqual([path, 8, false]);
  }
  expect(files(at.folder).filter((path) => path !== 'b.md')).toEqual(before);
});

test('a link on the way stops everything, and what it points at stays', async () => {
  const outside = join(at.folder, 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(at.root, '.krci-ai/linked'));
  symlinkSync(join(at.folder, 'nowhere'), join(at.root, '.krci-ai/file.md'));
  for (const path of ['.krci-ai/linked/x', '.krci-ai/file.md']) {
    const ran = await unpack(section('.krci-ai/good.md', '1') + section(path, '2'), '--force');
    expect([
      path,
      ran.exit,
      readdirSync(outside),
      existsSync(join(at.root, '.krci-ai/good.md')),
    ]).toEqual([path, 8, [], false]);
  }
});

test('another content is overwritten by --force alone; a folder beside the framework by its name', async () => {
  const text = section('.krci-ai/data/oils.md', 'new') + section('.krci-ai/new.md', 'x');
  expect([(await unpack(text)).exit, existsSync(join(at.root, '.krci-ai/new.md'))]).toEqual([
    8,
    false,
  ]);
  expect((await unpack(text, '--dry-run')).json).toMatchObject({
    overwritten: 1,
    new: 1,
    written: false,
    dry_run: true,
  });
  expect(existsSync(join(at.root, '.krci-ai/new.md'))).toBe(false);
  expect((await unpack(text, '--force')).json).toMatchObject({
    overwritten: 1,
    new: 1,
    written: true,
  });
  expect(read('.krci-ai/data/oils.md').toString()).toBe('new');
  expect((await unpack(section('docs/x.md', 'x'))).exit).toBe(8);
  expect((await unpack(section('docs/x.md', 'x'), '--allow', 'docs')).exit).toBe(0);
  expect(read('docs/x.md').toString()).toBe('x');
});

test('a file that is not what its bundle says is refused unless it was edited on purpose', async () => {
  await run('bundle', '--agent', 'buoy', '--output', 'b');
  const text = read('.krci-ai/bundle/b.md').toString().replace('Bo Buoy', 'Bo Bouy');
  expect((await unpack(text)).exit).toBe(2);
  expect((await unpack(text, '--edited', '--force')).json).toMatchObject({
    verified: false,
    overwritten: 1,
  });
  expect(read('.krci-ai/agents/buoy.yaml').toString()).toContain('Bo Bouy');
});

test('what a bundle replaces by force is kept as a copy', async () => {
  at.add('.krci-ai/data/oils.md', 'mine');
  const text = section('.krci-ai/data/oils.md', 'new');
  const { json } = await unpack(text, '--force');
  const [copy = ''] = (json?.['copies'] ?? []) as readonly string[];
  expect(copy).toStartWith('.krci-ai/.kept/data/oils.md.');
  expect([read(copy).toString(), read('.krci-ai/data/oils.md').toString()]).toEqual([
    'mine',
    'new',
  ]);
  expect((await unpack(text, '--force')).json?.['copies']).toEqual([]);
});

test('what was edited in a bundle is named, and its list of contents is not denied', async () => {
  await run('bundle', '--agent', 'buoy', '--output', 'b');
  const text = read('.krci-ai/bundle/b.md').toString().replace('Bo Buoy', 'Bo Bouy');
  const edited = ['.krci-ai/agents/buoy.yaml'];
  expect((await unpack(text, '--edited', '--dry-run')).json).toMatchObject({ edited });
  writeFileSync(join(at.folder, 'edited.md'), text);
  const shown = await run('unbundle', join(at.folder, 'edited.md'), '--edited', '--dry-run');
  expect(shown.stdout).toContain(`edited  ${edited[0]}`);
  expect(shown.stdout).not.toContain('has no list of contents');
});

test('what is no bundle is told with its line', async () => {
  expect((await unpack('text\n')).exit).toBe(6);
  expect((await unpack('a\n==== END FILE ====\n')).json?.['faults']).toEqual([
    { code: 'bundle_structure', line: 2, message: 'a file ends that did not begin' },
  ]);
  expect((await run('unbundle', 'gone.md', '--json')).exit).toBe(6);
  rmSync(join(at.folder, 'b.md'));
});

test('a session that the gate governs looks into a bundle and does not unpack it', async () => {
  writeFileSync(join(at.folder, 'b.md'), section('.krci-ai/new.md', 'x'));
  const world = {
    program: 'krci-ai',
    cwd: at.root,
    home: join(at.folder, 'home'),
    env: { [GATED_SESSION]: '1' },
  };
  expect((await runInProcess(['unbundle', join(at.folder, 'b.md')], world)).exit).toBe(8);
  expect(existsSync(join(at.root, '.krci-ai/new.md'))).toBe(false);
  expect((await runInProcess(['unbundle', join(at.folder, 'b.md'), '--dry-run'], world)).exit).toBe(
    0,
  );
});

test('a local file stands under the name of the file whose place it takes', async () => {
  at.add('.krci-ai/local/data/oils.md', 'ours');
  const ran = await run('bundle', '--agent', 'buoy', '--json');
  expect(ran.json?.['sections']).toContain('.krci-ai/data/oils.md');
  expect(ran.json?.['sections']).not.toContain('.krci-ai/local/data/oils.md');
  const text = read('.krci-ai/bundle/buoy.md').toString();
  expect(text).toContain('==== FILE: .krci-ai/data/oils.md ====\nours\n==== END FILE ====\n');
});

const part = fc.constantFrom(
  ...[
    '..',
    '.',
    '',
    '.krci-ai',
    '.KRCI-AI',
    '.git',
    'linked',
    'a',
    'A',
    'a.md',
    'nul',
    'x:y',
    ' ',
    'a.',
    '~',
    '%2e%2e',
  ],
  ...[
    '..\\..',
    'agents',
    '.g\u200cit',
    '\u0000',
    '\ufeff',
    '...',
    '\u2025',
    '\uff0e\uff0e',
    'C:',
    'outside',
  ],
);
const hostilePath = fc
  .tuple(
    fc.constantFrom('.krci-ai/', '.krci-ai/', '', '/', './', '../'),
    fc.array(part, { minLength: 1, maxLength: 5 }),
  )
  .map(([start, parts]) => start + parts.join('/'));

test('whatever its paths are, a bundle writes below .krci-ai or nothing at all', async () => {
  const outside = join(at.folder, 'outside');
  at.add('../outside/theirs', 'theirs');
  at.add('.git/config', 'theirs');
  symlinkSync(outside, join(at.root, '.krci-ai/linked'));
  const around = (): unknown =>
    files(at.folder)
      .filter((path) => path !== 'b.md' && !path.startsWith('project/.krci-ai/'))
      .map((path) => [
        path,
        path.includes('linked') ? '' : readFileSync(join(at.folder, path), 'utf8'),
      ]);
  const before = around();
  let written = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(hostilePath, { minLength: 1, maxLength: 4 }), async (paths) => {
      const inside = files(join(at.root, '.krci-ai'));
      const ran = await unpack(paths.map((path) => section(path, 'x')).join(''), '--force');
      if (ran.exit === 0) written += 1;
      else expect(files(join(at.root, '.krci-ai'))).toEqual(inside);
      expect(around()).toEqual(before);
      expect(readdirSync(outside)).toEqual(['theirs']);
    }),
    { numRuns: 400, seed: 31 },
  );
  expect(written).toBeGreaterThan(5);
}, 60_000);
