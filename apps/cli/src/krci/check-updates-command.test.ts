import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { generateKeyPair, parsePrivateKey, sha256Hex } from '@gait/canon';
import { addSignature, encodeSignatureFile } from '@gait/registry';
import { runInProcess, type Ran } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

const pair = generateKeyPair();
let home = '';

folderForAll((folder) => {
  home = folder;
  writeFileSync(join(home, 'release.pub'), pair.publicKey);
  writeFileSync(join(home, 'other.pub'), generateKeyPair().publicKey);
  writeIndex('index.json', ['1.4.0', '1.5.0', '1.6.0-rc.1']);
});

function writeIndex(name: string, versions: readonly string[]): void {
  const releases = versions.map((version) => ({
    version,
    date: '2026-05-01',
    url: `https://releases.example.com/${version}`,
  }));
  const bytes = new TextEncoder().encode(
    JSON.stringify({
      schema_id: 'krci.release_index',
      schema_version: '1.0.0',
      created_at: '2026-05-01T00:00:00Z',
      expires_at: '2027-05-01T00:00:00Z',
      releases,
    }),
  );
  writeFileSync(join(home, name), bytes);
  const key = parsePrivateKey(pair.privateKey);
  const signatures = encodeSignatureFile(addSignature(undefined, sha256Hex(bytes), key));
  writeFileSync(join(home, `${name}.sig.json`), signatures);
}

async function check(args: readonly string[], world: object = {}): Promise<Ran> {
  return await runInProcess(['check-updates', '--json', ...args], {
    program: 'krci-ai',
    cwd: home,
    home,
    ...world,
  });
}

const FROM_FILE = ['--index', 'index.json', '--index-key', 'release.pub'];

test('a newer version is exit 0 and says so, an equal or older one too', async () => {
  const ran = await check(FROM_FILE);
  expect(ran.exit).toBe(0);
  expect(ran.json).toMatchObject({
    ok: true,
    available: true,
    current: '1.4.0',
    latest: '1.5.0',
    channel: 'stable',
    url: 'https://releases.example.com/1.5.0',
  });
  for (const version of ['1.5.0', '2.0.0']) {
    const none = await check(FROM_FILE, { version });
    expect([none.exit, none.json?.['available']]).toEqual([0, false]);
  }
});

test('a channel is that of the version, or the one that is named', async () => {
  expect((await check(FROM_FILE, { version: '1.5.0-rc.1' })).json).toMatchObject({
    channel: 'rc',
    latest: '1.6.0-rc.1',
  });
  expect((await check([...FROM_FILE, '--channel', 'dev'])).json?.['latest']).toBe('1.6.0-rc.1');
  expect((await check([...FROM_FILE, '--channel', 'nightly'])).exit).toBe(6);
});

test('the index is asked over http, named by the environment or by the file of the user', async () => {
  const server = createServer((request, response) => {
    response.end(readFileSync(join(home, (request.url ?? '').slice(1))));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.json`;
  const env = { KRCI_AI_RELEASE_INDEX: url, KRCI_AI_RELEASE_KEY: 'release.pub' };
  expect((await check([], { env })).json).toMatchObject({ available: true, index: url });
  const settings = join(home, 'config');
  mkdirSync(join(settings, 'gait'), { recursive: true });
  writeFileSync(
    join(settings, 'gait', 'updates.json'),
    JSON.stringify({ index: url, key: 'release.pub', channel: 'rc' }),
  );
  const byFile = await check([], { env: { XDG_CONFIG_HOME: settings } });
  expect(byFile.json).toMatchObject({ available: true, latest: '1.6.0-rc.1' });
  server.closeAllConnections();
  server.close();
  const offline = await check([], { env });
  expect([offline.exit, offline.json?.['error_code']]).toEqual([7, 'dependency_missing']);
});

test('without an address or a key there is nothing to ask: exit 7', async () => {
  expect((await check([])).exit).toBe(7);
  expect((await check(['--index', 'index.json'])).exit).toBe(7);
});

test('what another key signed, or changed since, is not believed: exit 2', async () => {
  expect((await check(['--index', 'index.json', '--index-key', 'other.pub'])).exit).toBe(2);
  writeIndex('changed.json', ['9.0.0']);
  const path = join(home, 'changed.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('9.0.0', '9.0.1'));
  expect((await check(['--index', 'changed.json', '--index-key', 'release.pub'])).exit).toBe(2);
});

const codeOf = (json: Ran['json']): unknown =>
  (json?.['detail'] as { code?: string } | undefined)?.code;

test('what release-index makes and pack sign signs is what check-updates reads', async () => {
  const run = async (...args: readonly string[]): Promise<Ran> =>
    await runInProcess([...args, '--json'], { program: 'krci-ai', cwd: home, home });
  writeFileSync(join(home, 'release.key'), pair.privateKey, { mode: 0o600 });
  const add = async (version: string, ...more: readonly string[]): Promise<Ran> =>
    await run(
      'release-index',
      version,
      ...more,
      '--url',
      `https://releases.example.com/${version}`,
    );
  const sign = async (): Promise<Ran> =>
    await run('pack', 'sign', 'releases.json', '--private-key', 'release.key');
  const from = ['--index', 'releases.json', '--index-key', 'release.pub'];
  expect((await add('1.5.0', '--date', '2026-05-01')).json).toMatchObject({
    path: 'releases.json',
    written: true,
    releases: [{ version: '1.5.0', channel: 'stable', withdrawn: false }],
  });
  expect((await check(from)).exit).not.toBe(0);
  await sign();
  expect((await check(from)).json).toMatchObject({ latest: '1.5.0', date: '2026-05-01' });
  const shown = await add('1.6.0', '--dry-run');
  expect(shown.json).toMatchObject({ written: false });
  await add('1.6.0');
  await add('1.10.0-rc.1');
  // Not signed yet: the signature beside it is of the edition before.
  expect((await check(from)).exit).toBe(2);
  await sign();
  expect((await check(from)).json).toMatchObject({ latest: '1.6.0' });
  expect((await check([...from, '--channel', 'rc'])).json).toMatchObject({ latest: '1.10.0-rc.1' });
  await run('release-index', '--withdraw', '1.6.0');
  await sign();
  expect((await check(from)).json).toMatchObject({ latest: '1.5.0' });
  await run('release-index', '--valid', '1ns');
  await sign();
  expect((await check(from)).exit).toBe(2);
  await run('release-index');
  await sign();
  expect((await check(from)).json).toMatchObject({ latest: '1.5.0' });
});

test('a release that nobody would read, or that changes one, is not written', async () => {
  const codes: unknown[] = [];
  for (const args of [
    ['1.5', '--url', 'https://x.example'],
    ['1.5.0', '--url', 'http://x.example'],
    ['1.5.0', '--url', 'https://x.example', '--date', 'today'],
    ['--url', 'https://x.example'],
    ['--withdraw', '1.5.0'],
  ]) {
    const { exit, json } = await runInProcess(
      ['release-index', ...args, '--out', 'none.json', '--json'],
      { program: 'krci-ai', cwd: home, home },
    );
    codes.push([exit, codeOf(json)]);
  }
  expect(codes).toEqual([
    [6, 'release_index_malformed'],
    [6, 'release_index_malformed'],
    [6, 'release_index_malformed'],
    [6, 'arguments_invalid'],
    [6, 'release_missing'],
  ]);
  expect(existsSync(join(home, 'none.json'))).toBe(false);
});

test('a folder of the project cannot say whom to ask', async () => {
  mkdirSync(join(home, '.krci-ai'), { recursive: true });
  writeFileSync(
    join(home, '.krci-ai', 'updates.json'),
    '{"index":"index.json","key":"release.pub"}',
  );
  expect((await check([])).exit).toBe(7);
});
