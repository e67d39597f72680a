import { afterEach, describe, expect, test } from 'bun:test';
import { boundedFetch, type BoundedRequest } from './bounded-fetch.ts';
import { isPrivateAddress } from './private-address.ts';
import { codeOf } from './testing/code-of.ts';
import { testNetwork, type TestNetwork } from './testing/test-network.ts';
import { TLS_CERT, TLS_KEY } from './testing/tls-pair.ts';

let network: TestNetwork | undefined;
afterEach(async () => await network?.stop());

const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });
const PUBLIC = { 'blobs.test': ['93.184.216.34'], 'evil.test': ['93.184.216.34'] };

function open(
  packs: Parameters<typeof testNetwork>[0][string],
  addresses: Readonly<Record<string, readonly string[]>> = PUBLIC,
): TestNetwork {
  network = testNetwork(
    {
      'packs.test': packs,
      'blobs.test': () => new Response('blob'),
      'evil.test': () => new Response('evil'),
      '169.254.169.254': () => new Response('credentials of the cloud'),
    },
    addresses,
  );
  return network;
}

const ask = async (at: TestNetwork, changes: Partial<BoundedRequest> = {}) =>
  await boundedFetch(
    {
      url: new URL('https://packs.test/a.zip'),
      authorization: 'Basic c2VjcmV0',
      maxBytes: 1000,
      timeoutMs: 5000,
      ...changes,
    },
    at,
  );
const KNOWN = { named: [], known: ['blobs.test'] };

describe('a redirect', () => {
  test('on the same host is followed, with the credentials', async () => {
    const at = open((_, { pathname }) =>
      pathname === '/b.zip' ? new Response('b') : to('/b.zip')(),
    );
    expect(new TextDecoder().decode((await ask(at)).bytes)).toBe('b');
    expect(at.asked.map(({ authorization }) => authorization)).toEqual([
      'Basic c2VjcmV0',
      'Basic c2VjcmV0',
    ]);
  });

  test('to a host that belongs to it is followed, without the credentials', async () => {
    const at = open(to('https://blobs.test/x'));
    expect(new TextDecoder().decode((await ask(at, { onward: KNOWN })).bytes)).toBe('blob');
    expect(at.asked).toMatchObject([
      { host: 'packs.test', authorization: 'Basic c2VjcmV0' },
      { host: 'blobs.test', authorization: null },
    ]);
  });

  test.each([
    ['to another host', 'https://evil.test/x'],
    ['to another port of the same host', 'https://packs.test:8443/x'],
    ['to a host that ends like the known one', 'https://blobs.test.evil.test/x'],
    ['to http', 'http://packs.test/x'],
    ['to a file', 'file:///etc/passwd'],
    ['with a user', 'https://user:secret@packs.test/x'],
    ['to nowhere', 'https://'],
  ])('%s is refused, and nothing is asked there', async (_, location) => {
    const at = open(to(location));
    expect(await codeOf(ask(at, { onward: KNOWN }))).toBe('pack_source_redirect');
    expect(at.asked.map(({ host }) => host)).toEqual(['packs.test']);
  });

  test.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['::1'],
    ['fd00::1'],
    ['::ffff:10.0.0.1'],
  ])(
    'to a known host that resolves to %s is refused, and nothing is asked there',
    async (address) => {
      const at = open(to('https://blobs.test/x'), { 'blobs.test': ['93.184.216.34', address] });
      expect(await codeOf(ask(at, { onward: KNOWN }))).toBe('pack_source_unsafe');
      expect(at.asked.map(({ host }) => host)).toEqual(['packs.test']);
    },
  );

  test('to a private host is followed when the user named that host', async () => {
    const at = open(to('https://blobs.test/x'), { 'blobs.test': ['10.0.0.1'] });
    const onward = { named: ['blobs.test'], known: [] };
    expect((await ask(at, { onward })).status).toBe(200);
  });

  test('in a circle ends', async () => {
    const at = open(to('/a.zip'));
    expect(await codeOf(ask(at))).toBe('pack_source_redirect');
    expect(at.asked.length).toBe(6);
  });

  test('of what is sent is refused', async () => {
    const at = open(to('/b'));
    expect(await codeOf(ask(at, { method: 'PUT', body: new Uint8Array(3) }))).toBe(
      'pack_source_redirect',
    );
  });
});

describe('an answer', () => {
  test('longer than allowed is refused, said or unsaid', async () => {
    expect(await codeOf(ask(open(() => new Response('x'.repeat(1001)))))).toBe(
      'pack_source_too_large',
    );
    await network?.stop();
    const endless = (): Response =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(500)),
        }),
      );
    expect(await codeOf(ask(open(endless)))).toBe('pack_source_too_large');
  });

  test('that never comes ends in time', async () => {
    const at = open(async () => {
      await Bun.sleep(3000);
      return new Response('late');
    });
    const started = performance.now();
    expect(await codeOf(ask(at, { timeoutMs: 200 }))).toBe('pack_source_unreachable');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('that stops in the middle ends in time', async () => {
    const at = open(
      () =>
        new Response(
          new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(5)) }),
        ),
    );
    expect(await codeOf(ask(at, { timeoutMs: 200 }))).toBe('pack_source_unreachable');
  });
});

test('only https is asked, and http of this machine', async () => {
  const at = open(() => new Response('x'));
  for (const url of [
    'http://packs.test/x',
    'http://127.0.0.1.evil.test/x',
    'ftp://packs.test/x',
    'file:///etc/passwd',
  ]) {
    expect(await codeOf(ask(at, { url: new URL(url) }))).toBe('pack_source_unsafe');
  }
  expect(at.asked).toEqual([]);
});

test('addresses of the public internet are told from all others', () => {
  const isPublic = ['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1', '2a00:1450::1'];
  expect(isPublic.filter(isPrivateAddress)).toEqual([]);
  const isPrivate = [
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'fc00::1',
    'fe80::1%eth0',
    '[fd00::1]',
    'ff02::1',
    'localhost',
    '',
  ];
  expect(isPrivate.filter((address) => !isPrivateAddress(address))).toEqual([]);
});

test('a certificate of an authority that nobody knows is told with the variable that names it', async () => {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: { key: TLS_KEY, cert: TLS_CERT },
    fetch: () => new Response('x'),
  });
  const plain = open(() => new Response(''));
  try {
    const url = new URL(`https://127.0.0.1:${server.port}/a.zip`);
    const refused: unknown = await ask(
      { ...plain, fetch: async (_, init) => await fetch(url, init) },
      { url },
    ).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'pack_source_unreachable',
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
    });
  } finally {
    await server.stop(true);
  }
});
