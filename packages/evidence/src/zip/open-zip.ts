import { CodedError, trimSpace } from '@gait/canon';
import type { ByteSource } from './byte-source.ts';
import { readCentralDirectory, tooManyEntries, type CentralHeader } from './central-directory.ts';
import { findDirectoryEnd, type DirectoryEnd } from './directory-end.ts';
import { checkLayout, inFileOrder } from './layout.ts';
import { u16, u32 } from './little-endian.ts';
import { readLocalHeader, type LocalExtent } from './local-header.ts';
import type { ZipArchive, ZipEntry, ZipOddity } from './zip-archive.ts';
import { STANDARD_LIMITS, type ZipLimits } from './zip-limits.ts';

/** More oddities than this say nothing new and cost memory. */
const MAX_ODDITIES = 100;

/** Up to this many entries a scan finds a name faster than a map is built. */
const SCAN_ENTRIES = 16;

/**
 * Opens a zip: finds its directory, checks every entry's headers, names and place in the
 * file, and unpacks nothing.
 *
 * In: any bytes, and limits (default `STANDARD_LIMITS`: oddities are refused).
 * Out: the archive; entries in directory order.
 * Throws `CodedError`: `zip_malformed` (no readable directory), `zip_duplicate_entry`,
 * `zip_too_many_entries`, `zip_bomb`, `zip_entry_name` (too long); and, unless oddities are
 * collected, `zip_entry_name`, `zip_confusable_entry`, `zip_encrypted`, `zip_unsupported`,
 * `zip_link`, `zip_header_mismatch`, `zip_overlap`, `zip_hidden_data`.
 * PKWARE APPNOTE 6.3.10 sections 4.3 to 4.5.
 */
export function openZip(source: ByteSource, limits: ZipLimits = STANDARD_LIMITS): ZipArchive {
  const oddities: ZipOddity[] = [];
  const collect = (oddity: ZipOddity): void => {
    if (oddities.length < MAX_ODDITIES) oddities.push(oddity);
  };
  const end = findDirectoryEnd(source);
  if (end.comment > limits.maxCommentBytes) {
    throw new CodedError('zip_malformed', `the comment of the zip has ${end.comment} bytes`);
  }
  const { start, base } = locateDirectory(source, end);
  if (source.size - start > limits.maxDirectoryBytes) throw tooManyEntries(limits);
  // To the end of the file: the reference lets the last header run into the closing records.
  const bytes = source.read(start, source.size - start);
  if (bytes.length < source.size - start) {
    throw new CodedError('zip_malformed', 'the file ended while its zip directory was being read');
  }
  const directory = readCentralDirectory(bytes, end, limits, collect);
  const { headers } = directory;
  // Before any oddity: the reference says "duplicate" whatever else is wrong.
  refuseDuplicates(headers);
  refuseBombs(headers, source.size, limits);

  const entries: ZipEntry[] = [];
  const extents: LocalExtent[] = [];
  // In the order of the file: a source that unpacks on the way pays for every step back.
  const order = inFileOrder(headers);
  for (const index of order) {
    const header = headers[index] as CentralHeader;
    const headerOffset = header.headerOffset + base;
    const extent = readLocalHeader(source, header, headerOffset, collect);
    entries[index] = toEntry(header, headerOffset, extent.dataOffset);
    extents[index] = extent;
  }
  checkLayout(
    { entries, extents, order, end, start, consumed: directory.consumed, size: source.size },
    collect,
  );
  const [first] = oddities;
  if (first !== undefined && limits.oddities === 'refuse') throw refusalOf(first);
  return makeArchive(source, limits, entries, oddities);
}

/**
 * Offset where the directory starts, and how far all offsets are shifted by bytes before
 * the archive; by the reference's rule, which trusts the record's distance from its
 * directory and falls back to no shift when a header stands at the unshifted place.
 */
function locateDirectory(source: ByteSource, end: DirectoryEnd): { start: number; base: number } {
  const start = end.end - end.directorySize;
  if (start < 0 || start >= source.size) {
    throw new CodedError('zip_malformed', 'the zip directory lies outside the file');
  }
  const base = start - end.directoryOffset;
  if (base > 0) {
    const header = source.read(end.directoryOffset, 46);
    if (header.length === 46 && u32(header, 0) === 0x02014b50) {
      const length = 46 + u16(header, 28) + u16(header, 30) + u16(header, 32);
      if (end.directoryOffset + length <= source.size)
        return { start: end.directoryOffset, base: 0 };
    }
  }
  return { start, base };
}

/**
 * Two entries of one name, after trimming white space as the reference does: which one a
 * program reads is its own choice, so a signature would cover one and a reader show another.
 */
function refuseDuplicates(headers: readonly CentralHeader[]): void {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  for (const { name, rawName } of headers) {
    // Names that are not UTF-8 may look alike as text and differ in bytes.
    const key = name.includes('\ufffd') ? `\0${rawName}` : trimSpace(name);
    if (key === '') continue;
    if (seen.has(key)) duplicates.add(trimSpace(name));
    seen.add(key);
  }
  if (duplicates.size === 0) return;
  const names = [...duplicates].sort();
  const shown = names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '');
  throw new CodedError('zip_duplicate_entry', `zip contains duplicate entries: ${shown}`, {
    hint: 'rebuild the artifact so that each name occurs once',
    where: { entry: names[0] as string },
  });
}

/**
 * The sizes are claims, but reading an entry never gives more than its claim. The whole is
 * compared with the file's size, so that entries sharing packed bytes gain nothing.
 */
function refuseBombs(headers: readonly CentralHeader[], fileSize: number, limits: ZipLimits): void {
  const { ratioFloorBytes, maxRatio } = limits;
  let total = 0;
  for (const { name, size, compressedSize } of headers) {
    total += size;
    const tooDense = size > ratioFloorBytes && size > compressedSize * maxRatio;
    if (!tooDense && (total <= ratioFloorBytes || total <= fileSize * maxRatio)) continue;
    throw new CodedError('zip_bomb', `the zip unpacks to more than ${maxRatio} times its size`, {
      hint: 'this is how a decompression bomb looks; the archive was not unpacked',
      where: { entry: name },
    });
  }
}

function toEntry(header: CentralHeader, headerOffset: number, dataOffset: number): ZipEntry {
  return {
    name: header.name,
    method: header.method,
    flags: header.flags,
    crc32: header.crc32,
    compressedSize: header.compressedSize,
    size: header.size,
    mode: header.mode,
    isDirectory: header.rawName.endsWith('/'),
    headerOffset,
    dataOffset,
  };
}

function makeArchive(
  source: ByteSource,
  limits: ZipLimits,
  entries: readonly ZipEntry[],
  oddities: ZipOddity[],
): ZipArchive {
  let byName: Map<string, ZipEntry> | undefined;
  return {
    source,
    limits,
    entries,
    oddities,
    find(name) {
      if (entries.length <= SCAN_ENTRIES) return entries.find((entry) => entry.name === name);
      byName ??= new Map(entries.toReversed().map((entry) => [entry.name, entry]));
      return byName.get(name);
    },
    report(oddity) {
      if (limits.oddities === 'refuse') throw refusalOf(oddity);
      const known = oddities.some(
        ({ code, entry }) => code === oddity.code && entry === oddity.entry,
      );
      if (!known && oddities.length < MAX_ODDITIES) oddities.push(oddity);
    },
  };
}

function refusalOf({ code, entry, message }: ZipOddity): CodedError {
  return new CodedError(code, message, {
    hint: 'make the archive again with a plain zip writer; `--profile compat` reads it as it is',
    ...(entry === undefined ? {} : { where: { entry } }),
  });
}
