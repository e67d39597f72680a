import type { Problem } from '../findings/finding.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { decodeAsset, type DecodedText } from './decode-asset.ts';

/** A file that was read, and what its reader found wrong with it. */
export interface Asset<Content> {
  /** Where its text was read: below `.krci-ai/local` where that wins. */
  readonly path: string;
  readonly size: number;
  /** Undefined where the bytes are not to be had. */
  readonly text: DecodedText | undefined;
  readonly content: Content;
  readonly problems: readonly Problem[];
}

/** Reads a file's bytes once and gives them to a reader. */
export function readAsset<Content>(
  tree: FileTree,
  path: string,
  read: (text: string, problems: Problem[]) => Content,
): Asset<Content> {
  const problems: Problem[] = [];
  const bytes = tree.read(path);
  const text = bytes === undefined ? undefined : decodeAsset(bytes);
  if (text?.fault !== undefined) problems.push(text.fault);
  // A file without bytes has its own finding; that it lacks fields is none.
  const content = read(text?.text ?? '', text === undefined ? [] : problems);
  return { path, size: bytes?.length ?? 0, text, content, problems };
}
