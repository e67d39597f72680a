import { describe, expect, test } from 'bun:test';
import { parseVersion } from '@gait/agents';
import {
  generateKeyPair,
  isCodedError,
  parsePrivateKey,
  parsePublicKey,
  sha256Hex,
  singleKey,
} from '@gait/canon';
import { addSignature, encodeSignatureFile } from '../sign/signature-file.ts';
import { channelOf, newestRelease, openReleaseIndex, type ReleaseIndex } from './release-index.ts';

const pair = generateKeyPair();
const other = generateKeyPair();
const NOW = 1_780_488_000_000_000_000n;

const release = (version: string, more: object = {}): object => ({
  version,
  date: '2026-05-01',
  url: `https://releases.example.com/${version}`,
  ...more,
});

function index(changes: object = {}): Uint8Array {
  const value = {
    schema_id: 'krci.release_index',
    schema_version: '1.0.0',
    created_at: '2026-05-01T00:00:00Z',
    expires_at: '2027-05-01T00:00:00Z',
    releases: [release('1.4.0'), release('1.5.0-rc.2'), release('1.10.0', { withdrawn: true })],
    ...changes,
  };
  return new TextEncoder().encode(JSON.stringify(value));
}

function signed(bytes: Uint8Array, key = pair.privateKey): Uint8Array {
  return encodeSignatureFile(addSignature(undefined, sha256Hex(bytes), parsePrivateKey(key)));
}

function open(bytes: Uint8Array, signatures = signed(bytes), now = NOW): ReleaseIndex {
  const keys = singleKey(parsePublicKey(pair.publicKey));
  return openReleaseIndex(bytes, signatures, { keys, now });
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

describe('a release index', () => {
  test('that a trusted key signed is read, without what was withdrawn', () => {
    expect(open(index()).releases.map(({ version, channel }) => [version, channel])).toEqual([
      ['1.4.0', 'stable'],
      ['1.5.0-rc.2', 'rc'],
    ]);
  });

  test('is refused with the signature of another key, of other bytes, or of none', () => {
    const bytes = index();
    expect(codeOf(() => open(bytes, signed(bytes, other.privateKey)))).toBe(
      'release_index_signature',
    );
    expect(codeOf(() => open(bytes, signed(index({ created_at: '' }))))).toBe(
      'release_index_signature',
    );
    const none = encodeSignatureFile({ digest: sha256Hex(bytes), signatures: [], sigstore: [] });
    expect(codeOf(() => open(bytes, none))).toBe('release_index_signature');
    expect(codeOf(() => open(bytes, new Uint8Array()))).toBe('pack_signatures_malformed');
  });

  test('is refused from the moment it ends: it may be an old one', () => {
    const end = 1_809_129_600_000_000_000n;
    expect(open(index(), undefined, end - 1n).releases.length).toBe(2);
    expect(codeOf(() => open(index(), undefined, end))).toBe('release_index_expired');
  });

  test.each([
    [{ schema_id: 'other' }],
    [{ schema_version: '2.0.0' }],
    [{ more: 1 }],
    [{ expires_at: 'soon' }],
    [{ releases: [release('1.4')] }],
    [{ releases: [release('1.4.0+a')] }],
    [{ releases: [release('1.4.0', { url: 'http://a.example' })] }],
    [{ releases: [release('1.4.0', { url: 'javascript:x' })] }],
    [{ releases: [release('1.4.0', { date: 'May' })] }],
    [{ releases: Array.from({ length: 2001 }, () => release('1.4.0')) }],
  ])('is refused when it is signed and makes no sense: %j', (changes) => {
    expect(codeOf(() => open(index(changes)))).toBe('release_index_malformed');
  });
});

test.each([
  ['stable', '1.4.0'],
  ['rc', '1.5.0-rc.10'],
  ['beta', '1.6.0-beta.1'],
  ['dev', '1.6.0-nightly.3'],
] as const)('the newest of %s is %s', (channel, version) => {
  const names = ['1.3.9', '1.4.0', '1.5.0-rc.2', '1.5.0-rc.10', '1.6.0-beta.1', '1.6.0-nightly.3'];
  const { releases } = open(index({ releases: names.map((name) => release(name)) }));
  expect(newestRelease(releases, channel)?.version).toBe(version);
  expect(newestRelease([], channel)).toBeUndefined();
});

test('a release is newer than its candidates', () => {
  const { releases } = open(
    index({ releases: ['2.0.0-rc.1', '2.0.0', '2.0.0-beta'].map((name) => release(name)) }),
  );
  expect(newestRelease(releases, 'dev')?.version).toBe('2.0.0');
});

test.each([
  ['1.0.0', 'stable'],
  ['1.0.0-rc.1', 'rc'],
  ['1.0.0-beta', 'beta'],
  ['0.0.0-dev', 'dev'],
  ['1.0.0-1', 'dev'],
])('%s is of the channel %s', (version, channel) => {
  const parsed = parseVersion(version);
  expect(parsed && channelOf(parsed)).toBe(channel as 'stable');
});
