/** Bounds of what is read as a framework: beyond them a file or the rest of the tree is not looked at. */
export const TREE_LIMITS = {
  /** Bytes of one file: an asset is read whole into a model's context. */
  fileBytes: 4 * 1024 * 1024,
  /** Files, folders and links. */
  entries: 100_000,
  /** Folders inside each other. */
  depth: 64,
} as const;
