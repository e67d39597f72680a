import { decodeUtf8Loose, sha256Hex } from '@gait/canon';
import { notice, type ScanFinding } from './scan-finding.ts';
import { scanText } from './scan-text.ts';

/** Examines one file by its bytes. */
export function scanBytes(path: string, bytes: Uint8Array): readonly ScanFinding[] {
  const text = textOf(bytes);
  if (text !== undefined) return scanText(path, text);
  return isPicture(bytes)
    ? []
    : [
        notice(
          'scan_binary',
          path,
          'is no text: what it does cannot be read here',
          'take it out, or waive it with the reason why it must be there',
          sha256Hex(bytes),
        ),
      ];
}

/** UTF-16 too: an editor shows it as any text, and so may a tool. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.includes(0) ? undefined : decodeUtf8Loose(bytes.subarray(start));
}

const PICTURES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x77, 0x4f, 0x46, 0x32],
];

/** By its first bytes, whatever its name says. */
function isPicture(bytes: Uint8Array): boolean {
  const isWebp = bytes[0] === 0x52 && bytes[8] === 0x57 && bytes[9] === 0x45;
  return isWebp || PICTURES.some((head) => head.every((byte, at) => bytes[at] === byte));
}
