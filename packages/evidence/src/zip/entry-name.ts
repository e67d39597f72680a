/**
 * Names of zip entries. A name is a relative path of plain segments; anything that could
 * leave the folder it is unpacked to, or be read differently by two programs, is complained of.
 */

/** Made when the first name that is not ASCII comes: a short command never needs them. */
let strictUtf8: TextDecoder | undefined;
let looseUtf8: TextDecoder | undefined;

/** The common names: letters, digits, `_`, `-`, then also dots and slashes one at a time. */
const PLAIN = /^[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*$/;
const ASCII = /^[\x00-\x7f]*$/;
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;
/** Deeper folders serve only to break what unpacks them. */
const MAX_SEGMENTS = 64;
/** Characters that change how a name is shown but not what it is: direction marks, zero widths. */
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * The name as text. Names are UTF-8 whatever the flag says (as in Go); bytes that are not
 * become U+FFFD and are complained of by `judgeName`.
 */
export function decodeName(rawName: string, bytes: Uint8Array): string {
  if (isPlain(rawName) || ASCII.test(rawName)) return rawName;
  looseUtf8 ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return looseUtf8.decode(bytes);
}

function isPlain(rawName: string): boolean {
  return rawName.length <= MAX_SEGMENTS && PLAIN.test(rawName);
}

/** What is wrong with a name, or undefined. `rawName` holds one character a byte. */
export function judgeName(rawName: string, name: string): string | undefined {
  if (isPlain(rawName)) return undefined;
  if (name === '') return 'a zip entry has an empty name';
  if (!ASCII.test(rawName) && !isUtf8(rawName)) return 'the name of a zip entry is not UTF-8';
  if (CONTROL.test(name)) return 'the name of a zip entry holds a control character';
  if (INVISIBLE.test(name)) return 'the name of a zip entry holds an invisible character';
  if (name.includes('\\')) return 'the name of a zip entry holds a backslash';
  if (name.startsWith('/')) return 'the name of a zip entry is absolute';
  if (/^[A-Za-z]:/.test(name)) return 'the name of a zip entry starts with a drive letter';
  if (name.endsWith('/')) return 'the zip entry is a directory';
  const segments = name.split('/');
  if (segments.length > MAX_SEGMENTS) return 'the name of a zip entry is nested too deeply';
  for (const segment of segments) {
    if (segment === '..') return 'the name of a zip entry climbs with ".."';
    if (segment === '.' || segment === '')
      return 'the name of a zip entry is not in its shortest form';
  }
  return undefined;
}

function isUtf8(rawName: string): boolean {
  strictUtf8 ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    strictUtf8.decode(Buffer.from(rawName, 'latin1'));
    return true;
  } catch {
    return false;
  }
}
