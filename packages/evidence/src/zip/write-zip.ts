import { CodedError, compareUtf8 } from '@gait/canon';
import { deflateSync } from 'fflate/browser';
import { crc32 } from './crc32.ts';
import { judgeName } from './entry-name.ts';
import {
  centralHeader,
  concat,
  directoryEnd,
  localHeader,
  normalizeMode,
  type WrittenEntry,
} from './zip-records.ts';

/** A file for the writer; `mode` is Unix permission bits. */
export interface ZipFile {
  readonly path: string;
  readonly data: Uint8Array;
  readonly mode?: number;
}

/**
 * The level whose output is part of artifacts' digests (a pack hashes the zip it embeds):
 * changing it, or the library, changes pack ids.
 */
const LEVEL = 6;

/**
 * A zip of the files: the same bytes for the same files on every machine, runtime and time
 * zone, in any order given (gait-formats §2.1).
 *
 * Entries are sorted by the bytes of their names, deflated by a pure JavaScript encoder
 * (the runtimes' own zlib differ in output), dated 1980-01-01, with mode 0644, or 0755 when
 * any execute bit is set. Sizes and checksum stand in the local header: no data descriptors.
 * No files give no bytes, as the reference does.
 * Throws `zip_entry_name`, `zip_duplicate_entry` for names its own reader would refuse.
 */
export function writeZip(files: readonly ZipFile[]): Uint8Array {
  if (files.length === 0) return new Uint8Array();
  const sorted = [...files].sort((a, b) => compareUtf8(a.path, b.path));
  const pieces: Uint8Array[] = [];
  const written: WrittenEntry[] = [];
  let offset = 0;
  let previous: string | undefined;
  for (const { path, data, mode } of sorted) {
    checkNewName(path, path === previous);
    previous = path;
    const packed = deflateSync(data, { level: LEVEL });
    const entry: WrittenEntry = {
      name: encodeName(path),
      crc32: crc32(data),
      compressedSize: packed.length,
      size: data.length,
      mode: normalizeMode(mode),
      offset,
      streamed: false,
    };
    const header = localHeader(entry);
    pieces.push(header, packed);
    written.push(entry);
    offset += header.length + packed.length;
  }
  const directory = written.map((entry) => centralHeader(entry));
  const directorySize = directory.reduce((sum, header) => sum + header.length, 0);
  const end = directoryEnd(written.length, directorySize, offset);
  return concat([...pieces, ...directory, end]);
}

/** Throws for a name that the reader of this folder would refuse. */
export function checkNewName(path: string, duplicate: boolean): void {
  const complaint = path.isWellFormed()
    ? judgeName(Buffer.from(path).toString('latin1'), path)
    : 'a name is not Unicode';
  if (complaint !== undefined)
    throw new CodedError('zip_entry_name', complaint, { where: { entry: path } });
  if (duplicate) {
    throw new CodedError('zip_duplicate_entry', `two files are named ${path}`, {
      where: { entry: path },
    });
  }
}

export function encodeName(path: string): Uint8Array {
  return new TextEncoder().encode(path);
}
