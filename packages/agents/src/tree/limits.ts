/** Bounds of what is read as a framework: beyond them a file or the rest of the tree is not looked at. */
export interface TreeLimits {
  /** Bytes of one file: an asset is read whole into a model's context. */
  readonly fileBytes: number;
  /** Files, folders and links. */
  readonly entries: number;
  /** Folders inside each other. */
  readonly depth: number;
}

export const TREE_LIMITS: TreeLimits = {
  fileBytes: 4 * 1024 * 1024,
  entries: 100_000,
  depth: 64,
};
