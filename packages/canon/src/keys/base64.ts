const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Standard padded base64 to bytes; undefined for anything else. `Buffer.from` alone
 * skips characters it does not know, so that two different texts would be one key.
 * Line breaks inside are accepted, as the reference does.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const plain = Buffer.from(text, 'base64');
  // Nothing was skipped and nothing is missing when the same text comes out again.
  if (plain.toString('base64') === text) return new Uint8Array(plain);
  const joined = text.replace(/[\r\n]/g, '');
  if (joined.length % 4 !== 0 || !ALPHABET.test(joined)) return undefined;
  return new Uint8Array(Buffer.from(joined, 'base64'));
}

/** Bytes to standard padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
