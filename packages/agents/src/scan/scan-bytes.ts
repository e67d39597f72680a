import { decodeUtf8Loose, sha256Hex } from '@gait/canon';
import { STORE_FILE } from '../lock/content-store.ts';
import { notice, type ScanFinding } from './scan-finding.ts';
import { scanText } from './scan-text.ts';

/**
 * Examines one file by its bytes. Of what is no text the words in it are examined: a shell reads over
 * the bytes between them, and first bytes of a picture are a line that runs.
 */
export function scanBytes(path: string, bytes: Uint8Array): readonly ScanFinding[] {
  const text = textOf(bytes);
  if (text !== undefined) return scanText(path, text);
  const words = scanText(path, wordsOf(bytes)).map((found) => ({
    ...found,
    line: 1,
    column: 1,
    message: `in a file that is no text: ${found.message}`,
  }));
  if (isPicture(path, bytes)) return words;
  const binary = notice(
    'scan_binary',
    path,
    'is no text: what it does cannot be read here',
    'take it out, or waive it with the reason why it must be there',
    sha256Hex(bytes),
  );
  return [binary, ...words];
}

/** UTF-16 too: an editor shows it as any text, and so may a tool. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.includes(0) ? undefined : decodeUtf8Loose(bytes.subarray(start));
}

/** Shorter ones come about by chance in compressed data. */
const WORDS = /[\t\n\r -~]{12,}/g;

/** Stretches of ASCII, one to a line. Zero bytes are left out: a shell does so, and UTF-16 has them. */
function wordsOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.filter((byte) => byte !== 0)).toString('latin1');
  return (text.match(WORDS) ?? []).join('\n');
}

const PICTURES: Readonly<Record<string, RegExp>> = {
  png: /^\x89PNG\r\n\x1a\n/,
  jpg: /^\xff\xd8\xff/,
  jpeg: /^\xff\xd8\xff/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF[^]{4}WEBP/,
  woff2: /^wOF2/,
};

/** Its name and its first bytes agree, and it does not lie where programs do. */
function isPicture(path: string, bytes: Uint8Array): boolean {
  const [, ending = ''] = /\.([a-z0-9]+)$/iu.exec(path) ?? [];
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  // What is packed in the store has no name there.
  if (path === STORE_FILE) return Object.values(PICTURES).some((known) => known.test(head));
  const known = PICTURES[ending.toLowerCase()];
  return known?.test(head) === true && !/(?:^|\/)scripts\//iu.test(path);
}
