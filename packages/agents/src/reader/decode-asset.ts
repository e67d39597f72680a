import { decodeUtf8Loose } from '@gait/canon';
import { placeOf } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';

export interface DecodedText {
  /** Without the byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  /** Set when bytes are not UTF-8: they are U+FFFD in the text. */
  readonly fault: Problem | undefined;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of an asset as text. */
export function decodeAsset(bytes: Uint8Array): DecodedText {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = bom ? bytes.subarray(3) : bytes;
  try {
    return { text: strict.decode(content), bom, fault: undefined };
  } catch {
    const valid = validPrefix(content);
    const place = endPlace(decodeUtf8Loose(content.subarray(0, valid)));
    const fault: Problem = {
      code: 'encoding',
      message: `byte ${valid + (bom ? 3 : 0)} is not UTF-8`,
      hint: 'save the file as UTF-8',
      ...place,
    };
    return { text: decodeUtf8Loose(content), bom, fault };
  }
}

/** How many bytes from the beginning are UTF-8; looked for by halving. */
function validPrefix(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (isPrefix(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // A letter may have begun before the byte that spoils it.
  while (good > 0 && !isWhole(bytes.subarray(0, good))) good--;
  return good;
}

/** True when the bytes are UTF-8, or the beginning of it. */
function isPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function endPlace(text: string): { line: number; column: number } {
  return placeOf(text, text.length);
}
