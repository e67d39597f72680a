import type { ErrorCode } from '@gait/canon';
import type { ByteSource } from './byte-source.ts';
import type { ZipLimits } from './zip-limits.ts';

/** One entry as the central directory describes it, after the checks of `openZip`. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate; anything else cannot be read. */
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  /** Packed bytes in the file. */
  readonly compressedSize: number;
  /** Unpacked bytes. */
  readonly size: number;
  /** Unix permission bits (0o644 where the writer gave none). */
  readonly mode: number;
  /** True for a name that ends with a slash. */
  readonly isDirectory: boolean;
  /** Offset of the local header in the source. */
  readonly headerOffset: number;
  /** Offset of the packed bytes in the source, or -1 when the local header cannot be read. */
  readonly dataOffset: number;
}

/** Something the reference reads without a word and this product refuses outside `compat`. */
export interface ZipOddity {
  readonly code: ErrorCode;
  readonly entry?: string;
  readonly message: string;
}

/** An opened archive: its directory has been read and checked, its entries have not. */
export interface ZipArchive {
  readonly source: ByteSource;
  readonly limits: ZipLimits;
  /** In the order of the central directory. */
  readonly entries: readonly ZipEntry[];
  /** What was tolerated so far; reading an entry may add to it. Empty unless limits say `collect`. */
  readonly oddities: readonly ZipOddity[];
  /** The entry with exactly this name. */
  find(name: string): ZipEntry | undefined;
  /** Records an oddity, or throws it when limits say `refuse`. For the readers in this folder. */
  report(oddity: ZipOddity): void;
}
