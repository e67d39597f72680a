import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ran } from '../../testing.ts';
import { agent, at, codeOf, files, lock, put, run, runWith } from '../../testing/install-world.ts';
import { KEY, OIL, pack, preparePacks, signFile, zip } from '../../testing/pack-world.ts';
import { folderForEach } from '../../testing/scratch-folder.ts';

folderForEach(preparePacks);

const INDEX = { KRCI_AI_INDEX: '../index.json' };
const install = (...args: readonly string[]): Promise<Ran> =>
  runWith(INDEX, 'install', '--from', zip('lamp'), ...KEY, ...args);

/** Lists packs in an index beside them, and signs it. */
async function list(...packs: readonly string[]): Promise<void> {
  const made = await run('pack', 'index', ...packs, '--name', 'acme', '--out', '../index.json');
  expect(made.exit).toBe(0);
  expect((await signFile('../index.json')).exit).toBe(0);
}
const sources = (): readonly (readonly [string, string])[] =>
  lock().sources.map(({ name, version }) => [name, version]);
const edit = async (change: (text: string) => string): Promise<void> => {
  put('index.json', change(readFileSync(join(at.folder, 'index.json'), 'utf8')));
  await signFile('../index.json');
};

test('what a pack needs comes from the configured index: the newest version that fits', async () => {
  await pack('oil', { version: '1.2.0' });
  await pack('oil', { version: '2.0.0' });
  await list(zip('oil'), zip('oil', '1.2.0'), zip('oil', '2.0.0'));
  expect((await install()).exit).toBe(0);
  expect(sources()).toEqual([
    ['acme/lamp', '1.0.0'],
    ['acme/oil', '1.2.0'],
  ]);
  expect(lock().sources.map(({ source }) => source)).toEqual([zip('lamp'), zip('oil', '1.2.0')]);
  // It is a source as any other one: nothing is looked up again.
  expect((await run('install', ...KEY)).json).toMatchObject({ written: false });
  expect((await run('install', '--frozen', ...KEY)).exit).toBe(0);
});

test('several packs come, those that the others need, too, and each once', async () => {
  put('harbour/agents/pilot.yaml', agent('Pilot', ['guide.md']));
  put('harbour/tasks/guide.md', '# Task: guide\n\nGuide the ship.\n');
  const requires = [{ name: 'acme/lamp', version: '*' }, ...OIL.requires];
  expect((await pack('harbour', { requires }, '--with', `${zip('lamp')},${zip('oil')}`)).exit).toBe(
    0,
  );
  await list(zip('oil'), zip('lamp'));
  const ran = await runWith(INDEX, 'install', '--from', zip('harbour'), ...KEY);
  expect(ran.exit).toBe(0);
  expect(sources().map(([name]) => name)).toEqual(['acme/harbour', 'acme/lamp', 'acme/oil']);
});

test('update brings what the newer version of a pack needs', async () => {
  await list(zip('oil'));
  await run('install', '--from', zip('oil'), ...KEY);
  const newer = { requires: [...OIL.requires, { name: 'acme/wick', version: '*' }] };
  put('wick/agents/twister.yaml', agent('Twister', ['twist.md']));
  put('wick/tasks/twist.md', '# Task: twist\n\nTwist the wick.\n');
  expect((await pack('wick')).exit).toBe(0);
  expect((await install()).exit).toBe(0);
  const built = await pack(
    'lamp',
    { ...newer, version: '1.1.0' },
    '--with',
    `${zip('oil')},${zip('wick')}`,
  );
  expect(built.exit).toBe(0);
  await list(zip('oil'), zip('wick'));
  const ran = await runWith(INDEX, 'update', '--from', zip('lamp', '1.1.0'), '--yes', ...KEY);
  expect([ran.exit, ran.json?.['error']]).toEqual([0, undefined]);
  expect(sources()).toEqual([
    ['acme/lamp', '1.1.0'],
    ['acme/oil', '1.0.0'],
    ['acme/wick', '1.0.0'],
  ]);
});

test.each<[string, () => Promise<unknown>]>([
  ['the index has no such pack', () => list(zip('lamp'))],
  [
    'no version fits',
    async () => list((await pack('oil', { version: '2.0.0' }), zip('oil', '2.0.0'))),
  ],
  ['the version was withdrawn', () => list(zip('oil'), '--yank', 'acme/oil@1.0.0')],
  [
    'nobody signed the index',
    async () => {
      await list(zip('oil'));
      put('index.json.sig.json', '{}');
    },
  ],
  ['there is no index', () => Promise.resolve()],
  [
    'it lies elsewhere than the index',
    async () => {
      await list(zip('oil'));
      await edit((text) =>
        text.replace(/"source": ?"/u, `"source":"../${dirname(at.root).split('/').at(-1)}/`),
      );
    },
  ],
  [
    'the index sends to another server',
    async () => {
      await list(zip('oil'));
      await edit((text) => text.replace(/"source": ?"/u, '"source":"https://evil.example/'));
    },
  ],
])('nothing comes where %s', async (_, prepare) => {
  await prepare();
  expect(codeOf(await install())).toBe('pack_requires');
  expect(files()).toEqual([]);
});

test('what lies there is another one than the index says, and is refused', async () => {
  await list(zip('oil'));
  put('oil/data/oils.md', '# Other oils\n');
  await pack('oil', {}, '--force');
  const ran = await install();
  expect(codeOf(ran)).toBe('pack_pin_mismatch');
  expect(files()).toEqual([]);
});
