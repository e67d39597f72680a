import { CodedError } from '@gait/canon';
import type { ByteSource } from './byte-source.ts';
import { u16, u32, u64 } from './little-endian.ts';

/** Where the central directory lies, in offsets of the source (APPNOTE 4.3.14 to 4.3.16). */
export interface DirectoryEnd {
  /** Offset where the record that closes the directory begins: directory bytes end here. */
  readonly end: number;
  /** Bytes and offset of the directory as the record claims them. */
  readonly directorySize: number;
  readonly directoryOffset: number;
  readonly records: number;
  readonly comment: number;
  /** Disk numbers other than 0: a part of a split archive. */
  readonly split: boolean;
  /** Bytes after the archive's comment. */
  readonly trailing: number;
  /** Bytes between the closing records that belong to none of them, or that one claims wrongly. */
  readonly slack: number;
}

const END_LENGTH = 22;
const END_SIGNATURE = 0x06054b50;
const LOCATOR_LENGTH = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_LENGTH = 56;
const END64_SIGNATURE = 0x06064b50;

/** The reference looks back this far and no farther: the record plus the longest comment fits. */
const SEARCH_BYTES = 65 * 1024;

const notAZip = (message: string): CodedError =>
  new CodedError('zip_malformed', message, { hint: 'the file is not a zip, or was cut short' });

/**
 * Finds the end-of-central-directory record: the last signature in the file whose comment
 * fits. A signature whose comment does not fit makes the file unreadable (as in Go), rather
 * than letting the search go on to a record that an attacker placed before it.
 * Throws `zip_malformed`.
 */
export function findDirectoryEnd(source: ByteSource): DirectoryEnd {
  const length = Math.min(source.size, SEARCH_BYTES);
  const tailStart = source.size - length;
  const tail = source.read(tailStart, length);
  if (tail.length < length) throw notAZip('the file ended while it was being read');
  const at = lastEndSignature(tail);
  if (at < 0) throw notAZip('no end of a zip directory in the file');

  const comment = u16(tail, at + 20);
  const trailing = length - at - END_LENGTH - comment;
  if (trailing < 0) throw notAZip('the zip comment is longer than the file');
  const plain: DirectoryEnd = {
    end: tailStart + at,
    records: u16(tail, at + 10),
    directorySize: u32(tail, at + 12),
    directoryOffset: u32(tail, at + 16),
    comment,
    split: u16(tail, at + 4) !== 0 || u16(tail, at + 6) !== 0,
    trailing,
    slack: 0,
  };
  // 0xffff as a directory size is not a marker of ZIP64, but the reference takes it for one.
  if (
    plain.records === 0xffff ||
    plain.directorySize === 0xffff ||
    plain.directorySize === 0xffffffff ||
    plain.directoryOffset === 0xffffffff
  ) {
    return readDirectoryEnd64(source, plain) ?? plain;
  }
  return plain;
}

function lastEndSignature(tail: Uint8Array): number {
  for (let at = tail.length - END_LENGTH; at >= 0; at -= 1) {
    if (tail[at] === 0x50 && u32(tail, at) === END_SIGNATURE) return at;
  }
  return -1;
}

/** The ZIP64 record, if a locator stands right before the plain one. */
function readDirectoryEnd64(source: ByteSource, plain: DirectoryEnd): DirectoryEnd | undefined {
  const locatorAt = plain.end - LOCATOR_LENGTH;
  if (locatorAt < 0) return undefined;
  const locator = source.read(locatorAt, LOCATOR_LENGTH);
  if (locator.length < LOCATOR_LENGTH || u32(locator, 0) !== LOCATOR_SIGNATURE) return undefined;
  if (u32(locator, 4) !== 0 || u32(locator, 16) !== 1) return undefined;
  const at = u64(locator, 8);
  if (at + END64_LENGTH > locatorAt) throw notAZip('the ZIP64 directory end lies outside the file');
  const record = source.read(at, END64_LENGTH);
  if (record.length < END64_LENGTH || u32(record, 0) !== END64_SIGNATURE) {
    throw notAZip('the ZIP64 directory end is not where the locator says');
  }
  return {
    ...plain,
    end: at,
    split: plain.split || u32(record, 16) !== 0 || u32(record, 20) !== 0,
    records: u64(record, 32),
    directorySize: u64(record, 40),
    directoryOffset: u64(record, 48),
    // The record's extensible part is a place to hide things; its length must not lie either.
    slack: locatorAt - (at + END64_LENGTH) || u64(record, 4) + 12 - END64_LENGTH,
  };
}
