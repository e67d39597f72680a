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

/** What a reader made of bytes. They are never written to, so that it holds as long as they do. */
interface Reading extends Omit<Asset<unknown>, 'path' | 'size'> {
  readonly by: unknown;
}

const READINGS = new WeakMap<Uint8Array, Reading>();

/**
 * Reads a file's bytes once and gives them to a reader. The same bytes in another tree are not read
 * again: what is installed of a framework is mostly just its files.
 */
export function readAsset<Content>(
  tree: FileTree,
  path: string,
  read: (text: string, problems: Problem[]) => Content,
): Asset<Content> {
  const bytes = tree.read(path);
  const known = bytes === undefined ? undefined : READINGS.get(bytes);
  if (bytes !== undefined && known?.by === read) {
    const { text, content, problems } = known;
    return { path, size: bytes.length, text, content: content as Content, problems };
  }
  const problems: Problem[] = [];
  const text = bytes === undefined ? undefined : decodeAsset(bytes);
  if (text?.fault !== undefined) problems.push(text.fault);
  // A file without bytes has its own finding; that it lacks fields is none.
  const content = read(text?.text ?? '', text === undefined ? [] : problems);
  if (bytes !== undefined) READINGS.set(bytes, { by: read, text, content, problems });
  return { path, size: bytes?.length ?? 0, text, content, problems };
}
