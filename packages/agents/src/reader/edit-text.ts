import { applyEdits, toByteEdits, type TextEdit } from './byte-edits.ts';
import { decodeAsset } from './decode-asset.ts';

/** The bytes of a text with edits of it made, in any order and without overlaps. */
export function editText(bytes: Uint8Array, edits: readonly TextEdit[]): Uint8Array {
  const { text, bom } = decodeAsset(bytes);
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return applyEdits(bytes, toByteEdits(text, bom, sorted));
}
