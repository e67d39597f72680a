import { compareVersions, parseVersion } from '@gait/agents';
import {
  bool,
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  int,
  isCodedError,
  isDigestHex,
  list,
  parseJson,
  parseTime,
  prettyJson,
  record,
  str,
  struct,
  type Infer,
} from '@gait/canon';
import { isDescription } from '../pack/pack-manifest.ts';
import { isPackName, isPublisherName } from '../pack/pack-name.ts';
import { parsePackAddress } from '../source/pack-address.ts';

const SCHEMA = 'krci.pack_index';
const SCHEMA_VERSION = '1.0.0';

/** Bounds of an index. */
export const MARKET_LIMITS = {
  indexBytes: 32 * 1024 * 1024,
  packs: 20_000,
  versions: 500,
} as const;

const versionRecord = record('version of a pack', {
  version: str(),
  manifest_digest: str(),
  archive_digest: str(),
  size: int(),
  source: str(),
  yanked: bool().opt(),
});
const packRecord = record('pack of an index', {
  name: str(),
  publisher: str(),
  description: str(),
  keywords: list(str()),
  levels: struct(record('levels', { min: int(), max: int() })),
  agents: list(str()),
  versions: list(struct(versionRecord)),
});

/** Schema `krci.pack_index` 1.0.0. */
const indexRecord = record('pack index', {
  schema_id: str(),
  schema_version: str(),
  name: str(),
  sequence: int(),
  created_at: str(),
  expires_at: str(),
  packs: list(struct(packRecord)),
});

/** A list of packs that any web server can hold: what there is, where, and with which digests. */
export interface MarketIndex {
  readonly name: string;
  /** Grows with every edition: an older one in its place is refused. */
  readonly sequence: number;
  /** Nanoseconds since 1970. */
  readonly createdAt: bigint;
  /** From then on nobody vouches that it is the newest. */
  readonly expiresAt: bigint;
  /** Sorted by name. */
  readonly packs: readonly MarketPack[];
}

export interface MarketPack {
  readonly name: string;
  readonly publisher: string;
  /** Of the newest version, as the keys below. */
  readonly description: string;
  readonly keywords: readonly string[];
  readonly levels: { readonly min: number; readonly max: number };
  /** Short names of the agents in it. */
  readonly agents: readonly string[];
  /** Newest first. */
  readonly versions: readonly MarketVersion[];
}

export interface MarketVersion {
  readonly version: string;
  readonly manifestDigest: string;
  readonly archiveDigest: string;
  /** Bytes of the zip. */
  readonly size: number;
  /** Address, or a path relative to the index. */
  readonly source: string;
  /** Not offered any more, and still there for who has it in a lock. */
  readonly yanked: boolean;
}

const WORD = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const AGENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads an index. Its signature is checked before, by `judgeIndex`; this refuses what two readers
 * could take differently: unknown fields, an order that is not by name and version, a version twice.
 * Throws `pack_index_malformed`.
 */
export function parseMarketIndex(bytes: Uint8Array): MarketIndex {
  const fields = decode(bytes);
  if (fields.schema_id !== SCHEMA || fields.schema_version !== SCHEMA_VERSION) {
    throw malformed(`it is no ${SCHEMA} of version ${SCHEMA_VERSION}`, 'schema_id');
  }
  if (!isPackName(fields.name)) throw malformed('not the name of an index', 'name');
  if (fields.sequence < 1) throw malformed('the sequence begins with 1', 'sequence');
  const createdAt = readTime(fields.created_at, 'created_at');
  const expiresAt = readTime(fields.expires_at, 'expires_at');
  if (expiresAt <= createdAt) throw malformed('it ends before it begins', 'expires_at');
  const given = fields.packs ?? [];
  if (given.length > MARKET_LIMITS.packs) throw malformed('there are too many packs', 'packs');
  const packs = given.map((pack, i) => readPack(pack, `packs[${i}]`));
  for (const [i, { name }] of packs.entries()) {
    const before = packs[i - 1];
    if (before !== undefined && compareUtf8(before.name, name) >= 0) {
      throw malformed('packs are sorted by name, each once', `packs[${i}]`);
    }
  }
  return { name: fields.name, sequence: fields.sequence, createdAt, expiresAt, packs };
}

/** The bytes of an index, indented: people review what they sign. */
export function encodeMarketIndex(
  index: Omit<MarketIndex, 'createdAt' | 'expiresAt'> & {
    readonly createdAt: string;
    readonly expiresAt: string;
  },
): Uint8Array {
  const value = encodeRecord(indexRecord, {
    schema_id: SCHEMA,
    schema_version: SCHEMA_VERSION,
    name: index.name,
    sequence: index.sequence,
    created_at: index.createdAt,
    expires_at: index.expiresAt,
    packs: index.packs
      .toSorted((a, b) => compareUtf8(a.name, b.name))
      .map((pack) => ({
        ...pack,
        versions: pack.versions.toSorted(newestFirst).map((version) => ({
          version: version.version,
          manifest_digest: version.manifestDigest,
          archive_digest: version.archiveDigest,
          size: version.size,
          source: version.source,
          yanked: version.yanked,
        })),
      })),
  });
  return new TextEncoder().encode(`${prettyJson(value)}\n`);
}

/** Orders versions, the newest first; what is no version comes last. */
export function newestFirst(
  a: { readonly version: string },
  b: { readonly version: string },
): number {
  const left = parseVersion(a.version);
  const right = parseVersion(b.version);
  if (left === undefined || right === undefined)
    return left === right ? 0 : left === undefined ? 1 : -1;
  return compareVersions(right, left);
}

function decode(bytes: Uint8Array): Infer<typeof indexRecord> {
  try {
    const value = parseJson(bytes, { maxBytes: MARKET_LIMITS.indexBytes, maxDepth: 10 });
    return decodeRecord(indexRecord, value, { unknown: 'refuse' });
  } catch (error) {
    throw isCodedError(error) ? malformed(error.message, error.where.field ?? '') : error;
  }
}

function readPack(fields: Infer<typeof packRecord>, field: string): MarketPack {
  if (!isPackName(fields.name)) throw malformed('not the name of a pack', `${field}.name`);
  if (!isPublisherName(fields.publisher)) throw malformed('not a publisher', `${field}.publisher`);
  if (!isDescription(fields.description)) {
    throw malformed('a description has 1 to 300 printable characters', `${field}.description`);
  }
  const keywords = fields.keywords ?? [];
  if (keywords.length > 32 || !keywords.every((word) => word.length <= 64 && WORD.test(word))) {
    throw malformed('keywords are up to 32 words of small letters', `${field}.keywords`);
  }
  const agents = fields.agents ?? [];
  if (agents.length > 1000 || !agents.every((name) => AGENT.test(name))) {
    throw malformed('not short names of agents', `${field}.agents`);
  }
  const { min, max } = fields.levels;
  if (min < 1 || max > 4 || min > max) throw malformed('levels are 1 to 4', `${field}.levels`);
  const given = fields.versions ?? [];
  if (given.length === 0 || given.length > MARKET_LIMITS.versions) {
    throw malformed(`a pack has 1 to ${MARKET_LIMITS.versions} versions`, `${field}.versions`);
  }
  const versions = given.map((version, i) => readVersion(version, `${field}.versions[${i}]`));
  for (const [i, version] of versions.entries()) {
    const before = versions[i - 1];
    if (before !== undefined && newestFirst(before, version) >= 0) {
      throw malformed('versions stand newest first, each once', `${field}.versions[${i}]`);
    }
  }
  const { name, publisher, description } = fields;
  return { name, publisher, description, keywords, levels: { min, max }, agents, versions };
}

function readVersion(fields: Infer<typeof versionRecord>, field: string): MarketVersion {
  if (parseVersion(fields.version) === undefined) throw malformed('not SemVer 2.0', field);
  if (!isDigestHex(fields.manifest_digest) || !isDigestHex(fields.archive_digest)) {
    throw malformed('a digest has 64 small hex digits', field);
  }
  if (fields.size < 1) throw malformed('the size of a zip is at least 1', field);
  const { source } = fields;
  if (
    source.length > 2048 ||
    /[\u0000-\u0020\u007f-\u009f]/u.test(source) ||
    !leadsToPack(source)
  ) {
    throw malformed('a source is an address, or a path below the index', field);
  }
  return {
    version: fields.version,
    manifestDigest: fields.manifest_digest,
    archiveDigest: fields.archive_digest,
    size: fields.size,
    source,
    yanked: fields.yanked,
  };
}

/** An address of its own, or a path that stays where the index is: not `//other.example/x`, not `../x`. */
function leadsToPack(source: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/u.test(source)) {
    const parts = source.split(/[/\\]/u);
    return !source.includes('\\') && parts.every((part) => !['', '.', '..'].includes(part));
  }
  try {
    return parsePackAddress(source).kind !== 'folder';
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}

function readTime(text: string, field: string): bigint {
  const parsed = parseTime(text);
  if (parsed !== undefined) return parsed.epochNanos;
  throw malformed('not an RFC 3339 time', field);
}

function malformed(why: string, field: string): CodedError {
  return new CodedError('pack_index_malformed', `pack index: ${why}`, {
    hint: 'make the index again with krci-ai pack index',
    where: field === '' ? {} : { field },
  });
}
