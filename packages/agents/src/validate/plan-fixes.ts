import type { Finding, TextEdit } from '../findings/finding.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** A replacement of bytes. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** What is to be changed in one file. */
export interface FilePlan {
  readonly path: string;
  /** Sorted, none reaching into another. */
  readonly edits: readonly ByteEdit[];
  /** The findings that this repairs. */
  readonly findings: readonly Finding[];
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * The safe repairs of a report's findings, as edits of bytes: nothing is written here. Repairs
 * that would overlap wait for the next run. Files that are not UTF-8 are left alone.
 */
export function planFixes(tree: FileTree, findings: readonly Finding[]): readonly FilePlan[] {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.fix === undefined) continue;
    const own = byFile.get(finding.file);
    if (own === undefined) byFile.set(finding.file, [finding]);
    else own.push(finding);
  }
  return [...byFile].flatMap(([path, own]) => {
    const before = tree.read(path);
    if (before === undefined) return [];
    const { text, bom, fault } = decodeAsset(before);
    if (fault !== undefined) return [];
    const { edits, done } = chooseEdits(own);
    const bytes = toByteEdits(text, bom, edits);
    return [{ path, edits: bytes, findings: done, before, after: applyEdits(before, bytes) }];
  });
}

function chooseEdits(findings: readonly Finding[]): { edits: TextEdit[]; done: Finding[] } {
  const taken: TextEdit[] = [];
  const done: Finding[] = [];
  for (const finding of findings) {
    const edits = finding.fix ?? [];
    const free = edits.every((edit) => taken.every((other) => isApart(edit, other)));
    if (!free) continue;
    taken.push(...edits);
    done.push(finding);
  }
  return { edits: taken.sort((a, b) => a.start - b.start), done };
}

function isApart(a: TextEdit, b: TextEdit): boolean {
  return a.end <= b.start || b.end <= a.start;
}

const encoder = new TextEncoder();

/** Offsets of a text as offsets of its bytes; -1 is the beginning of a byte order mark. */
function toByteEdits(text: string, bom: boolean, edits: readonly TextEdit[]): readonly ByteEdit[] {
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
