import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, sha256Hex } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';
import {
  agent,
  at,
  codeOf,
  lock,
  prepareProject,
  put,
  read,
  run,
  task,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

const pair = generateKeyPair();
/** What a registry keeps: manifests by tag and digest, blobs by digest. */
let manifests = new Map<string, Uint8Array<ArrayBuffer>>();
let blobs = new Map<string, Uint8Array<ArrayBuffer>>();
let server: ReturnType<typeof Bun.serve>;
/** How often it was asked. */
let asked = 0;

folderForEach((made) => {
  prepareProject(made);
  writeFileSync(join(made, 'key'), pair.privateKey, { mode: 0o600 });
  writeFileSync(join(made, 'pub'), pair.publicKey);
  put('lamp/agents/cleo.yaml', agent('Cleo', ['lamp/light.md']));
  put('lamp/tasks/lamp/light.md', task('lamp.md'));
});
beforeEach(() => {
  manifests = new Map();
  blobs = new Map();
  server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer });
});
/** One repository of a registry, without lists of referrers: signatures stand under a tag. */
async function answer(request: Request): Promise<Response> {
  asked += 1;
  const { pathname, searchParams } = new URL(request.url);
  const [, kind = '', name = ''] = /^\/v2\/agents\/lamp\/([a-z]+)\/(.*)$/u.exec(pathname) ?? [];
  const bytes = new Uint8Array(await request.arrayBuffer());
  const digest = `sha256:${sha256Hex(bytes)}`;
  if (pathname === '/v2/') return new Response('{}');
  if (kind === 'tags') {
    const tags = [...manifests.keys()].filter((key) => !key.startsWith('sha256:'));
    return Response.json({ name: 'agents/lamp', tags });
  }
  if (request.method === 'POST')
    return new Response(null, { status: 202, headers: { location: `${pathname}1` } });
  if (request.method === 'PUT' && kind === 'blobs') {
    blobs.set(searchParams.get('digest') ?? '', bytes);
    return new Response(null, { status: 201 });
  }
  if (request.method === 'PUT') {
    manifests.set(name, bytes).set(digest, bytes);
    return new Response(null, { status: 201 });
  }
  const found = (kind === 'manifests' ? manifests : blobs).get(name);
  const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
  return found === undefined
    ? new Response('{"errors":[]}', { status: 404 })
    : new Response(request.method === 'HEAD' ? null : found, { headers });
}
afterEach(async () => await server.stop(true));

const outside = async (...args: readonly string[]): Promise<Ran> => {
  const ran = await runInProcess(args, { program: 'krci-ai', cwd: at.folder, home: at.folder });
  if (ran.exit !== 0) throw new Error(ran.stderr);
  return ran;
};
const repository = (): string => `oci://127.0.0.1:${server.port}/agents/lamp`;
const KEY = ['--public-key', '../pub'];
const installed = (): unknown => lock().sources.map(({ version }) => version);

/** Builds and signs a version of the pack with a text of its own. */
async function build(version: string): Promise<string> {
  put('lamp/data/lamp.md', `# Lamp ${version}\n`);
  const head = ['--name', 'acme/lamp', '--publisher', 'acme', '--description', 'x'];
  await outside('pack', 'build', 'lamp', ...head, '--version', version, '--out', 'dist');
  await outside('pack', 'sign', `dist/acme_lamp-${version}.zip`, '--private-key', 'key');
  return `dist/acme_lamp-${version}.zip`;
}
async function publish(version: string): Promise<void> {
  await outside('pack', 'publish', await build(version), repository());
}

describe('what came from a registry', () => {
  test('is updated to its highest version, whatever else is tagged there', async () => {
    for (const version of ['1.0.0', '1.2.0', '1.10.0', '2.0.0-rc.1']) await publish(version);
    manifests.set('latest', manifests.get('2.0.0-rc.1') ?? new Uint8Array());
    await run('install', '--from', `${repository()}:1.0.0`, ...KEY);
    expect(installed()).toEqual(['1.0.0']);
    expect((await run('update', ...KEY, '--json')).json).toMatchObject({ ok: true, written: true });
    expect(installed()).toEqual(['1.10.0']);
    expect(read('.krci-ai/data/lamp.md')).toBe('# Lamp 1.10.0\n');
    expect((await run('update', ...KEY, '--json')).json).toMatchObject({ written: false });
  });

  test('gets another level from just what is installed', async () => {
    for (const version of ['1.0.0', '1.1.0']) await publish(version);
    await run('install', '--from', `${repository()}:1.0.0`, '--level', '2', ...KEY);
    expect((await run('update', '--level', '4', ...KEY)).exit).toBe(0);
    expect([installed(), lock().level]).toEqual([['1.0.0'], 4]);
  });

  test('comes from where the index says when that is the same place', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await publish(version);
    await run('install', '--from', `${repository()}:1.0.0`, ...KEY);
    const zip = 'dist/acme_lamp-1.1.0.zip';
    await outside('pack', 'index', zip, '--name', 'acme', '--out', 'dist/index.json');
    const index = JSON.parse(await Bun.file(join(at.folder, 'dist/index.json')).text()) as {
      packs: { versions: { source: string }[] }[];
    };
    const [entry] = index.packs[0]?.versions ?? [];
    if (entry !== undefined) entry.source = `${repository()}:1.1.0`;
    put('dist/index.json', JSON.stringify(index));
    const asked = ['--index', '../dist/index.json', '--allow-unsigned', ...KEY];
    const outdated = await run('outdated', ...asked, '--json');
    expect(outdated.json).toMatchObject({
      outdated: true,
      packs: [{ name: 'acme/lamp', newest: '1.1.0', outdated: true }],
    });
    expect(JSON.stringify(outdated.json)).toContain(`krci-ai update --from ${repository()}:1.1.0`);
    expect((await run('update', ...asked)).exit).toBe(0);
    expect(installed()).toEqual(['1.1.0']);
  });
});

test('what came from git stays at the commit that was named until another one is', async () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: at.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: at.folder, GIT_CONFIG_NOSYSTEM: '1' },
    }).trim();
  git('init', '-q', 'repository');
  const commit = async (version: string): Promise<string> => {
    put('lamp/data/lamp.md', `# Lamp ${version}\n`);
    const head = ['--name', 'acme/lamp', '--publisher', 'acme', '--description', 'x'];
    rmSync(join(at.folder, 'repository/pack'), { recursive: true, force: true });
    execFileSync('cp', ['-R', join(at.folder, 'lamp'), join(at.folder, 'repository/pack')]);
    await outside('pack', 'build', 'repository/pack', '--in-place', ...head, '--version', version);
    await outside('pack', 'sign', 'repository/pack', '--private-key', 'key');
    git('-C', 'repository', 'add', '.');
    git('-C', 'repository', 'commit', '-qm', version);
    return git('-C', 'repository', 'rev-parse', 'HEAD');
  };
  const place = `git+file://${join(at.folder, 'repository')}`;
  const first = await commit('1.0.0');
  expect(
    (await run('install', '--from', `${place}#${first}:pack`, '--level', '2', ...KEY)).exit,
  ).toBe(0);
  const second = await commit('1.1.0');
  expect((await run('update', ...KEY, '--json')).json).toMatchObject({ written: false });
  expect((await run('update', '--level', '4', ...KEY)).exit).toBe(0);
  expect([installed(), lock().level]).toEqual([['1.0.0'], 4]);
  expect((await run('update', '--from', `${place}#${second}:pack`, ...KEY)).exit).toBe(0);
  expect(installed()).toEqual(['1.1.0']);
}, 60_000);

test('an installed pack is found in an index by its name, and what is not is no current one', async () => {
  await run('install', '--from', `../${await build('1.0.0')}`, ...KEY);
  await run('install', '--from', '../source');
  await outside(
    'pack',
    'index',
    await build('1.1.0'),
    '--name',
    'acme',
    '--out',
    'dist/index.json',
  );
  const asked = ['--index', '../dist/index.json', '--allow-unsigned', ...KEY];
  const found = await run('outdated', ...asked, '--json');
  expect(found.json).toMatchObject({
    outdated: true,
    packs: [
      { name: '../source', known: false, outdated: null },
      { name: 'acme/lamp', version: '1.0.0', newest: '1.1.0', outdated: true },
    ],
  });
  const text = await run('outdated', ...asked);
  expect(text.stdout).toContain('unknown');
  const [, command = ''] = /krci-ai (update --from .*)/u.exec(text.stdout) ?? [];
  expect((await run(...command.split(' '), ...KEY)).exit).toBe(0);
  expect((await run('outdated', ...asked, '--json')).json).toMatchObject({ outdated: null });
});

describe('an address of the lock', () => {
  /** Writes into the lock where its one source comes from. */
  const forge = (over: Record<string, string>): void => {
    const value = JSON.parse(read('krci-ai.lock.json')) as { sources: readonly object[] };
    const sources = value.sources.map((source) => ({ ...source, ...over }));
    put('project/krci-ai.lock.json', JSON.stringify({ ...value, ...over, sources }));
  };
  const LINES = [
    ['install'],
    ['install', '--frozen'],
    ['install', '--from', 'acme/lamp'],
    ['update'],
    ['update', '--level', '2'],
    ['update', '--from', 'acme/lamp'],
  ] as const;

  test('that leads elsewhere than its source is refused before anybody is asked', async () => {
    await publish('1.0.0');
    await run('install', '--from', `${repository()}:1.0.0`, ...KEY);
    const before = read('krci-ai.lock.json');
    const evil = `oci://127.0.0.1:${server.port}/agents/evil@sha256:${'a'.repeat(64)}`;
    const forgeries = [
      { resolved: evil },
      { source: 'builtin' },
      { source: '../source' },
      { resolved: '../source' },
      { resolved: 'oci://' },
    ];
    for (const over of forgeries) {
      put('project/krci-ai.lock.json', before);
      forge(over);
      const forged = read('krci-ai.lock.json');
      for (const line of LINES) {
        asked = 0;
        const ran = await run(...line, ...KEY, '--json');
        expect([ran.exit, codeOf(ran), asked]).toEqual([6, 'agent_lock_invalid', 0]);
      }
      expect(read('krci-ai.lock.json')).toBe(forged);
    }
  });

  test('is told before it is asked, and not with --json', async () => {
    await publish('1.0.0');
    await run('install', '--from', `${repository()}:1.0.0`, ...KEY);
    const { resolved } = lock();
    await server.stop(true);
    const ran = await run('install', ...KEY);
    expect(ran.exit).toBe(7);
    expect(ran.stderr).toStartWith(`acme/lamp comes from ${resolved}, as the lock says\n`);
    const quiet = await run('install', ...KEY, '--json');
    expect(quiet.stderr).toBe('');
  });
});
