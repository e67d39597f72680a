import { CodedError, type Where } from '../errors/coded-error.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const loose = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text; invalid UTF-8 is `json_encoding`. A byte order mark is kept, and refused by the parser. */
export function decodeUtf8(bytes: Uint8Array, where?: Where): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new CodedError('json_encoding', 'the text is not valid UTF-8', {
      hint: 'write the file as UTF-8 without byte order mark',
      ...(where === undefined ? {} : { where }),
    });
  }
}

/** Bytes as text; every byte that does not belong to valid UTF-8 becomes one U+FFFD, as Go reads JSON. */
export function decodeUtf8Loose(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeByteByByte(bytes);
  }
}

/** WHATWG replaces a truncated sequence by one U+FFFD, Go replaces each of its bytes. */
function decodeByteByByte(bytes: Uint8Array): string {
  let out = '';
  let start = 0;
  let i = 0;
  while (i < bytes.length) {
    const size = sequenceLength(bytes, i);
    if (size > 0) {
      i += size;
      continue;
    }
    out += loose.decode(bytes.subarray(start, i)) + '\ufffd';
    i += 1;
    start = i;
  }
  return out + loose.decode(bytes.subarray(start));
}

/** Length of the valid UTF-8 sequence at `i`, or 0. Unicode 15, table 3-7. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const b0 = bytes[i] as number;
  if (b0 < 0x80) return 1;
  if (b0 < 0xc2 || b0 > 0xf4) return 0;
  const size = b0 < 0xe0 ? 2 : b0 < 0xf0 ? 3 : 4;
  if (i + size > bytes.length) return 0;
  const b1 = bytes[i + 1] as number;
  const low = b0 === 0xe0 ? 0xa0 : b0 === 0xf0 ? 0x90 : 0x80;
  const high = b0 === 0xed ? 0x9f : b0 === 0xf4 ? 0x8f : 0xbf;
  if (b1 < low || b1 > high) return 0;
  for (let k = 2; k < size; k++) {
    if (((bytes[i + k] as number) & 0xc0) !== 0x80) return 0;
  }
  return size;
}
