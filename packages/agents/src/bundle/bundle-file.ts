/** One file of a bundle. */
export interface BundleFile {
  /** Below the project's root, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
  /** A program of a skill. */
  readonly executable?: true;
}

/** Why a bundle cannot be used, or a file of it. */
export interface BundleFault {
  readonly code:
    /** The lines around files are not in order: a file in a file, an end without a start … */
    | 'bundle_structure'
    /** The list of contents cannot be read, or is of a later version. */
    | 'bundle_manifest_invalid'
    /** The list of contents and the sections do not agree. */
    | 'bundle_digest_mismatch'
    | 'bundle_path_unsafe'
    | 'bundle_path_foreign'
    /** Two paths that are one file on some system, or a file where another needs a folder. */
    | 'bundle_path_collision';
  /** From 1; of the line that begins the section, where it is about one. */
  readonly line: number;
  readonly path?: string;
  readonly message: string;
}
