import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import { addRelease, encodeReleaseIndex, withdrawRelease } from './edit-releases.ts';
import { parseReleaseIndex, type ReleaseList } from './release-index.ts';

const SPAN = { createdAt: 1_780_488_000_000_000_000n, expiresAt: 1_788_264_000_000_000_000n };
const release = (version: string): { version: string; date: string; url: string } => ({
  version,
  date: '2026-05-01',
  url: `https://releases.example.com/${version}`,
});

function listOf(...versions: readonly string[]): ReleaseList {
  const releases = versions.map((version) => ({ ...release(version), withdrawn: false }));
  return parseReleaseIndex(encodeReleaseIndex({ ...SPAN, releases }));
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

test('an index is read as it was written, newest first, and the same releases give the same bytes', () => {
  const list = listOf('1.4.0', '1.10.0', '1.10.0-rc.1', '1.9.0');
  expect(list).toMatchObject(SPAN);
  expect(list.releases.map(({ version }) => version)).toEqual([
    '1.10.0',
    '1.10.0-rc.1',
    '1.9.0',
    '1.4.0',
  ]);
  const again = encodeReleaseIndex({ ...list, releases: list.releases.toReversed() });
  expect(again).toEqual(encodeReleaseIndex(list));
});

test('a version is added once and stays what it is', () => {
  const { releases } = listOf('1.4.0');
  expect(addRelease(releases, release('1.4.0'))).toEqual(releases);
  expect(addRelease(releases, release('1.5.0')).map(({ version }) => version)).toEqual([
    '1.4.0',
    '1.5.0',
  ]);
  const elsewhere = { ...release('1.4.0'), url: 'https://other.example/' };
  expect(codeOf(() => addRelease(releases, elsewhere))).toBe('release_exists');
  const gone = withdrawRelease(releases, '1.4.0');
  expect(gone.map(({ withdrawn }) => withdrawn)).toEqual([true]);
  expect(codeOf(() => addRelease(gone, release('1.4.0')))).toBe('release_exists');
  expect(codeOf(() => withdrawRelease(releases, '1.4.1'))).toBe('release_missing');
});

test('what a reader would refuse is not written', () => {
  for (const bad of [
    { ...release('1.4'), withdrawn: false },
    { ...release('1.4.0'), url: 'ftp://x.example', withdrawn: false },
    { ...release('1.4.0'), date: '1 May', withdrawn: false },
  ])
    expect(codeOf(() => encodeReleaseIndex({ ...SPAN, releases: [bad] }))).toBe(
      'release_index_malformed',
    );
});
