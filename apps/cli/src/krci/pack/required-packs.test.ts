import { expect, test } from 'bun:test';
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../../testing.ts';
import { agent, at, codeOf, files, lock, put, run, task } from '../../testing/install-world.ts';
import { KEY, OIL, pack, preparePacks, zip } from '../../testing/pack-world.ts';
import { folderForEach } from '../../testing/scratch-folder.ts';

const install = (...args: readonly string[]): Promise<Ran> => run('install', ...args, ...KEY);
const ownersOf = (path: string): readonly string[] | undefined =>
  lock().files.find((file) => file.path === path)?.sources;

folderForEach(preparePacks);

test('a pack that refers to another one is built with it, and not without', async () => {
  const alone = await pack('lamp', { ...OIL, version: '1.1.0' });
  expect([alone.exit, codeOf(alone)]).toEqual([2, 'pack_build_refused']);
  const stranger = await pack('lamp', { version: '1.1.0' }, '--with', zip('oil'));
  expect(codeOf(stranger)).toBe('pack_requires');
  const self = await pack('lamp', { requires: [{ name: 'acme/lamp', version: '*' }] });
  expect(codeOf(self)).toBe('pack_build_invalid');
  const { json } = await run('pack', 'inspect', zip('lamp'), '--json');
  expect(json?.['requires']).toEqual(OIL.requires);
  expect((await run('pack', 'inspect', zip('lamp'))).stdout).toContain('acme/oil >=1.0.0 <2.0.0');
});

test('is not installed while what it needs is not there, and what is told names both', async () => {
  const ran = await install('--from', zip('lamp'));
  expect([ran.exit, codeOf(ran)]).toEqual([6, 'pack_requires']);
  expect(ran.json?.['error']).toContain('acme/oil >=1.0.0 <2.0.0');
  expect(ran.json?.['hint']).toContain(`krci-ai install --from ${zip('lamp')} --with ADDRESS`);
  expect(files()).toEqual([]);
  await pack('oil', { version: '2.0.0' });
  expect(codeOf(await install('--from', zip('lamp'), '--with', zip('oil', '2.0.0')))).toBe(
    'pack_requires',
  );
  const twice = await install('--from', zip('oil'), '--with', zip('oil'));
  expect(codeOf(twice)).toBe('arguments_invalid');
  expect(files()).toEqual([]);
});

test('is installed with what it needs; the lock has both and finds both again', async () => {
  expect((await install('--from', zip('lamp'), '--with', zip('oil'))).exit).toBe(0);
  expect(files()).toContain('.krci-ai/data/oils.md');
  expect(lock()).toMatchObject({
    source: '',
    version: '',
    publisher: 'acme',
    agents: ['keeper', 'oiler'],
    sources: [
      {
        ...{ name: 'acme/lamp', version: '1.0.0', publisher: 'acme', source: zip('lamp') },
        agents: ['keeper'],
        requires: OIL.requires,
      },
      {
        ...{ name: 'acme/oil', version: '1.0.0', publisher: 'acme', source: zip('oil') },
        agents: ['oiler'],
      },
    ],
  });
  expect(ownersOf('.krci-ai/data/oils.md')).toEqual(['acme/oil']);
  expect(ownersOf('.krci-ai/tasks/trim.md')).toEqual(['acme/lamp']);
  expect((await run('verify')).exit).toBe(0);
  expect((await run('status', '--json')).json).toMatchObject({
    sources: [{ name: 'acme/lamp' }, { name: 'acme/oil', version: '1.0.0' }],
  });
  expect((await install()).json).toMatchObject({ written: false });
  expect((await install('--frozen')).exit).toBe(0);
  const bytes = readFileSync(join(at.root, zip('oil')));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(at.root, zip('oil')), bytes);
  expect((await install()).exit).not.toBe(0);
});

test('is updated with what it needs; an older or unsigned one of those is refused', async () => {
  await pack('oil', { version: '1.5.0' });
  await install('--from', zip('lamp'), '--with', zip('oil', '1.5.0'));
  const newer = { ...OIL, version: '1.1.0' };
  await pack('lamp', newer, '--with', zip('oil'));
  const update = (...args: readonly string[]): Promise<Ran> => run('update', ...args, ...KEY);
  expect((await update('--from', zip('lamp', '1.1.0'))).exit).toBe(0);
  expect(lock().sources.map(({ name, version }) => `${name} ${version}`)).toEqual([
    'acme/lamp 1.1.0',
    'acme/oil 1.5.0',
  ]);
  // Under the name of what is installed an older one.
  const older = readFileSync(join(at.root, zip('oil')));
  writeFileSync(join(at.root, zip('oil', '1.5.0')), older);
  const signatures = readFileSync(join(at.root, `${zip('oil')}.sig.json`));
  writeFileSync(join(at.root, `${zip('oil', '1.5.0')}.sig.json`), signatures);
  expect(codeOf(await update())).toBe('pack_rollback');
});

test('a publisher speaks only for a set that he signed whole', async () => {
  await pack('oil', { version: '1.1.0', publisher: 'other' });
  const ran = await install('--from', zip('lamp'), '--with', zip('oil', '1.1.0'));
  expect(ran.exit).toBe(0);
  expect([lock().publisher, lock().sources.map(({ publisher }) => publisher)]).toEqual([
    '',
    ['acme', 'other'],
  ]);
});

test('two packs that bring one file, each its own, are refused', async () => {
  put('oil/tasks/trim.md', task('oils.md').replace('Read', 'See'));
  put('oil/agents/oiler.yaml', agent('Oiler', ['fill.md', 'trim.md']));
  await pack('oil', { version: '1.2.0' });
  const ran = await install('--from', zip('lamp'), '--with', zip('oil', '1.2.0'));
  expect([ran.exit, codeOf(ran)]).toEqual([2, 'agent_source_conflict']);
  expect(files()).toEqual([]);
});

test('what those need in turn is needed, too', async () => {
  const requires = [{ name: 'acme/whale', version: '*' }];
  await pack('oil', { version: '1.3.0', requires });
  const from = ['--from', zip('lamp'), '--with'];
  expect(codeOf(await install(...from, zip('oil', '1.3.0')))).toBe('pack_requires');
  put('whale/agents/whaler.yaml', agent('Whaler', ['hunt.md']));
  put('whale/tasks/hunt.md', '# Task: hunt\n\nLook out.\n');
  await pack('whale');
  expect((await install(...from, `${zip('oil', '1.3.0')},${zip('whale')}`)).exit).toBe(0);
  expect(lock().sources.map(({ name }) => name)).toEqual(['acme/lamp', 'acme/oil', 'acme/whale']);
});

test('what is needed may have been installed before, and is not asked for again', async () => {
  expect((await install('--from', zip('oil'))).exit).toBe(0);
  unlinkSync(join(at.root, zip('oil')));
  expect((await install('--from', zip('lamp'))).exit).toBe(0);
  expect(lock().sources.map(({ name }) => name)).toEqual(['acme/lamp', 'acme/oil']);
  expect((await run('validate', '--json')).exit).toBe(0);
});

test('what another pack needs is not taken away, nor brought in a version that does not fit', async () => {
  await install('--from', zip('lamp'), '--with', zip('oil'));
  const gone = await run('uninstall', 'acme/oil', '--json');
  expect([gone.exit, codeOf(gone)]).toEqual([6, 'pack_requires']);
  expect(gone.json?.['hint']).toContain('krci-ai uninstall acme/lamp');
  await pack('oil', { version: '2.0.0' });
  expect(codeOf(await install('--from', zip('oil', '2.0.0')))).toBe('pack_requires');
  const update = await run('update', '--from', zip('oil', '2.0.0'), ...KEY);
  expect(codeOf(update)).toBe('pack_requires');
  expect(update.json?.['hint']).toContain('krci-ai update --from');
  expect(lock().sources.map(({ version }) => version)).toEqual(['1.0.0', '1.0.0']);
  expect((await run('uninstall', 'acme/lamp')).exit).toBe(0);
  expect((await run('uninstall', 'acme/oil')).exit).toBe(0);
});

test('a newer version of what is needed that lacks a file in use is refused', async () => {
  await install('--from', zip('lamp'), '--with', zip('oil'));
  put('oil/data/fats.md', '# Fats\n');
  put('oil/tasks/fill.md', task('fats.md'));
  unlinkSync(join(at.root, '../oil/data/oils.md'));
  await pack('oil', { version: '1.1.0' });
  const ran = await run('update', '--from', zip('oil', '1.1.0'), ...KEY);
  expect([codeOf(ran), ran.json?.['error']]).toEqual([
    'agent_source_invalid',
    expect.stringContaining('tasks/trim.md'),
  ]);
  expect(ran.json?.['hint']).toContain('--with');
  expect(files()).toContain('.krci-ai/data/oils.md');
});

test('what is needed comes at the level of what needs it, with files that its own agents do not use', async () => {
  put('oil/data/wicks.md', '# Wicks\n');
  await pack('oil', { version: '1.1.0' });
  put('lamp/tasks/trim.md', task('wicks.md'));
  await pack('lamp', { ...OIL, version: '1.1.0' }, '--with', zip('oil', '1.1.0'));
  await install('--from', zip('oil', '1.1.0'), '--level', '2');
  expect(files()).not.toContain('.krci-ai/data/wicks.md');
  const low = await install('--from', zip('lamp', '1.1.0'), '--level', '4');
  expect([codeOf(low), low.json?.['error']]).toEqual([
    'pack_requires',
    expect.stringContaining('level 2'),
  ]);
  const both = ['--from', zip('lamp', '1.1.0'), '--with', zip('oil', '1.1.0')];
  expect((await install(...both, '--level', '4')).exit).toBe(0);
  expect(ownersOf('.krci-ai/data/wicks.md')).toEqual(['acme/oil']);
  // Updated alone it keeps what the other one needs.
  expect((await run('update', '--from', 'acme/oil', ...KEY)).exit).toBe(0);
  expect(files()).toContain('.krci-ai/data/wicks.md');
});

test('one step may bring sources that nobody needs, and an update a pack that the new version needs', async () => {
  put('whale/agents/whaler.yaml', agent('Whaler', ['hunt.md']));
  put('whale/tasks/hunt.md', '# Task: hunt\n\nLook out.\n');
  await pack('whale');
  put('stone/agents/mason.yaml', agent('Mason', ['cut.md']));
  put('stone/tasks/cut.md', '# Task: cut\n\nCut with care.\n');
  await pack('stone');
  // A key that is named is asked of everything that the step brings.
  expect(codeOf(await install('--from', zip('whale'), '--with', '../source'))).toBe(
    'pack_unsigned',
  );
  expect((await install('--from', zip('whale'), '--with', zip('stone'))).exit).toBe(0);
  expect(lock().sources.map(({ name }) => name)).toEqual(['acme/stone', 'acme/whale']);
  await pack('whale', { version: '1.1.0', ...OIL });
  const update = (...args: readonly string[]): Promise<Ran> =>
    run('update', '--from', zip('whale', '1.1.0'), ...args, ...KEY);
  expect(codeOf(await update())).toBe('pack_requires');
  expect((await update('--with', zip('oil'))).exit).toBe(0);
  expect(lock().sources.map(({ name }) => name)).toEqual(['acme/oil', 'acme/stone', 'acme/whale']);
});

test('several steps give the lock that one step gives: --frozen installs it', async () => {
  put('oil/data/wicks.md', '# Wicks\n');
  put('oil/data/wool.md', '# Wool\n');
  await pack('oil', { version: '1.1.0' });
  await pack('oil', { version: '1.2.0' });
  put('lamp/tasks/trim.md', task('wicks.md'));
  put('lamp/agents/dyer.yaml', agent('Dyer', ['dye.md']));
  put('lamp/tasks/dye.md', task('wool.md'));
  await pack('lamp', { ...OIL, version: '1.1.0' }, '--with', zip('oil', '1.1.0'));
  // One agent alone, and what is needed at a higher level than what needs it.
  expect((await install('--from', zip('oil', '1.1.0'), '--level', '4')).exit).toBe(0);
  const lamp = ['--from', zip('lamp', '1.1.0'), '--agent', 'keeper'];
  // No agent of its own uses the wicks: they are not there.
  const alone = await install(...lamp, '--level', '4');
  expect(codeOf(alone)).toBe('agent_source_invalid');
  expect(alone.json?.['hint']).toContain('--with');
  let oil = '1.1.0';
  for (const [level, wicks] of [
    ['2', false],
    ['4', true],
  ] as const) {
    const together = await install(...lamp, '--with', zip('oil', oil), '--level', level);
    expect(together.json).toMatchObject({ written: true });
    expect((await install('--from', 'acme/oil', '--level', '4')).exit).toBe(0);
    oil = '1.2.0';
    expect((await run('update', '--from', zip('oil', oil), ...KEY)).exit).toBe(0);
    const there = files().filter((path) => path.startsWith('.krci-ai/data/'));
    expect(there).toEqual(['.krci-ai/data/oils.md', ...(wicks ? ['.krci-ai/data/wicks.md'] : [])]);
    expect((await install('--frozen')).exit).toBe(0);
    expect((await install()).json).toMatchObject({ written: false });
  }
});
