import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchIndex, type FetchedIndex } from './index-store.ts';
import { codeOf } from './testing/code-of.ts';
import { testNetwork, type TestNetwork } from './testing/test-network.ts';

const HOUR = 3_600_000_000_000n;
const ADDRESS = 'https://packs.test/index.json';
let folder = '';
let network: TestNetwork;
let now = 0n;
let etags: (string | null)[] = [];
/** What the server holds; undefined: it is away. */
let held: { readonly index: string; readonly signature: string | undefined } | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-index-'));
  now = 1_780_488_000_000_000_000n;
  etags = [];
  held = { index: 'one', signature: 'signed one' };
  network = testNetwork({
    'packs.test': (request, { pathname }) => {
      if (held === undefined) return new Response('', { status: 503 });
      const body = pathname.endsWith('.sig.json') ? held.signature : held.index;
      if (body === undefined) return new Response('', { status: 404 });
      const etag = `"${body}"`.replaceAll(' ', '-');
      if (!pathname.endsWith('.sig.json')) etags.push(request.headers.get('if-none-match'));
      return request.headers.get('if-none-match') === etag
        ? new Response(null, { status: 304 })
        : new Response(body, { headers: { etag } });
    },
  });
});
afterEach(async () => {
  await network.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function fetch(address = ADDRESS): Promise<FetchedIndex> {
  const at = { cwd: folder, env: {}, home: folder, network };
  const places = { cache: join(folder, 'cache'), state: join(folder, 'state'), now };
  return await fetchIndex(address, at, places);
}
const textOf = ({ bytes, signatures, from, offline }: FetchedIndex): readonly unknown[] => [
  new TextDecoder().decode(bytes),
  ...signatures.map((signature) => new TextDecoder().decode(signature)),
  from,
  offline === '',
];

describe('an index of a server', () => {
  test('is kept once it is verified, and asked for by its ETag then', async () => {
    const first = await fetch();
    expect(textOf(first)).toEqual(['one', 'signed one', 'network', true]);
    expect(textOf(await fetch())).toEqual(['one', 'signed one', 'network', true]);
    first.remember(3, true);
    now += HOUR;
    const second = await fetch();
    expect(textOf(second)).toEqual(['one', 'signed one', 'cache', true]);
    expect([second.seen, second.fetchedAt]).toEqual([3, now]);
    expect(etags).toEqual([null, null, '"one"']);
  });

  test('that is away is answered by the cache, which says since when', async () => {
    (await fetch()).remember(1, true);
    const kept = now;
    held = undefined;
    now += 5n * HOUR;
    const offline = await fetch();
    expect(textOf(offline)).toEqual(['one', 'signed one', 'cache', false]);
    expect(offline.fetchedAt).toBe(kept);
    // An answer of the cache is no newer for having been looked at.
    offline.remember(1, true);
    now += HOUR;
    expect((await fetch()).fetchedAt).toBe(kept);
  });

  test('that is away and was never there is an error', async () => {
    held = undefined;
    expect(await codeOf(fetch())).toBe('pack_source_unreachable');
  });

  test('that refuses is not taken for one that is away', async () => {
    (await fetch()).remember(1, true);
    await network.stop();
    network = testNetwork({ 'packs.test': () => new Response('', { status: 403 }) });
    expect(await codeOf(fetch())).toBe('pack_source_denied');
    await network.stop();
    network = testNetwork({
      'packs.test': () =>
        new Response('', { status: 302, headers: { location: 'https://evil.test/' } }),
    });
    expect(await codeOf(fetch())).toBe('pack_source_redirect');
  });

  test('signed anew comes with the new signature, though the index did not change', async () => {
    (await fetch()).remember(1, true);
    held = { index: 'one', signature: 'signed again' };
    expect(textOf(await fetch())).toEqual(['one', 'signed again', 'cache', true]);
  });

  test('without a signature leaves the signed one in the cache, and its edition is not counted', async () => {
    (await fetch()).remember(1, true);
    held = { index: 'two', signature: undefined };
    const unsigned = await fetch();
    expect(textOf(unsigned)).toEqual(['two', 'network', true]);
    unsigned.remember(999_999, false);
    expect((await fetch()).seen).toBe(1);
    held = undefined;
    expect(textOf(await fetch())).toEqual(['one', 'signed one', 'cache', false]);
  });

  test('without a signature is kept where there is nothing better', async () => {
    held = { index: 'two', signature: undefined };
    (await fetch()).remember(2, false);
    held = undefined;
    expect(textOf(await fetch())).toEqual(['two', 'cache', false]);
  });

  test('whose signature is gone comes without the old one', async () => {
    (await fetch()).remember(1, true);
    held = { index: 'two', signature: undefined };
    (await fetch()).remember(2, true);
    held = undefined;
    expect(textOf(await fetch())).toEqual(['two', 'cache', false]);
  });

  test('with a damaged cache is asked as if there were none', async () => {
    (await fetch()).remember(1, true);
    const cache = join(folder, 'cache');
    for (const file of readdirSync(cache)) {
      if (file.endsWith('.meta.json'))
        writeFileSync(join(cache, file), '{"etag":"a\\nb","fetched_at":"x"}');
    }
    expect(textOf(await fetch())).toEqual(['one', 'signed one', 'network', true]);
    expect(etags.at(-1)).toBeNull();
  });

  test('never forgets the highest edition that was seen', async () => {
    (await fetch()).remember(9, true);
    (await fetch()).remember(4, true);
    rmSync(join(folder, 'cache'), { recursive: true });
    expect((await fetch()).seen).toBe(9);
  });
});

test('an index in a folder comes with the signature beside it', async () => {
  const file = join(folder, 'index.json');
  writeFileSync(file, 'index');
  expect(textOf(await fetch(file))).toEqual(['index', 'file', true]);
  writeFileSync(`${file}.sig.json`, 'signature');
  expect(textOf(await fetch(file))).toEqual(['index', 'signature', 'file', true]);
});
