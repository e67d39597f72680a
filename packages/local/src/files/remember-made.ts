/** So many files are remembered at a time: those that were read last. */
const MOST = 16;

/**
 * Remembers what was made of files: a process that stays makes the same again only when a file
 * no longer says the same, to the last byte. It is read each time; nothing is trusted because of
 * its time or size. A failure is not remembered.
 *
 * @returns a function of the file's name, its content, and what makes something of it
 */
export function rememberMade<T>(): (name: string, bytes: Uint8Array, make: () => T) => T {
  const made = new Map<string, { readonly bytes: Uint8Array; readonly value: T }>();
  return (name, bytes, make) => {
    const before = made.get(name);
    if (before !== undefined && Buffer.compare(before.bytes, bytes) === 0) return before.value;
    const value = make();
    made.delete(name);
    made.set(name, { bytes: bytes.slice(), value });
    for (const oldest of made.keys()) {
      if (made.size <= MOST) break;
      made.delete(oldest);
    }
    return value;
  };
}
