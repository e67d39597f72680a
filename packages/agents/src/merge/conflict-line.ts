/**
 * The line, from 1, of the first conflict that a merge left in a text: its three markers at the
 * beginnings of lines, in their order. Undefined where none stands.
 */
export function conflictLine(text: string): number | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  const lines = text.split(/\r\n|\r|\n/u);
  const first = lines.findIndex((line) => line.startsWith('<<<<<<< '));
  if (first < 0) return undefined;
  const middle = lines.findIndex((line, index) => index > first && line.startsWith('======='));
  if (middle < 0) return undefined;
  const isClosed = lines.slice(middle).some((line) => line.startsWith('>>>>>>> '));
  return isClosed ? first + 1 : undefined;
}

const decoder = new TextDecoder();

/** As `conflictLine`, of the bytes of a file; what is no text has none. */
export function isUnresolved(bytes: Uint8Array): boolean {
  return conflictLine(decoder.decode(bytes)) !== undefined;
}
