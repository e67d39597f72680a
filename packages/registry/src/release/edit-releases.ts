import { compareVersions } from '@gait/agents';
import { CodedError, encodeRecord, formatTime, prettyJson } from '@gait/canon';
import {
  parseReleaseIndex,
  RELEASE_SCHEMA,
  releaseIndexRecord,
  type Release,
  type ReleaseList,
} from './release-index.ts';

/** A release as its publisher tells it. */
export type NewRelease = Pick<Release, 'version' | 'date' | 'url'>;

/**
 * The bytes of a release index, newest release first. What is written is what is read: whatever a
 * reader would refuse is refused here.
 *
 * @throws CodedError `release_index_malformed`
 */
export function encodeReleaseIndex({
  createdAt,
  expiresAt,
  releases,
}: Omit<ReleaseList, 'releases'> & {
  readonly releases: readonly (NewRelease & Pick<Release, 'withdrawn'>)[];
}): Uint8Array {
  const encode = (list: typeof releases): Uint8Array =>
    new TextEncoder().encode(
      prettyJson(
        encodeRecord(releaseIndexRecord, {
          schema_id: RELEASE_SCHEMA.id,
          schema_version: RELEASE_SCHEMA.version,
          created_at: formatTime(createdAt),
          expires_at: formatTime(expiresAt),
          releases: list,
        }),
      ),
    );
  const read = parseReleaseIndex(encode(releases));
  const sorted = read.releases.toSorted((a, b) => compareVersions(b.parsed, a.parsed));
  return encode(
    sorted.map(({ version, date, url, withdrawn }) => ({ version, date, url, withdrawn })),
  );
}

/**
 * Releases with one more. A version that is there stays what it is: who read of it yesterday and who
 * reads today must be sent to one place.
 *
 * @throws CodedError `release_exists`
 */
export function addRelease(
  releases: readonly Release[],
  added: NewRelease,
): readonly (NewRelease & Pick<Release, 'withdrawn'>)[] {
  const same = releases.find(({ version }) => version === added.version);
  if (same === undefined) return [...releases, { ...added, withdrawn: false }];
  if (same.date === added.date && same.url === added.url && !same.withdrawn) return releases;
  throw new CodedError('release_exists', `the index has ${added.version} otherwise`, {
    hint: 'raise the version',
  });
}

/** Releases with one withdrawn: nobody is offered it any more. @throws CodedError `release_missing` */
export function withdrawRelease(releases: readonly Release[], version: string): readonly Release[] {
  if (releases.every((release) => release.version !== version)) {
    throw new CodedError('release_missing', `the index has no ${version}`, {
      hint: 'write the version as the index has it',
    });
  }
  return releases.map((release) =>
    release.version === version ? { ...release, withdrawn: true } : release,
  );
}
