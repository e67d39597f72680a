/** A replacement in the text of a file. Offsets count UTF-16 code units behind a byte order mark. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A replacement of bytes. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/** Edits of a text, sorted, as edits of its bytes. The offset -1 is the beginning of a byte order mark. */
export function toByteEdits(
  text: string,
  bom: boolean,
  edits: readonly TextEdit[],
): readonly ByteEdit[] {
  let at = 0;
  let bytes = bom ? 3 : 0;
  const toBytes = (offset: number): number => {
    if (offset < 0) return 0;
    bytes += encoder.encode(text.slice(at, offset)).length;
    at = offset;
    return bytes;
  };
  return edits.map((edit) => {
    const start = toBytes(edit.start);
    return { start, end: toBytes(edit.end), bytes: encoder.encode(edit.text) };
  });
}

/** The bytes with the edits made. */
export function applyEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const grown = edits.reduce((sum, edit) => sum + edit.bytes.length - (edit.end - edit.start), 0);
  const out = new Uint8Array(bytes.length + grown);
  let from = 0;
  let to = 0;
  for (const edit of edits) {
    const kept = bytes.subarray(from, edit.start);
    out.set(kept, to);
    out.set(edit.bytes, to + kept.length);
    to += kept.length + edit.bytes.length;
    from = edit.end;
  }
  out.set(bytes.subarray(from), to);
  return out;
}
