import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { parsePackAddress, verifyPack, type OciAddress, type PackInput } from '@gait/registry';
import { readPackFolder } from './folder-source.ts';
import { openPackSource } from './open-source.ts';
import { publishPack } from './publish-pack.ts';
import type { SourceSurroundings } from './source-surroundings.ts';
import { codeOf } from './testing/code-of.ts';
import { ociDouble } from './testing/oci-double.ts';
import { runCommand } from './testing/run-command.ts';
import { contentOf, SAMPLE_FILES, samplePack, type SamplePack } from './testing/sample-pack.ts';
import { testNetwork, type TestNetwork } from './testing/test-network.ts';

const NOW = 1_780_488_000_000_000_000n;
let folder = '';
let network: TestNetwork;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-transports-'));
});
afterEach(async () => {
  await network.stop();
  rmSync(folder, { recursive: true, force: true });
});

function place(hosts: Parameters<typeof testNetwork>[0] = {}): SourceSurroundings {
  network = testNetwork(hosts);
  const PATH = process.env['PATH'];
  return { cwd: folder, env: { PATH, HOME: folder }, home: folder, network };
}

function writeFiles(root: string, files: Iterable<PackInput>): void {
  for (const { path, bytes, executable } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    if (executable) chmodSync(join(root, path), 0o755);
  }
}

function writeZip(pack: SamplePack, name = 'lamp.zip'): string {
  writeFileSync(join(folder, name), pack.archive);
  writeFileSync(join(folder, `${name}.sig.json`), pack.signatures);
  return name;
}

/** A web server with this pack. */
const serving =
  (pack: SamplePack) =>
  (_: Request, { pathname }: URL) =>
    new Response(new Uint8Array(pathname.endsWith('.sig.json') ? pack.signatures : pack.archive));

describe('the same pack over every transport', () => {
  /** Puts a pack everywhere and gives its addresses. */
  async function everywhere(
    pack: SamplePack,
  ): Promise<{ readonly at: SourceSurroundings; readonly addresses: readonly string[] }> {
    const registry = ociDouble();
    const at = place({ 'packs.test': serving(pack), 'registry.test': registry.handle });
    const unpacked = join(folder, 'unpacked');
    writeFiles(unpacked, pack.unpacked.values());
    const identity = [
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@example.test',
      '-c',
      'commit.gpgsign=false',
    ];
    const git = (...args: readonly string[]) =>
      runCommand(['git', ...identity, '-c', 'core.autocrlf=false', ...args], unpacked);
    git('init', '--quiet');
    git('add', '--all', '--force');
    git('commit', '--quiet', '--message', 'pack');
    const target = 'oci://registry.test/lamp';
    const verdict = verifyPack(
      { archive: pack.archive, signatures: [], resolved: '' },
      { profile: 'standard', now: NOW },
    );
    if (!verdict.ok) throw new Error(verdict.detail);
    const publication = { pack: verdict, archive: pack.archive, signatures: [pack.signatures] };
    await publishPack(parsePackAddress(target) as OciAddress, publication, at);
    const addresses = [
      writeZip(pack),
      'unpacked',
      'https://packs.test/lamp.zip',
      `git+${pathToFileURL(unpacked).href}#${git('rev-parse', 'HEAD').trim()}`,
      `${target}:1.2.0`,
    ];
    return { at, addresses };
  }

  const part = fc
    .stringMatching(/^[a-z][a-z0-9]{0,8}$/u)
    .filter((name) => !/^(?:con|nul|aux|prn|com[0-9]|lpt[0-9])$/u.test(name));
  const file = fc
    .tuple(
      fc.constantFrom('agents', 'tasks', 'templates', 'data', 'skills/x/scripts'),
      part,
      part,
      fc.uint8Array({ maxLength: 400 }),
    )
    .map(([top, group, name, content]): PackInput => {
      const endings: Readonly<Record<string, string>> = { agents: '.yaml', tasks: '.md' };
      const ending = endings[top] ?? '.txt';
      // A first letter, so that no content begins as a program.
      const bytes = new Uint8Array([0x74, ...content]);
      return {
        path: `${top}/${group}/${name}${ending}`,
        bytes,
        executable: top.startsWith('skills'),
      };
    });
  const files = fc.uniqueArray(file, { minLength: 1, maxLength: 12, selector: ({ path }) => path });

  test('has the same zip, digests and tree as was built', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (inputs) => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
        const pack = samplePack(inputs);
        const wanted = Object.fromEntries(
          inputs.map(({ path, bytes }) => [`.krci-ai/${path}`, new TextDecoder().decode(bytes)]),
        );
        const { at, addresses } = await everywhere(pack);
        for (const address of addresses) {
          const fetched = await openPackSource(address, at).fetch();
          expect(Buffer.compare(fetched.archive, pack.archive)).toBe(0);
          const verdict = verifyPack(fetched, { trust: pack.trust, profile: 'strict', now: NOW });
          expect(verdict).toMatchObject({ ok: true, manifestDigest: pack.manifestDigest });
          if (verdict.ok) expect(contentOf(verdict.files)).toEqual(wanted);
        }
        await network.stop();
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

describe('a pack on a web server', () => {
  const pack = samplePack();
  const verify = async (at: SourceSurroundings, address = 'https://packs.test/lamp.zip') =>
    verifyPack(await openPackSource(address, at).fetch(), {
      trust: pack.trust,
      profile: 'strict',
      now: NOW,
    });

  test('comes with the signatures beside it', async () => {
    const at = place({ 'packs.test': serving(pack) });
    expect(await verify(at)).toMatchObject({ ok: true, signature: { status: 'verified' } });
    expect(network.asked.map(({ path }) => path)).toEqual(['/lamp.zip', '/lamp.zip.sig.json']);
  });

  test('whose signatures are held back is unsigned', async () => {
    const at = place({
      'packs.test': (_, { pathname }) =>
        pathname.endsWith('.json')
          ? new Response('', { status: 404 })
          : new Response(new Uint8Array(pack.archive)),
    });
    expect(await verify(at)).toMatchObject({ ok: false, code: 'pack_unsigned' });
  });

  test.each([
    [404, 'pack_not_found'],
    [403, 'pack_source_denied'],
    [500, 'pack_source_unreachable'],
  ])('that answers %i is an error of its own', async (status, code) => {
    expect(await codeOf(verify(place({ 'packs.test': () => new Response('', { status }) })))).toBe(
      code,
    );
  });

  test('that asks for a password gets the one for its host, once it asks', async () => {
    const at = place({
      'packs.test': (request, url) =>
        request.headers.get('authorization') === null
          ? new Response('', { status: 401 })
          : serving(pack)(request, url),
    });
    expect(await codeOf(verify(at))).toBe('pack_source_denied');
    mkdirSync(join(folder, '.docker'));
    const auth = Buffer.from('robot:s3cret').toString('base64');
    writeFileSync(
      join(folder, '.docker/config.json'),
      JSON.stringify({ auths: { 'packs.test': { auth } } }),
    );
    expect(await verify(at)).toMatchObject({ ok: true });
    expect(network.asked.at(-1)?.authorization).toBe(`Basic ${auth}`);
  });

  test('is asked with its query, which nothing that is written down holds', async () => {
    const at = place({ 'packs.test': serving(pack) });
    const source = openPackSource('https://packs.test/lamp.zip?sig=s3cret', at);
    const fetched = await source.fetch();
    expect([source.origin, fetched.resolved.split('#')[0]]).toEqual([
      'https://packs.test/lamp.zip',
      'https://packs.test/lamp.zip',
    ]);
    expect(network.asked.map(({ path }) => path)).toEqual([
      '/lamp.zip?sig=s3cret',
      '/lamp.zip.sig.json?sig=s3cret',
    ]);
  });

  test('gets no password because another host, which it leads to, asks for one', async () => {
    const at = place({
      'packs.test': () =>
        new Response('', { status: 302, headers: { location: 'https://blobs.test/lamp.zip' } }),
      'blobs.test': () => new Response('', { status: 401 }),
    });
    mkdirSync(join(folder, '.docker'));
    const auth = Buffer.from('robot:s3cret').toString('base64');
    const auths = { 'packs.test': { auth }, 'blobs.test': { auth } };
    writeFileSync(join(folder, '.docker/config.json'), JSON.stringify({ auths }));
    expect(await codeOf(verify({ ...at, blobHosts: ['blobs.test'] }))).toBe('pack_source_denied');
    expect(network.asked.map(({ host, authorization }) => [host, authorization ?? null])).toEqual([
      ['packs.test', null],
      ['blobs.test', null],
    ]);
  });
});

describe('a pack in a folder', () => {
  const pack = samplePack();

  test('that is a zip comes with the signatures beside it', async () => {
    const fetched = await openPackSource(writeZip(pack), place()).fetch();
    expect(verifyPack(fetched, { trust: pack.trust, profile: 'strict', now: NOW })).toMatchObject({
      ok: true,
    });
  });

  test('with a link in place of a file or a folder is refused', async () => {
    const at = place();
    writeFiles(join(folder, 'a'), pack.unpacked.values());
    writeFiles(join(folder, 'outside'), pack.unpacked.values());
    rmSync(join(folder, 'a/tasks/lamp/light.md'));
    symlinkSync(join(folder, 'outside/tasks/lamp/light.md'), join(folder, 'a/tasks/lamp/light.md'));
    expect(await codeOf(openPackSource('a', at).fetch())).toBe('pack_path_refused');
    rmSync(join(folder, 'a/tasks'), { recursive: true });
    symlinkSync(join(folder, 'outside/tasks'), join(folder, 'a/tasks'));
    expect(await codeOf(openPackSource('a', at).fetch())).toBe('pack_path_refused');
    expect(await codeOf(readPackFolder(join(folder, 'a')))).toBe('pack_path_refused');
  });

  test('is not looked at outside the folders of a pack', async () => {
    const at = place();
    writeFiles(join(folder, 'a'), pack.unpacked.values());
    symlinkSync('/etc', join(folder, 'a/etc'));
    writeFileSync(join(folder, 'a/README.md'), 'read me\n');
    const fetched = await openPackSource('a', at).fetch();
    expect(Buffer.compare(fetched.archive, pack.archive)).toBe(0);
  });

  test('that is none is told as such', async () => {
    const at = place();
    mkdirSync(join(folder, 'empty'));
    for (const address of ['nothing', 'empty']) {
      expect(await codeOf(openPackSource(address, at).fetch())).toBe('pack_not_found');
    }
  });

  test('is read with the modes that the manifest has, whatever the disk says', async () => {
    const at = place();
    writeFiles(join(folder, 'a'), pack.unpacked.values());
    for (const { path } of SAMPLE_FILES) chmodSync(join(folder, 'a', path), 0o777);
    const fetched = await openPackSource('a', at).fetch();
    expect(Buffer.compare(fetched.archive, pack.archive)).toBe(0);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
