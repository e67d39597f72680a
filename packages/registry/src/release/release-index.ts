import { compareVersions, parseVersion, type Version } from '@gait/agents';
import {
  bool,
  checkSignatures,
  CodedError,
  decodeRecord,
  formatTime,
  isCodedError,
  list,
  parseJson,
  parseTime,
  record,
  sha256Hex,
  str,
  struct,
  type Infer,
  type KeySet,
} from '@gait/canon';
import { parseSignatureFile } from '../sign/signature-file.ts';

export const RELEASE_SCHEMA = { id: 'krci.release_index', version: '1.0.0' } as const;

/** Bounds of a release index. */
export const RELEASE_LIMITS = { indexBytes: 1024 * 1024, releases: 2000 } as const;

/** From the most tried to the newest: who follows one also gets what those before it get. */
export const CHANNELS = ['stable', 'rc', 'beta', 'dev'] as const;
export type Channel = (typeof CHANNELS)[number];

const releaseRecord = record('release', {
  version: str(),
  date: str(),
  url: str(),
  withdrawn: bool().opt(),
});

/** Schema `krci.release_index` 1.0.0. */
export const releaseIndexRecord = record('release index', {
  schema_id: str(),
  schema_version: str(),
  created_at: str(),
  expires_at: str(),
  releases: list(struct(releaseRecord)),
});

/** A version that can be had. */
export interface Release {
  readonly version: string;
  readonly parsed: Version;
  /** Follows from the version: `1.2.0-rc.1` is `rc`, `1.2.0-nightly.3` is `dev`. */
  readonly channel: Channel;
  /** Day of the release. */
  readonly date: string;
  /** Where a person reads about it and gets it; https. */
  readonly url: string;
  /** Nobody is offered it any more. */
  readonly withdrawn: boolean;
}

/** A release index as it is written. */
export interface ReleaseList {
  /** Nanoseconds since 1970. */
  readonly createdAt: bigint;
  /** From then on nobody believes it. */
  readonly expiresAt: bigint;
  readonly releases: readonly Release[];
}

export interface ReleaseIndex {
  /** Withdrawn ones are not among them. */
  readonly releases: readonly Release[];
  /** Key that signed it. */
  readonly signedBy: string;
}

/** What a release index is judged by. */
export interface ReleaseTrust {
  readonly keys: KeySet;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
}

/**
 * Checks and reads a release index. The signature is over the digest of its bytes and is checked
 * before they are read. An index whose time is over is refused: whoever stands between could show an
 * old one for ever, and nobody would hear of a repair.
 *
 * @param signatures the file that stands beside the index
 * @throws CodedError `release_index_signature`, `release_index_expired`, `release_index_malformed`,
 *   `pack_signatures_malformed`
 */
export function openReleaseIndex(
  bytes: Uint8Array,
  signatures: Uint8Array,
  { keys, now }: ReleaseTrust,
): ReleaseIndex {
  const file = parseSignatureFile(signatures);
  const check = checkSignatures(keys, file.signatures, sha256Hex(bytes), {
    role: 'pack',
    claimedTime: undefined,
  });
  if (check.status !== 'verified') {
    throw new CodedError('release_index_signature', 'no trusted key signed the release index', {
      hint: 'check --index and --index-key; do not install what it offers',
    });
  }
  const { expiresAt, releases: all } = parseReleaseIndex(bytes);
  if (expiresAt <= now) {
    throw new CodedError(
      'release_index_expired',
      `the release index ended on ${formatTime(expiresAt)}`,
      {
        hint: 'somebody may be showing an old one; ask the publisher for a newer',
      },
    );
  }
  const releases = all.filter(({ withdrawn }) => !withdrawn);
  return { releases, signedBy: check.signers[0] ?? '' };
}

/**
 * Reads a release index for who makes one: nobody vouches for it.
 *
 * @throws CodedError `release_index_malformed`
 */
export function parseReleaseIndex(bytes: Uint8Array): ReleaseList {
  const fields = decode(bytes);
  if (fields.schema_id !== RELEASE_SCHEMA.id || fields.schema_version !== RELEASE_SCHEMA.version) {
    throw malformed(`it is no ${RELEASE_SCHEMA.id} of version ${RELEASE_SCHEMA.version}`);
  }
  const releases = fields.releases ?? [];
  if (releases.length > RELEASE_LIMITS.releases) throw malformed('there are too many releases');
  return {
    createdAt: nanoseconds(fields.created_at),
    expiresAt: nanoseconds(fields.expires_at),
    releases: releases.map(readRelease),
  };
}

/** The newest release that a channel offers; undefined: none. */
export function newestRelease(releases: readonly Release[], channel: Channel): Release | undefined {
  const followed = CHANNELS.slice(0, CHANNELS.indexOf(channel) + 1);
  let newest: Release | undefined;
  for (const release of releases) {
    if (!followed.includes(release.channel)) continue;
    if (newest === undefined || compareVersions(release.parsed, newest.parsed) > 0)
      newest = release;
  }
  return newest;
}

/** The channel that a version belongs to by its pre-release part. */
export function channelOf({ pre }: Version): Channel {
  if (pre.length === 0) return 'stable';
  return pre[0] === 'rc' || pre[0] === 'beta' ? pre[0] : 'dev';
}

function readRelease({ version, date, url, withdrawn }: Infer<typeof releaseRecord>): Release {
  const parsed = parseVersion(version);
  if (parsed === undefined) throw malformed(`no version: ${JSON.stringify(version)}`);
  // It is printed for a person to open.
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw malformed(`the release ${version} has no https address`);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw malformed(`the release ${version} has no day`);
  return { version, parsed, channel: channelOf(parsed), date, url, withdrawn };
}

function decode(bytes: Uint8Array): Infer<typeof releaseIndexRecord> {
  try {
    const value = parseJson(bytes, { maxBytes: RELEASE_LIMITS.indexBytes, maxDepth: 16 });
    return decodeRecord(releaseIndexRecord, value, { unknown: 'refuse' });
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, error) : error;
  }
}

function nanoseconds(text: string): bigint {
  const time = parseTime(text);
  if (time === undefined) throw malformed(`no time: ${JSON.stringify(text)}`);
  return time.epochNanos;
}

function malformed(why: string, cause?: unknown): CodedError {
  return new CodedError('release_index_malformed', `the release index cannot be used: ${why}`, {
    hint: 'check that the address is one of a release index',
    ...(cause === undefined ? {} : { cause }),
  });
}
