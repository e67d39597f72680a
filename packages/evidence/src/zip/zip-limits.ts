/**
 * What a zip reader may spend, and what it does about oddities.
 *
 * Exceeding a number always throws: it is the defence against archives that are small on
 * disk and huge in memory, and it is checked on the directory before anything is inflated.
 */
export interface ZipLimits {
  /** Entries in the central directory. */
  readonly maxEntries: number;
  /** Bytes of the central directory, held in memory at once. */
  readonly maxDirectoryBytes: number;
  /** Bytes of one entry's name. */
  readonly maxNameBytes: number;
  /** Bytes of one comment, the archive's or an entry's. */
  readonly maxCommentBytes: number;
  /** Unpacked bytes of one entry. */
  readonly maxEntryBytes: number;
  /** Unpacked bytes of all entries together. */
  readonly maxTotalBytes: number;
  /** Unpacked bytes per packed byte, for one entry and for the whole file. */
  readonly maxRatio: number;
  /** Below this many unpacked bytes the ratio is not looked at. */
  readonly ratioFloorBytes: number;
  /**
   * An oddity is something archive/zip of Go reads and this product would rather not:
   * `refuse` throws on the first, `collect` lists them in `ZipArchive.oddities`.
   */
  readonly oddities: 'refuse' | 'collect';
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** For code that uses what it reads: an oddity is an error. */
export const STANDARD_LIMITS: ZipLimits = {
  maxEntries: 10_000,
  maxDirectoryBytes: 16 * MIB,
  maxNameBytes: 1024,
  maxCommentBytes: 65_535,
  maxEntryBytes: 64 * GIB,
  maxTotalBytes: 256 * GIB,
  // Padded JSON lines of real runs reach 500; zeros give 1028.
  maxRatio: 600,
  ratioFloorBytes: 16 * MIB,
  oddities: 'refuse',
};

/** For verifiers of the standard profile: the same numbers, oddities become findings. */
export const VERIFY_LIMITS: ZipLimits = { ...STANDARD_LIMITS, oddities: 'collect' };

/**
 * For the `compat` profile: whatever the reference reads. Deflate cannot honestly exceed
 * 1032:1, so the ratio still refuses archives whose entries share the same packed bytes.
 */
export const COMPAT_LIMITS: ZipLimits = {
  maxEntries: 1_000_000,
  maxDirectoryBytes: 256 * MIB,
  maxNameBytes: 65_535,
  maxCommentBytes: 65_535,
  maxEntryBytes: 64 * GIB,
  maxTotalBytes: 256 * GIB,
  maxRatio: 1100,
  ratioFloorBytes: 256 * MIB,
  oddities: 'collect',
};
