import type { Finding } from '../findings/finding.ts';
import { applyEdits, toByteEdits, type ByteEdit, type TextEdit } from '../reader/byte-edits.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import type { FileTree } from '../tree/file-tree.ts';

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
