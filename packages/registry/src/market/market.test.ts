import { describe, expect, test } from 'bun:test';
import { canonicalize, sha256Hex, type Json, type JsonObject } from '@gait/canon';
import fc from 'fast-check';
import { addSignature, encodeSignatureFile } from '../sign/signature-file.ts';
import { codeOf } from '../testing/code-of.ts';
import { fetched, keyOf, lampPack, newSigner, NOW, text, trustOf } from '../testing/lamp-pack.ts';
import { verifyPack, type VerifiedPack } from '../verify/verify-pack.ts';
import { addToIndex, yankFromIndex } from './edit-index.ts';
import { judgeIndex, type JudgeIndexOptions } from './judge-index.ts';
import { encodeMarketIndex, parseMarketIndex, type MarketPack } from './market-index.ts';
import { isNewer, newestOf, newestVersion, searchIndex } from './search-index.ts';
import { addressOfVersion } from './source-of-version.ts';

const acme = newSigner();
const stranger = newSigner();
const trust = trustOf([
  { name: 'acme', indexes: ['acme'], packs: ['acme/*'], keys: [keyOf(acme)] },
]);

function verified(head: Parameters<typeof lampPack>[0] = {}): VerifiedPack {
  const verdict = verifyPack(fetched(lampPack(head)), { profile: 'standard', now: NOW });
  if (!verdict.ok) throw new Error(verdict.detail);
  return verdict;
}

const added = (
  packs: readonly MarketPack[],
  head: Parameters<typeof lampPack>[0] = {},
  keywords: readonly string[] = [],
): readonly MarketPack[] =>
  addToIndex(packs, { pack: verified(head), size: 10, source: 'lamp.zip', keywords });

const PACKS = [
  ['acme/lamp', '1.0.0', 'Lamps for every desk.', ['light']],
  ['acme/lamp', '1.10.0', 'Lamps for every desk.', []],
  ['acme/lamp', '2.0.0-rc.1', 'Lamps for every desk.', []],
  ['lampshade', '0.1.0', 'Shades.', ['light', 'cloth']],
  ['bulb', '3.0.0', 'What goes into a lamp.', []],
] as const;
const packs = PACKS.reduce<readonly MarketPack[]>(
  (list, [name, version, description, keywords]) =>
    added(list, { name, version, description }, keywords),
  [],
);

const bytesOf = (changes: Partial<Parameters<typeof encodeMarketIndex>[0]> = {}): Uint8Array =>
  encodeMarketIndex({
    name: 'acme',
    sequence: 7,
    createdAt: '2026-06-01T00:00:00Z',
    expiresAt: '2026-07-01T00:00:00Z',
    packs,
    ...changes,
  });
const index = parseMarketIndex(bytesOf());
const signed = (bytes: Uint8Array, by = acme): Uint8Array[] => [
  encodeSignatureFile(addSignature(undefined, sha256Hex(bytes), by.key)),
];

function judge(
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
  options: Partial<JudgeIndexOptions> = {},
) {
  const verdict = judgeIndex(bytes, signatures, {
    trust,
    profile: 'standard',
    now: NOW,
    seen: 0,
    ...options,
  });
  return verdict.ok ? 'ok' : verdict.code;
}

describe('an index', () => {
  test('that was written is read, packs by name and versions newest first', () => {
    expect(index.packs.map(({ name }) => name)).toEqual(['acme/lamp', 'bulb', 'lampshade']);
    expect(index.packs[0]?.versions.map(({ version }) => version)).toEqual([
      '2.0.0-rc.1',
      '1.10.0',
      '1.0.0',
    ]);
    expect(index.packs[0]).toMatchObject({ keywords: ['light'], agents: ['lamp'] });
  });

  test('is believed when a publisher who may signed these bytes', () => {
    const bytes = bytesOf();
    expect(judge(bytes, signed(bytes))).toBe('ok');
    expect(judge(bytes, [])).toBe('pack_unsigned');
    expect(judge(bytes, signed(bytes, stranger))).toBe('pack_signature_invalid');
    expect(judge(bytes, signed(bytesOf({ sequence: 8 })))).toBe('pack_unsigned');
    expect(judge(bytesOf({ name: 'other' }), signed(bytesOf({ name: 'other' })))).toBe(
      'pack_name_not_granted',
    );
    expect(judge(bytes, signed(bytes), { now: NOW * 2n })).toBe('ok');
  });

  test('unsigned needs a person who says so, and never passes under strict', () => {
    expect(judge(bytesOf(), [], { allowUnsigned: true })).toBe('ok');
    expect(judge(bytesOf(), [], { allowUnsigned: true, profile: 'strict' })).toBe('pack_unsigned');
  });

  test('who signed is asked before a byte of it is parsed', () => {
    const garbage = text('{"schema_id":');
    expect(judge(garbage, [])).toBe('pack_unsigned');
    expect(judge(garbage, signed(garbage))).toBe('pack_index_malformed');
  });

  test('of an older edition is refused once a newer one was seen', () => {
    const bytes = bytesOf();
    expect(judge(bytes, signed(bytes), { seen: 7 })).toBe('ok');
    expect(judge(bytes, signed(bytes), { seen: 8 })).toBe('pack_index_rollback');
  });

  test('past its end is told, and refused under strict', () => {
    const bytes = bytesOf();
    const late = 1_790_000_000_000_000_000n;
    expect(
      judgeIndex(bytes, signed(bytes), { trust, profile: 'standard', now: late, seen: 0 }),
    ).toMatchObject({
      ok: true,
      expired: true,
    });
    expect(judge(bytes, signed(bytes), { now: late, profile: 'strict' })).toBe(
      'pack_index_expired',
    );
  });

  const value = JSON.parse(new TextDecoder().decode(bytesOf())) as JsonObject;
  const pack = (value['packs'] as JsonObject[])[0] as JsonObject;
  const version = (pack['versions'] as JsonObject[])[0] as JsonObject;
  const withVersion = (changes: JsonObject): JsonObject => ({
    ...value,
    packs: [{ ...pack, versions: [{ ...version, ...changes }] }],
  });
  test.each<[string, Json]>([
    ['another schema', { ...value, schema_version: '2.0.0' }],
    ['an unknown field', { ...value, more: 1 }],
    ['no edition', { ...value, sequence: 0 }],
    ['an end before its beginning', { ...value, expires_at: '2020-01-01T00:00:00Z' }],
    ['packs out of order', { ...value, packs: (value['packs'] as Json[]).toReversed() }],
    [
      'versions out of order',
      { ...value, packs: [{ ...pack, versions: (pack['versions'] as Json[]).toReversed() }] },
    ],
    ['a version twice', { ...value, packs: [{ ...pack, versions: [version, version] }] }],
    ['a pack without versions', { ...value, packs: [{ ...pack, versions: [] }] }],
    [
      'a description that turns the line',
      { ...value, packs: [{ ...pack, description: 'a\u202eb' }] },
    ],
    ['a digest that is none', withVersion({ manifest_digest: 'x' })],
    ['a source on another host without scheme', withVersion({ source: '//evil.example/x.zip' })],
    ['a source above the index', withVersion({ source: '../x.zip' })],
    ['an absolute source', withVersion({ source: '/etc/passwd' })],
    ['a source with a drive', withVersion({ source: 'C:\\x.zip' })],
    ['a source over another scheme', withVersion({ source: 'file:///etc/passwd' })],
    ['a source with credentials', withVersion({ source: 'https://u:p@host.example/x.zip' })],
    ['a source that runs a program', withVersion({ source: 'ext::sh' })],
  ])('with %s is refused', (_, given) => {
    expect(codeOf(() => parseMarketIndex(text(canonicalize(given))))).toBe('pack_index_malformed');
  });

  test('of any bytes is refused with the one code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue().map((json) => text(JSON.stringify(json))),
          fc.uint8Array(),
        ),
        (bytes) => {
          expect(codeOf(() => parseMarketIndex(bytes))).toBe('pack_index_malformed');
        },
      ),
    );
  });
});

describe('a search', () => {
  const names = (...words: readonly string[]) => searchIndex(index, words).map(({ name }) => name);
  test('puts the name first, then its beginning, then what speaks of it', () => {
    expect(names('lamp')).toEqual(['acme/lamp', 'lampshade', 'bulb']);
    expect(names('LIGHT')).toEqual(['acme/lamp', 'lampshade']);
    expect(names('light', 'cloth')).toEqual(['lampshade']);
    expect(names('nothing')).toEqual([]);
    expect(names()).toEqual(['acme/lamp', 'bulb', 'lampshade']);
  });
  test('is narrowed by publisher and level', () => {
    expect(searchIndex(index, [], { publisher: 'other' })).toEqual([]);
    expect(searchIndex(index, [], { level: 4 }).length).toBe(3);
  });
  test('does not offer a pack whose every version is withdrawn', () => {
    const yanked = { ...index, packs: yankFromIndex(index.packs, 'bulb', '3.0.0') };
    expect(searchIndex(yanked, ['bulb'])).toEqual([]);
    expect(codeOf(() => yankFromIndex(index.packs, 'bulb', '9.9.9'))).toBe('pack_not_found');
  });
});

test('the newest of some tags is found by what SemVer says, and words are none', () => {
  const tags = ['latest', '1.2.0', '1.10.0', '2.0.0-rc.1', 'v3.0.0', 'sha256-abc'];
  expect(newestVersion(tags, false)).toBe('1.10.0');
  expect(newestVersion(tags, true)).toBe('2.0.0-rc.1');
  expect(newestVersion(['latest'], true)).toBeUndefined();
});

test('the newest version is a pre-release only when that is asked for', () => {
  const lamp = index.packs[0] as MarketPack;
  expect(newestOf(lamp)?.version).toBe('1.10.0');
  expect(newestOf(lamp, true)?.version).toBe('2.0.0-rc.1');
  expect([isNewer('1.10.0', '1.9.0'), isNewer('1.0.0', '1.0.0'), isNewer('1.0.0', '')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('in an index a name keeps its publisher and a version its content', () => {
  expect(codeOf(() => added(packs, { publisher: 'mallory', version: '9.0.0' }))).toBe(
    'pack_identity_changed',
  );
  expect(codeOf(() => added(packs, { version: '1.0.0', description: 'Other.' }))).toBe(
    'pack_exists',
  );
  expect(added(packs, { version: '1.0.0', description: 'Lamps for every desk.' }).length).toBe(
    packs.length,
  );
});

test('a source is an address of its own, or beside the index; https is pinned to the zip', () => {
  const version = {
    version: '1.0.0',
    manifestDigest: 'a'.repeat(64),
    archiveDigest: 'b'.repeat(64),
    size: 1,
    yanked: false,
  };
  const at = (address: string, source: string) => addressOfVersion(address, { ...version, source });
  const pin = `#sha256:${'b'.repeat(64)}`;
  expect(at('https://x.example/a/index.json', 'p/lamp 1.zip'.replace(' ', '-'))).toBe(
    `https://x.example/a/p/lamp-1.zip${pin}`,
  );
  expect(at('https://x.example/index.json', 'https://y.example/z.zip')).toBe(
    `https://y.example/z.zip${pin}`,
  );
  expect(at('https://x.example/index.json', 'oci://r.example/a:1.0.0')).toBe(
    'oci://r.example/a:1.0.0',
  );
  expect(at('/srv/packs/index.json', 'lamp.zip')).toBe('/srv/packs/lamp.zip');
});
