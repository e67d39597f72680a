import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePackAddress, verifyPack, type OciAddress } from '@gait/registry';
import { listTags } from './list-tags.ts';
import { openPackSource } from './open-source.ts';
import { planPublication, publishPack, type Publication } from './publish-pack.ts';
import type { SourceSurroundings } from './source-surroundings.ts';
import { codeOf } from './testing/code-of.ts';
import { ociDouble, type OciDouble, type OciDoubleOptions } from './testing/oci-double.ts';
import { SAMPLE_FILES, samplePack } from './testing/sample-pack.ts';
import { testNetwork, type TestNetwork } from './testing/test-network.ts';

const NOW = 1_780_488_000_000_000_000n;
const pack = samplePack();
const TARGET = 'oci://packs.test/agents/lamp';
let folder = '';
let network: TestNetwork;
let registry: OciDouble;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-oci-test-'));
});
afterEach(async () => {
  await network.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(
  options: OciDoubleOptions = {},
  others: Parameters<typeof testNetwork>[0] = {},
  addresses: Readonly<Record<string, readonly string[]>> = {},
): SourceSurroundings {
  registry = ociDouble(options);
  network = testNetwork({ 'packs.test': registry.handle, ...others }, addresses);
  return { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: folder }, home: folder, network };
}

function publication(changes: Partial<Publication> = {}): Publication {
  const given = { archive: pack.archive, signatures: [pack.signatures], resolved: '' };
  const verdict = verifyPack(given, { profile: 'standard', now: NOW });
  if (!verdict.ok) throw new Error(verdict.detail);
  return { pack: verdict, archive: pack.archive, signatures: [pack.signatures], ...changes };
}

const target = parsePackAddress(TARGET) as OciAddress;
const verify = (fetched: Parameters<typeof verifyPack>[0]) =>
  verifyPack(fetched, { trust: pack.trust, profile: 'strict', now: NOW });
const secrets = () => network.asked.filter(({ authorization }) => authorization !== null);

/** Credentials for these hosts, in the file of docker. */
function logIn(...hosts: readonly string[]): void {
  mkdirSync(join(folder, '.docker'), { recursive: true });
  const auth = Buffer.from('robot:s3cret').toString('base64');
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth }]));
  writeFileSync(join(folder, '.docker/config.json'), JSON.stringify({ auths }));
}

describe('a registry that keeps lists of referrers', () => {
  test('gives back what was published, and no fallback tag is written', async () => {
    const at = open();
    const sent = await publishPack(target, publication(), at);
    expect(sent).toEqual(planPublication(target, publication()));
    const fetched = await openPackSource(`${TARGET}:1.2.0`, at).fetch();
    expect(verify(fetched)).toMatchObject({ ok: true, manifestDigest: pack.manifestDigest });
    expect([...registry.manifests.keys()].filter((key) => key.includes(':sha256-'))).toEqual([]);
  });

  test('lists its tags, over as many pages as it has', async () => {
    const at = open();
    expect(await listTags(target, at)).toEqual([]);
    const tags = Array.from({ length: 25 }, (_, index) => `1.${String(index).padStart(2, '0')}`);
    for (const tag of tags) registry.manifests.set(`agents/lamp:${tag}`, new Uint8Array());
    registry.manifests.set('agents/other:9.9.9', new Uint8Array());
    expect(await listTags(target, at)).toEqual(tags);
    await network.stop();
    const endless = open({
      before: () => Response.json({ tags: ['1.0.0'] }, { headers: { link: '<x>' } }),
    });
    expect(await codeOf(listTags(target, endless))).toBe('pack_source_too_large');
    await network.stop();
    const broken = open({ before: () => Response.json({ tags: 'x' }) });
    expect(await codeOf(listTags(target, broken))).toBe('pack_source_answer');
    await network.stop();
    const closed = open({ before: () => new Response('', { status: 403 }) });
    expect(await codeOf(listTags(target, closed))).toBe('pack_source_denied');
  });

  test('is sent the tag last, so that a break leaves no half pack under it', async () => {
    const at = open({
      before: ({ method }, { pathname }) =>
        method === 'PUT' && pathname.endsWith('manifests/1.2.0')
          ? new Response('', { status: 500 })
          : undefined,
    });
    expect(await codeOf(publishPack(target, publication(), at))).toBe('pack_source_unreachable');
    expect(registry.manifests.has('agents/lamp:1.2.0')).toBe(false);
    expect(registry.blobs.size).toBe(4);
  });

  test('is asked for a version where the address names none, and for nothing that is no version', async () => {
    const at = open();
    await publishPack(target, publication(), at);
    const source = openPackSource(TARGET, at);
    expect(verify(await source.fetch({ version: '1.2.0' }))).toMatchObject({ ok: true });
    expect(await codeOf(source.fetch())).toBe('pack_address_invalid');
    expect(await codeOf(source.fetch({ version: '../../../other/manifests/1.2.0' }))).toBe(
      'pack_address_invalid',
    );
  });

  test('has the same pack published again, and another one under its version only by force', async () => {
    const at = open();
    await publishPack(target, publication(), at);
    await publishPack(target, publication(), at);
    const other = publication({ signatures: [] });
    const archive = samplePack(SAMPLE_FILES.slice(1));
    const verdict = verifyPack(
      { archive: archive.archive, signatures: [], resolved: '' },
      { profile: 'standard', now: NOW },
    );
    if (!verdict.ok) throw new Error(verdict.detail);
    const moved = { ...other, pack: verdict, archive: archive.archive };
    expect(await codeOf(publishPack(target, moved, at))).toBe('pack_exists');
    const kept = await openPackSource(`${TARGET}:1.2.0`, at).fetch();
    expect(Buffer.compare(kept.archive, pack.archive)).toBe(0);
    await publishPack(target, { ...moved, moveTag: true }, at);
    const after = await openPackSource(`${TARGET}:1.2.0`, at).fetch();
    expect(Buffer.compare(after.archive, archive.archive)).toBe(0);
  });

  test('planning asks nobody', () => {
    open();
    expect(planPublication(target, publication()).tag).toBe('1.2.0');
    expect(network.asked).toEqual([]);
  });
});

describe('what a hostile registry gives', () => {
  const published = async (options: OciDoubleOptions = {}): Promise<SourceSurroundings> => {
    const at = open(options);
    await publishPack(target, publication(), at);
    return at;
  };
  const image = (): string => `agents/lamp:1.2.0`;

  test('another image for a pinned digest is refused before it is read', async () => {
    const at = await published();
    const { digest } = planPublication(target, publication());
    registry.manifests.set(`agents/lamp:sha256:${digest}`, new TextEncoder().encode('{"config":'));
    expect(await codeOf(openPackSource(`${TARGET}@sha256:${digest}`, at).fetch())).toBe(
      'pack_digest_mismatch',
    );
  });

  test('a blob of other bytes, or of another length, is refused', async () => {
    const at = await published();
    for (const bytes of [new Uint8Array(pack.archive.length), pack.archive.subarray(1)]) {
      registry.blobs.set(`sha256:${pack.archiveDigest}`, bytes);
      expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe(
        'pack_digest_mismatch',
      );
    }
    registry.blobs.set(
      `sha256:${pack.archiveDigest}`,
      Buffer.concat([pack.archive, new Uint8Array(1)]),
    );
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe(
      'pack_source_too_large',
    );
  });

  test('a blob that is said to be huge is not asked for', async () => {
    const at = await published();
    const text = new TextDecoder().decode(registry.manifests.get(image()));
    const huge = text.replace(`"size":${pack.archive.length}`, '"size":99999999999');
    registry.manifests.set(image(), new TextEncoder().encode(huge));
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe(
      'pack_source_too_large',
    );
  });

  test('an image of another kind is no pack', async () => {
    const at = await published();
    const text = new TextDecoder().decode(registry.manifests.get(image()));
    registry.manifests.set(
      image(),
      new TextEncoder().encode(text.replace('krci.pack.v1', 'other.v1')),
    );
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe('pack_source_answer');
  });

  test('a pack without its signature is refused under strict', async () => {
    const at = await published({
      before: (_, { pathname }) =>
        pathname.includes('/referrers/') ? Response.json({ manifests: [] }) : undefined,
    });
    const fetched = await openPackSource(`${TARGET}:1.2.0`, at).fetch();
    expect(verify(fetched)).toMatchObject({ ok: false, code: 'pack_unsigned' });
  });

  test('a signature is found behind many things that only say that they are one', async () => {
    let junk: readonly { readonly digest: string; readonly size: number }[] = [];
    let own: { readonly manifests: readonly object[] } = { manifests: [] };
    const at = open({
      before: ({ method }, { pathname }) =>
        method === 'GET' && pathname.includes('/referrers/') && junk.length > 0
          ? Response.json({
              manifests: [
                ...junk.map((one) => ({
                  ...one,
                  mediaType: 'application/vnd.oci.image.manifest.v1+json',
                  artifactType: 'application/vnd.krci.pack.signatures.v1+json',
                })),
                ...own.manifests,
              ],
            })
          : undefined,
    });
    await publishPack(target, publication(), at);
    const { digest } = planPublication(target, publication());
    const listed = await registry.handle(
      new Request('https://packs.test/'),
      new URL(`https://packs.test/v2/agents/lamp/referrers/sha256:${digest}`),
    );
    own = (await listed.json()) as typeof own;
    junk = Array.from({ length: 40 }, (_, index) => {
      const bytes = new TextEncoder().encode(`{"junk":${index}}`);
      const sha256 = `sha256:${new Bun.CryptoHasher('sha256').update(bytes).digest('hex')}`;
      registry.manifests.set(`agents/lamp:${sha256}`, bytes);
      return { digest: sha256, size: bytes.length };
    });
    expect(own.manifests).toHaveLength(1);
    expect(verify(await openPackSource(`${TARGET}:1.2.0`, at).fetch())).toMatchObject({ ok: true });
  });

  test('a place for blobs on another host gets neither blob nor password', async () => {
    const at = open(
      { uploadsTo: 'https://evil.test/v2/x/blobs/uploads/1' },
      { 'evil.test': () => new Response('', { status: 201 }) },
    );
    expect(await codeOf(publishPack(target, publication(), at))).toBe('pack_source_redirect');
    expect(network.asked.some(({ host }) => host === 'evil.test')).toBe(false);
  });

  test('blobs on another host are refused, unless the user named that host; it gets no password', async () => {
    const archive = (): Response => new Response(new Uint8Array(pack.archive));
    let moved = false;
    const at = open(
      {
        before: (request, { pathname }) => {
          if (request.headers.get('authorization') === null) {
            return new Response('', {
              status: 401,
              headers: { 'www-authenticate': 'Basic realm="x"' },
            });
          }
          return moved && pathname.endsWith(pack.archiveDigest)
            ? new Response(null, { status: 307, headers: { location: 'https://blobs.test/x' } })
            : undefined;
        },
      },
      { 'blobs.test': archive },
      { 'blobs.test': ['10.0.0.1'] },
    );
    logIn('packs.test');
    await publishPack(target, publication(), at);
    moved = true;
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe(
      'pack_source_redirect',
    );
    const named = { ...at, blobHosts: ['blobs.test'] };
    expect(verify(await openPackSource(`${TARGET}:1.2.0`, named).fetch())).toMatchObject({
      ok: true,
    });
    expect(secrets().filter(({ host }) => host !== 'packs.test')).toEqual([]);
  });

  test('a password is not given because a host of blobs asks for one', async () => {
    let moved = false;
    const at = open(
      {
        before: (_, { pathname }) =>
          moved && pathname.endsWith(pack.archiveDigest)
            ? new Response(null, { status: 307, headers: { location: 'https://blobs.test/x' } })
            : undefined,
      },
      {
        'blobs.test': () =>
          new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
      },
      { 'blobs.test': ['93.184.216.34'] },
    );
    logIn('packs.test', 'blobs.test');
    await publishPack(target, publication(), at);
    moved = true;
    const named = { ...at, blobHosts: ['blobs.test'] };
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, named).fetch())).toBe(
      'pack_source_denied',
    );
    expect(secrets()).toEqual([]);
  });
});

describe('a registry that wants a token', () => {
  const wanting = (realm: string): OciDoubleOptions => ({
    before: (request, { pathname }) =>
      pathname === '/token' || request.headers.get('authorization') === 'Bearer good'
        ? undefined
        : new Response('', {
            status: 401,
            headers: {
              'www-authenticate': `Bearer realm="${realm}",service="r",scope="repository:other:*"`,
            },
          }),
  });
  const giving = (_: Request, url: URL): Response =>
    url.pathname === '/token'
      ? Response.json({ token: 'good' })
      : new Response('', { status: 404 });

  test('of its own host is told who asks, and what we want and nothing more', async () => {
    const options = wanting('https://packs.test/token');
    const at = open({
      before: (request, url) =>
        url.pathname === '/token' ? giving(request, url) : options.before?.(request, url),
    });
    logIn('packs.test');
    await publishPack(target, publication(), at);
    const [token] = network.asked.filter(({ path }) => path.startsWith('/token'));
    expect(token).toMatchObject({
      authorization: `Basic ${Buffer.from('robot:s3cret').toString('base64')}`,
    });
    expect(new URLSearchParams(token?.path.split('?')[1]).get('scope')).toBe(
      'repository:agents/lamp:pull,push',
    );
  });

  test('of another host is asked without the password', async () => {
    const at = open(
      wanting('https://evil.test/token'),
      { 'evil.test': giving },
      { 'evil.test': ['93.184.216.34'] },
    );
    logIn('packs.test', 'evil.test');
    await publishPack(target, publication(), at);
    expect(network.asked.filter(({ host }) => host === 'evil.test')).toMatchObject([
      { authorization: null },
    ]);
  });

  test.each([
    ['in a private network', 'https://evil.test/token'],
    ['over http', 'http://evil.test/token'],
    ['with a user', 'https://user:secret@evil.test/token'],
    ['of no scheme', '//evil.test/token'],
  ])('of a host %s is not asked', async (_, realm) => {
    const at = open(wanting(realm), { 'evil.test': giving }, { 'evil.test': ['169.254.169.254'] });
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe('pack_source_unsafe');
    expect(network.asked.some(({ host }) => host === 'evil.test')).toBe(false);
  });

  test('and gives one that would end the header is refused', async () => {
    const bad = (): Response => Response.json({ token: 'good\r\nx: y' });
    const options = wanting('https://packs.test/token');
    const at = open({
      before: (request, url) =>
        url.pathname === '/token' ? bad() : options.before?.(request, url),
    });
    expect(await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch())).toBe('pack_source_answer');
  });
});

describe('credentials', () => {
  const basic: OciDoubleOptions = {
    before: (request) =>
      request.headers.get('authorization') ===
      `Basic ${Buffer.from('robot:s3cret').toString('base64')}`
        ? undefined
        : new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
  };
  const helper = (script: string): SourceSurroundings => {
    const at = open(basic);
    mkdirSync(join(folder, '.docker'), { recursive: true });
    writeFileSync(join(folder, '.docker/config.json'), JSON.stringify({ credsStore: 'keys' }));
    writeFileSync(join(folder, 'docker-credential-keys'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'docker-credential-keys'), 0o755);
    return { ...at, env: { ...at.env, PATH: `${folder}:/usr/bin:/bin` } };
  };
  const fetch = async (at: SourceSurroundings): Promise<string> =>
    await codeOf(openPackSource(`${TARGET}:1.2.0`, at).fetch());

  test('come from the keychain by its helper', async () => {
    const at = helper(`echo '{"ServerURL":"packs.test","Username":"robot","Secret":"s3cret"}'`);
    expect(await fetch(at)).toBe('pack_not_found');
  });

  test('that the keychain lacks are none', async () => {
    expect(await fetch(helper('echo "credentials not found in native keychain"; exit 1'))).toBe(
      'pack_source_denied',
    );
  });

  test.each([['exit 3'], ['echo no json'], [`echo '{"Username":"robot"}'`]])(
    'of a helper that does %j are an error without what it printed',
    async (script) => expect(await fetch(helper(script))).toBe('pack_credentials'),
  );

  test('are not asked of a helper in a folder that is named relatively', async () => {
    const at = helper(`echo '{"ServerURL":"x","Username":"robot","Secret":"s3cret"}'`);
    expect(await fetch({ ...at, cwd: folder, env: { ...at.env, PATH: '.:/usr/bin:/bin' } })).toBe(
      'pack_credentials',
    );
  });

  test('are not asked of a helper whose name leads elsewhere', async () => {
    const at = open(basic);
    for (const made of ['.docker', 'docker-credential-a']) mkdirSync(join(folder, made));
    const program = join(folder, 'docker-credential-a/b');
    writeFileSync(program, `#!/bin/sh\necho '{"Username":"robot","Secret":"s3cret"}'\n`);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, '.docker/config.json'), JSON.stringify({ credsStore: 'a/b' }));
    expect(await fetch(at)).toBe('pack_credentials');
  });

  test('are sent only once the registry asks', async () => {
    const at = open();
    logIn('packs.test');
    await publishPack(target, publication(), at);
    expect(secrets()).toEqual([]);
  });

  test('of another host are not used', async () => {
    const at = open(basic);
    logIn('other.test', 'packs.test.evil.test');
    expect(await fetch(at)).toBe('pack_source_denied');
    expect(secrets()).toEqual([]);
  });
});
