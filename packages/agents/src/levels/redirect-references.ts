import type { NodeKind } from '../graph/graph.ts';
import { frameworkTarget } from '../graph/link-target.ts';
import type { TextEdit } from '../reader/byte-edits.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import { readFrontMatter } from '../reader/front-matter.ts';
import { scanMarkdown } from '../reader/markdown/scan-markdown.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** Which paths stand for which others. */
export interface Redirect {
  readonly tree: FileTree;
  /** From path to path, both below the project. */
  readonly moves: ReadonlyMap<string, string>;
}

const TEXTS = /\.(?:md|mdx|mdc|markdown|txt|ya?ml)$/i;
const PATH = /\.krci-ai\/[A-Za-z0-9._/-]*[A-Za-z0-9_/-]/gu;

/**
 * Edits that make the references of a file lead where `moves` says: paths from the project's root
 * wherever they stand (lists, front matter, links, prose: a model follows all of them), and links
 * that are written from the file itself. Names below the folder of a kind stay: they name no place.
 *
 * @param cuts edits that are made anyway; what they take out is not looked at
 */
export function redirectReferences(
  { tree, moves }: Redirect,
  kind: NodeKind,
  file: string,
  bytes: Uint8Array,
  cuts: readonly TextEdit[],
): readonly TextEdit[] {
  if (moves.size === 0 || !TEXTS.test(file)) return [];
  const { text, fault } = decodeAsset(bytes);
  if (fault !== undefined) return [];
  const isFree = (start: number, end: number, edits: readonly TextEdit[]): boolean =>
    edits.every((edit) => end <= edit.start || start >= edit.end);
  const edits: TextEdit[] = [];
  for (const { 0: path, index } of text.matchAll(PATH)) {
    const to = moves.get(path);
    const before = text.slice(Math.max(0, index - 3), index);
    // A longer path that only ends like one of ours.
    const isWhole = /^(?:|[^]*[^A-Za-z0-9_./-])(?:\.?\/)?$/u.test(before);
    const end = index + path.length;
    if (to !== undefined && isWhole && isFree(index, end, cuts))
      edits.push({ start: index, end, text: to });
  }
  // Relative links of a template are those of the text that is made of it, somewhere else.
  if (kind === 'agent' || kind === 'template' || /\.ya?ml$/i.test(file)) return edits;
  for (const { target, targetStart } of scanMarkdown(text, readFrontMatter(text, []).bodyStart)
    .links) {
    const found = frameworkTarget(tree, file, target);
    const to = found === undefined ? undefined : moves.get(found.path);
    const [path = ''] = target.split(/[#?]/);
    const end = targetStart + path.length;
    if (to !== undefined && isFree(targetStart, end, [...cuts, ...edits]))
      edits.push({ start: targetStart, end, text: `./${encodeURI(to)}` });
  }
  return edits;
}
