import type { ByteSource } from './byte-source.ts';
import { readZip64Extra, type CentralHeader } from './central-directory.ts';
import { judgeExtraFields } from './extra-fields.ts';
import { u16, u32, u64 } from './little-endian.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Where an entry's bytes lie, or -1 as `dataOffset` when its local header cannot be read. */
export interface LocalExtent {
  readonly dataOffset: number;
  /** First offset after the packed bytes and the data descriptor. */
  readonly end: number;
}

const HEADER_LENGTH = 30;
const HEADER_SIGNATURE = 0x04034b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const HAS_DESCRIPTOR = 0x0008;
const MAX32 = 0xffffffff;

/** Flags that change what the bytes mean: encryption, descriptor, patch, UTF-8, masking. */
const MEANINGFUL_FLAGS = 0x0001 | HAS_DESCRIPTOR | 0x0020 | 0x0040 | 0x0800 | 0x2000;

/** Read along with the header: what plain writers put into extra fields is no longer. */
const USUAL_EXTRA = 64;

const NOWHERE: LocalExtent = { dataOffset: -1, end: -1 };

/**
 * Reads the header before an entry's bytes (APPNOTE 4.3.7) and compares it with the central
 * one. Streaming readers believe the local header and random-access readers the central one:
 * an archive in which they differ shows different content to different programs. The
 * reference looks only at the signature and the lengths, so a difference is an oddity
 * (`zip_header_mismatch`).
 */
export function readLocalHeader(
  source: ByteSource,
  central: CentralHeader,
  headerOffset: number,
  report: ZipArchive['report'],
): LocalExtent {
  const mismatch = (what: string): void =>
    report({
      code: 'zip_header_mismatch',
      entry: central.name,
      message: `the local header of the zip entry ${what}`,
    });

  const nameLength = central.rawName.length;
  const header =
    headerOffset < 0
      ? new Uint8Array()
      : source.read(headerOffset, HEADER_LENGTH + nameLength + USUAL_EXTRA);
  if (header.length < HEADER_LENGTH || u32(header, 0) !== HEADER_SIGNATURE) {
    mismatch('is not where the directory says');
    return NOWHERE;
  }
  const localNameLength = u16(header, 26);
  const extraLength = u16(header, 28);
  const dataOffset = headerOffset + HEADER_LENGTH + localNameLength + extraLength;
  const flags = u16(header, 6);
  if (((flags ^ central.flags) & MEANINGFUL_FLAGS) !== 0)
    mismatch('has other flags than the directory');
  if (u16(header, 8) !== central.method) mismatch('names another method than the directory');
  if (localNameLength !== nameLength || !sameName(header, central.rawName)) {
    mismatch('has another name than the directory');
  }
  const extraAt = HEADER_LENGTH + localNameLength;
  const held = extraAt + extraLength <= header.length;
  const extra = held
    ? header.subarray(extraAt, extraAt + extraLength)
    : source.read(headerOffset + extraAt, extraLength);
  // A shorter one ends with the file: then so does the data, which is reported below.
  if (extra.length === extraLength) {
    const odd = judgeExtraFields(extra, 0, extraLength);
    if (odd !== undefined) mismatch(odd);
    compareSizes(header, extra, flags, central, mismatch);
  }

  const dataEnd = dataOffset + central.compressedSize;
  if (dataEnd > source.size) {
    mismatch('leads beyond the end of the file');
    return { dataOffset, end: dataEnd };
  }
  if ((central.flags & HAS_DESCRIPTOR) === 0) return { dataOffset, end: dataEnd };
  const descriptorLength = measureDescriptor(source, central, dataEnd);
  if (descriptorLength < 0)
    mismatch('announces a data descriptor that disagrees with the directory');
  return { dataOffset, end: dataEnd + Math.max(descriptorLength, 0) };
}

function sameName(header: Uint8Array, rawName: string): boolean {
  if (header.length < HEADER_LENGTH + rawName.length) return false;
  for (let index = 0; index < rawName.length; index += 1) {
    if (header[HEADER_LENGTH + index] !== rawName.charCodeAt(index)) return false;
  }
  return true;
}

function compareSizes(
  header: Uint8Array,
  extra: Uint8Array,
  flags: number,
  central: CentralHeader,
  mismatch: (what: string) => void,
): void {
  const crc = u32(header, 14);
  let compressedSize = u32(header, 18);
  let size = u32(header, 22);
  // With a descriptor the writer did not know the numbers yet and left zeros.
  const unknown = (flags & HAS_DESCRIPTOR) !== 0;
  if (!(unknown && crc === 0) && crc !== central.crc32)
    mismatch('has another checksum than the directory');
  if (compressedSize === MAX32 || size === MAX32) {
    const wide = { size, compressedSize, headerOffset: 0 };
    ({ size, compressedSize } = readZip64Extra(extra, 0, extra.length, wide, central.name));
  }
  const agrees = (local: number, directory: number): boolean =>
    local === directory || (unknown && local === 0);
  if (!agrees(compressedSize, central.compressedSize) || !agrees(size, central.size)) {
    mismatch('has other sizes than the directory');
  }
}

/**
 * Bytes of the data descriptor at `at`, or -1 when none of its four forms (with or without
 * signature, 32- or 64-bit sizes) agrees with the directory (APPNOTE 4.3.9).
 */
function measureDescriptor(source: ByteSource, central: CentralHeader, at: number): number {
  const bytes = source.read(at, 24);
  for (const start of [4, 0]) {
    if (start === 4 && (bytes.length < 4 || u32(bytes, 0) !== DESCRIPTOR_SIGNATURE)) continue;
    if (bytes.length < start + 12 || u32(bytes, start) !== central.crc32) continue;
    if (
      u32(bytes, start + 4) === central.compressedSize &&
      u32(bytes, start + 8) === central.size
    ) {
      return start + 12;
    }
    if (bytes.length < start + 20) continue;
    if (
      u64(bytes, start + 4) === central.compressedSize &&
      u64(bytes, start + 12) === central.size
    ) {
      return start + 20;
    }
  }
  return -1;
}
