import { CodedError } from '@gait/canon';
import type { DirectoryEnd } from './directory-end.ts';
import { decodeName, judgeName } from './entry-name.ts';
import { judgeExtraFields } from './extra-fields.ts';
import { u16, u32, u64 } from './little-endian.ts';
import type { ZipArchive } from './zip-archive.ts';
import type { ZipLimits } from './zip-limits.ts';

/** A central directory header, decoded; offsets not yet shifted by a prefix of the file. */
export interface CentralHeader {
  readonly name: string;
  /** The name's bytes as text, one character a byte: equal exactly when the bytes are equal. */
  readonly rawName: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  readonly mode: number;
}

/** What the directory's bytes held. */
export interface CentralDirectory {
  readonly headers: readonly CentralHeader[];
  /** Bytes the headers took; what follows them is something else. */
  readonly consumed: number;
}

const HEADER_LENGTH = 46;
const HEADER_SIGNATURE = 0x02014b50;
const ZIP64_EXTRA = 0x0001;
const MAX32 = 0xffffffff;

/** General-purpose flags under which the bytes are not what the method says. */
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const PATCHED = 0x0020;

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;

/**
 * Decodes the headers of a central directory (APPNOTE 4.3.12).
 *
 * Like the reference it reads header after header until the next bytes are no header, then
 * compares the count modulo 65536; every number that could cost memory is compared with the
 * limits first. Throws `zip_malformed`, `zip_too_many_entries`, `zip_bomb`; reports what the
 * reference accepts (`zip_entry_name`, `zip_encrypted`, `zip_unsupported`, `zip_link`,
 * `zip_header_mismatch` for extra fields, `zip_hidden_data` for comments).
 */
export function readCentralDirectory(
  bytes: Uint8Array,
  end: DirectoryEnd,
  limits: ZipLimits,
  report: ZipArchive['report'],
): CentralDirectory {
  // Latin-1 text from a Buffer costs a tenth of a TextDecoder call.
  const buffer = Buffer.isBuffer(bytes) ? bytes : copyToBuffer(bytes);
  const headers: CentralHeader[] = [];
  let at = 0;
  let total = 0;
  while (at + HEADER_LENGTH <= buffer.length && u32(buffer, at) === HEADER_SIGNATURE) {
    if (headers.length === limits.maxEntries) throw tooManyEntries(limits);
    const nameLength = u16(buffer, at + 28);
    const extraLength = u16(buffer, at + 30);
    const commentLength = u16(buffer, at + 32);
    const next = at + HEADER_LENGTH + nameLength + extraLength + commentLength;
    if (next > buffer.length) break;
    const header = readHeader(buffer, at, nameLength, extraLength, limits, report);
    if (commentLength > limits.maxCommentBytes) {
      throw new CodedError('zip_malformed', 'the comment of a zip entry is too long', {
        where: { entry: header.name },
      });
    }
    if (commentLength > 0) {
      const message = 'the zip entry has a comment, which no digest covers';
      report({ code: 'zip_hidden_data', entry: header.name, message });
    }
    total += header.size;
    if (total > limits.maxTotalBytes) {
      throw new CodedError(
        'zip_bomb',
        `the zip unpacks to more than ${limits.maxTotalBytes} bytes`,
        {
          where: { entry: header.name },
        },
      );
    }
    headers.push(header);
    at = next;
  }
  if ((headers.length & 0xffff) !== end.records % 0x1_0000) {
    throw new CodedError(
      'zip_malformed',
      `the zip directory holds ${headers.length} entries where its end says ${end.records}`,
    );
  }
  return { headers, consumed: at };
}

/** The first `Buffer.from` of a process costs 0.1 ms; a copy of the few bytes of a directory does not. */
function copyToBuffer(bytes: Uint8Array): Buffer {
  const buffer = Buffer.allocUnsafeSlow(bytes.length);
  buffer.set(bytes);
  return buffer;
}

/** The refusal of an archive with more entries than allowed. */
export function tooManyEntries(limits: ZipLimits): CodedError {
  return new CodedError(
    'zip_too_many_entries',
    `the zip holds more than ${limits.maxEntries} entries`,
    {
      hint: 'no artifact of this product has that many; raise the limit only for a source you trust',
    },
  );
}

function readHeader(
  buffer: Buffer,
  at: number,
  nameLength: number,
  extraLength: number,
  limits: ZipLimits,
  report: ZipArchive['report'],
): CentralHeader {
  if (nameLength > limits.maxNameBytes) {
    throw new CodedError('zip_entry_name', `a name in the zip has ${nameLength} bytes`, {
      hint: `names end at ${limits.maxNameBytes} bytes`,
    });
  }
  const nameAt = at + HEADER_LENGTH;
  const rawName = buffer.toString('latin1', nameAt, nameAt + nameLength);
  const name = decodeName(rawName, buffer.subarray(nameAt, nameAt + nameLength));
  const flags = u16(buffer, at + 8);
  const method = u16(buffer, at + 10);
  const attributes = u32(buffer, at + 38);
  let compressedSize = u32(buffer, at + 20);
  let size = u32(buffer, at + 24);
  let headerOffset = u32(buffer, at + 42);
  if (size === MAX32 || compressedSize === MAX32 || headerOffset === MAX32) {
    const wide = readZip64Extra(
      buffer,
      nameAt + nameLength,
      extraLength,
      { size, compressedSize, headerOffset },
      name,
    );
    ({ size, compressedSize, headerOffset } = wide);
  }

  const complaint = judgeName(rawName, name);
  if (complaint !== undefined) report({ code: 'zip_entry_name', entry: name, message: complaint });
  if ((flags & ENCRYPTED) !== 0) {
    report({ code: 'zip_encrypted', entry: name, message: 'the zip entry is marked encrypted' });
  }
  if ((flags & PATCHED) !== 0 || (method !== 0 && method !== 8)) {
    const message = `the zip entry uses compression method ${method}; only stored and deflate are read`;
    report({ code: 'zip_unsupported', entry: name, message });
  }
  const odd = judgeExtraFields(buffer, nameAt + nameLength, extraLength);
  if (odd !== undefined) {
    const message = `the directory's header of the zip entry ${odd}`;
    report({ code: 'zip_header_mismatch', entry: name, message });
  }
  const type = (attributes >>> 16) & S_IFMT;
  if (type === S_IFLNK) {
    report({ code: 'zip_link', entry: name, message: 'the zip entry is a symbolic link' });
  } else if (type !== 0 && type !== S_IFREG && type !== S_IFDIR) {
    report({ code: 'zip_link', entry: name, message: 'the zip entry is a device, pipe or socket' });
  }
  const permissions = (attributes >>> 16) & 0o777;
  return {
    name,
    rawName,
    flags,
    method,
    crc32: u32(buffer, at + 16),
    compressedSize,
    size,
    headerOffset,
    mode: permissions === 0 ? 0o644 : permissions,
  };
}

interface WideFields {
  readonly size: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

/** The 64-bit values of those fields that are all ones in the header (APPNOTE 4.5.3). */
export function readZip64Extra(
  buffer: Uint8Array,
  start: number,
  length: number,
  narrow: WideFields,
  entry: string,
): WideFields {
  const end = start + length;
  for (let at = start; at + 4 <= end;) {
    const fieldLength = u16(buffer, at + 2);
    const field = at + 4;
    if (field + fieldLength > end) break;
    if (u16(buffer, at) === ZIP64_EXTRA)
      return readWideFields(buffer, field, field + fieldLength, narrow, entry);
    at = field + fieldLength;
  }
  // An unpacked size of exactly 2^32-1 is possible without ZIP64; the other two are not.
  if (narrow.compressedSize === MAX32 || narrow.headerOffset === MAX32) throw badZip64(entry);
  return narrow;
}

function readWideFields(
  buffer: Uint8Array,
  start: number,
  end: number,
  narrow: WideFields,
  entry: string,
): WideFields {
  let at = start;
  const widen = (value: number): number => {
    if (value !== MAX32) return value;
    if (at + 8 > end) throw badZip64(entry);
    at += 8;
    return u64(buffer, at - 8);
  };
  const size = widen(narrow.size);
  const compressedSize = widen(narrow.compressedSize);
  const headerOffset = widen(narrow.headerOffset);
  return { size, compressedSize, headerOffset };
}

function badZip64(entry: string): CodedError {
  return new CodedError('zip_malformed', 'the ZIP64 field of a zip entry is missing or cut short', {
    where: { entry },
  });
}
