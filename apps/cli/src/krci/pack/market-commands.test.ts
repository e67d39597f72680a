import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, sha256Hex } from '@gait/canon';
import { runInProcess, type Ran } from '../../testing.ts';
import { folderForAll } from '../../testing/scratch-folder.ts';

const ASSETS = join(import.meta.dir, '../../../../../assets/packs');
const pair = generateKeyPair();
const HOUR = 3_600_000_000_000n;
let scratch = '';
let now = 1_780_488_000_000_000_000n;
let server: ReturnType<typeof Bun.serve> | undefined;
let asked: { readonly path: string; readonly etag: string | null }[] = [];

/** A plain file server with ETags, as any static host is. */
function serve(port = 0): ReturnType<typeof Bun.serve> {
  return Bun.serve({
    hostname: '127.0.0.1',
    port,
    fetch(request) {
      const { pathname } = new URL(request.url);
      const etag = request.headers.get('if-none-match');
      asked.push({ path: pathname, etag });
      try {
        const bytes = readFileSync(join(scratch, 'site', pathname));
        const own = `"${Bun.hash(bytes)}"`;
        if (etag === own) return new Response(null, { status: 304, headers: { etag: own } });
        return new Response(new Uint8Array(bytes), { headers: { etag: own } });
      } catch {
        return new Response('no', { status: 404 });
      }
    },
  });
}

async function krci(...args: readonly string[]): Promise<Ran> {
  return await runInProcess([...args, '--json'], {
    program: 'krci-ai',
    cwd: scratch,
    home: scratch,
    now: () => now,
  });
}
const ok = async (...args: readonly string[]): Promise<Ran> => {
  const ran = await krci(...args);
  if (ran.exit !== 0) throw new Error(ran.stdout);
  return ran;
};
const url = (): string => `${server?.url.href ?? ''}index.json`;

folderForAll((folder) => {
  scratch = folder;
  writeFileSync(join(scratch, 'acme.key'), pair.privateKey, { mode: 0o600 });
  const publisher = {
    name: 'krci',
    packs: ['finance', 'healthcare'],
    indexes: ['krci'],
    identities: [],
  };
  const keys = [{ key_id: pair.keyId, public_key: pair.publicKey }];
  const policy = { schema_id: 'krci.pack_trust', schema_version: '1.0.0', revoked: [] };
  writeFileSync(
    join(scratch, 'trust.json'),
    JSON.stringify({ ...policy, publishers: [{ ...publisher, keys }] }),
  );
});
beforeAll(async () => {
  for (const name of ['finance', 'healthcare']) {
    await ok('pack', 'build', join(ASSETS, name), '--out', 'site/packs');
    await ok('pack', 'sign', `site/packs/${name}-1.0.0.zip`, '--private-key', 'acme.key');
  }
  await ok(
    'pack',
    'index',
    'site/packs/finance-1.0.0.zip',
    'site/packs/healthcare-1.0.0.zip',
    '--name',
    'krci',
    '--keywords',
    'records,advice',
    '--out',
    'site/index.json',
  );
  await ok('pack', 'sign', 'site/index.json', '--private-key', 'acme.key');
  server = serve();
});
afterAll(() => server?.stop(true));

const TRUST = ['--trust', 'trust.json', '--profile', 'strict'] as const;

describe('a marketplace on a static host', () => {
  test('is searched, and a found pack is pulled by the address and digest that it gives', async () => {
    const found = await ok('search', 'finance', '--index', url(), ...TRUST);
    expect(found.json).toMatchObject({
      index: { name: 'krci', sequence: 1, from: 'network', offline: false, expired: false },
      packs: [
        { name: 'finance', version: '1.0.0', publisher: 'krci', agents: ['finance-advisor'] },
      ],
    });
    const info = await ok('info', 'finance', '--index', url(), ...TRUST);
    const versions = (info.json?.['versions'] ?? []) as {
      address: string;
      manifest_digest: string;
    }[];
    const [version] = versions;
    const pulled = await ok(
      'pack',
      'pull',
      version?.address ?? '',
      '--digest',
      version?.manifest_digest ?? '',
      '--out',
      'got',
      ...TRUST,
    );
    expect(pulled.json).toMatchObject({ name: 'finance', signature: { status: 'verified' } });
    expect(readFileSync(join(scratch, 'got/finance-1.0.0.zip'))).toEqual(
      readFileSync(join(scratch, 'site/packs/finance-1.0.0.zip')),
    );
  });

  test('that did not change is asked for by its ETag and read from the cache', async () => {
    asked = [];
    const again = await ok('search', '--index', url(), ...TRUST);
    expect(again.json).toMatchObject({ index: { from: 'cache', offline: false, age_seconds: 0 } });
    expect(asked[0]?.etag).toMatch(/^"/u);
  });

  test('that sends on to another host is followed only where a person named that host', async () => {
    const host = new URL(url()).host;
    using front = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: (request) => Response.redirect(`http://${host}${new URL(request.url).pathname}`, 302),
    });
    const index = ['--index', `${front.url.href}index.json`, ...TRUST];
    for (const words of [['search'], ['info', 'finance'], ['outdated', 'finance@1.0.0']]) {
      const refused = await krci(...words, ...index);
      expect([refused.exit, refused.json]).toMatchObject([
        8,
        { detail: { code: 'pack_source_redirect' } },
      ]);
      const followed = await krci(...words, ...index, '--blob-host', host);
      expect([followed.exit, followed.json]).toMatchObject([0, { index: { name: 'krci' } }]);
    }
    const address = `${front.url.href}packs/finance-1.0.0.zip`;
    const make = ['pack', 'index', address, '--name', 'mirror', '--out', 'mirror.json'];
    expect((await krci(...make)).exit).toBe(8);
    expect((await krci(...make, '--blob-host', host)).exit).toBe(0);
  });

  test('a name that is nearly one of its packs is corrected', async () => {
    const ran = await krci('info', 'finanse', '--index', url(), ...TRUST);
    expect(ran.json).toMatchObject({
      detail: { code: 'pack_not_found' },
      hint: 'did you mean finance',
    });
  });

  test('a newer version is told, a withdrawn one too', async () => {
    await ok('pack', 'build', join(ASSETS, 'finance'), '--version', '1.1.0', '--out', 'site/packs');
    await ok(
      'pack',
      'index',
      'site/packs/finance-1.1.0.zip',
      '--out',
      'site/index.json',
      '--yank',
      'finance@1.0.0',
    );
    await ok('pack', 'sign', 'site/index.json', '--private-key', 'acme.key');
    const ran = await ok(
      'outdated',
      'finance@1.0.0',
      'healthcare@1.0.0',
      'other@1.0.0',
      '--index',
      url(),
      ...TRUST,
    );
    expect(ran.json).toMatchObject({
      outdated: true,
      packs: [
        { name: 'finance', newest: '1.1.0', outdated: true, withdrawn: true },
        { name: 'healthcare', outdated: false, withdrawn: false },
        { name: 'other', known: false, outdated: null },
      ],
    });
    const open = await ok(
      'outdated',
      'healthcare@1.0.0',
      'other@1.0.0',
      '--index',
      url(),
      ...TRUST,
    );
    expect(open.json).toMatchObject({ outdated: null });
    const current = await ok('outdated', 'healthcare@1.0.0', '--index', url(), ...TRUST);
    expect(current.json).toMatchObject({ outdated: false });
  });

  test('an older edition in its place is refused', async () => {
    const newer = ['index.json', 'index.json.sig.json'].map((file) =>
      readFileSync(join(scratch, 'site', file)),
    );
    await ok(
      'pack',
      'index',
      'site/packs/finance-1.0.0.zip',
      '--name',
      'krci',
      '--out',
      'site/packs/old.json',
    );
    await ok('pack', 'sign', 'site/packs/old.json', '--private-key', 'acme.key');
    writeFileSync(
      join(scratch, 'site/index.json'),
      readFileSync(join(scratch, 'site/packs/old.json')),
    );
    writeFileSync(
      join(scratch, 'site/index.json.sig.json'),
      readFileSync(join(scratch, 'site/packs/old.json.sig.json')),
    );
    const ran = await krci('search', '--index', url(), ...TRUST);
    expect([ran.exit, ran.json]).toMatchObject([2, { detail: { code: 'pack_index_rollback' } }]);
    writeFileSync(join(scratch, 'site/index.json'), newer[0] as Buffer);
    writeFileSync(join(scratch, 'site/index.json.sig.json'), newer[1] as Buffer);
  });

  test('one changed byte of it is refused, and does not reach the cache', async () => {
    const good = readFileSync(join(scratch, 'site/index.json'));
    writeFileSync(join(scratch, 'site/index.json'), good.toString().replace('1.1.0', '1.1.9'));
    const ran = await krci('search', '--index', url(), ...TRUST);
    expect(ran.json).toMatchObject({ detail: { code: 'pack_unsigned' } });
    writeFileSync(join(scratch, 'site/index.json'), good);
    expect((await ok('search', '--index', url(), ...TRUST)).json).toMatchObject({
      index: { sequence: 2 },
    });
  });

  test('without network the answer is that of the cache and says how old it is', async () => {
    await ok('search', '--index', url(), ...TRUST);
    const address = url();
    await server?.stop(true);
    now += 3n * HOUR;
    const ran = await ok('search', 'finance', '--index', address, ...TRUST);
    expect(ran.json).toMatchObject({
      index: { from: 'cache', offline: true, age_seconds: 10_800 },
      packs: [{ name: 'finance' }],
    });
    const shown = await runInProcess(['search', '--index', address, ...TRUST], {
      program: 'krci-ai',
      cwd: scratch,
      home: scratch,
      now: () => now,
    });
    expect(shown.stdout).toContain('answer of the cache, 3 h old');
  });

  test('a cache that somebody changed is not believed', async () => {
    const address = url();
    const folder = join(scratch, '.cache/gait/pack-indexes');
    const file = join(folder, `${sha256Hex(address)}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('1.1.0', '6.6.6'));
    const ran = await krci('search', '--index', address, ...TRUST);
    expect(ran.json).toMatchObject({ detail: { code: 'pack_unsigned' } });
  });

  test('without network and cache the exit status is 7', async () => {
    const ran = await krci('search', '--index', 'http://127.0.0.1:9/none.json', ...TRUST);
    expect([ran.exit, ran.json]).toMatchObject([
      7,
      { detail: { code: 'pack_source_unreachable' } },
    ]);
  });
});

test('an index is refused without a trust policy, and looked into when a person says so', async () => {
  const args = ['search', '--index', 'site/index.json'] as const;
  expect((await krci(...args)).json).toMatchObject({ detail: { code: 'pack_signature_invalid' } });
  expect((await krci(...args, '--allow-unsigned')).json).toMatchObject({
    ok: true,
    index: { signers: [], from: 'file' },
  });
});

test('an unsigned index with a high edition does not keep the signed one out', async () => {
  const args = ['search', '--index', 'site/index.json'] as const;
  const files = ['site/index.json', 'site/index.json.sig.json'].map((file) => join(scratch, file));
  const signed = files.map((file) => readFileSync(file));
  const forged = signed[0]?.toString().replace(/"sequence": *[0-9]+/u, '"sequence": 999999');
  writeFileSync(files[0] ?? '', forged ?? '');
  rmSync(files[1] ?? '');
  expect((await krci(...args, '--allow-unsigned')).json).toMatchObject({
    index: { sequence: 999_999 },
  });
  files.forEach((file, index) => writeFileSync(file, signed[index] ?? ''));
  expect((await krci(...args, ...TRUST)).json).toMatchObject({ ok: true });
});

test('no index is named', async () => {
  const ran = await krci('search', 'x');
  expect([ran.exit, ran.json]).toMatchObject([6, { detail: { code: 'arguments_invalid' } }]);
});
