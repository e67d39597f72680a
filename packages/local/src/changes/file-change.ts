/** Where a set of changes takes place. */
export interface ChangePlace {
  /** Absolute path of the folder below which every name lies. */
  readonly root: string;
  /**
   * Absolute path of the journal, from `changeJournalPath`. Never below the root: whoever gives us a
   * repository would give us a journal with it, and the next command would carry it out.
   */
  readonly journal: string;
}

/** What becomes of one file. */
export interface FileChange {
  /** Below the root, with `/`. */
  readonly path: string;
  /** The whole new content; undefined: the file is removed. */
  readonly content: Uint8Array | undefined;
  /**
   * What must be there when the change is made: a SHA-256, 64 hex digits, or `null` for nothing.
   * Undefined: whatever is there.
   */
  readonly expected?: string | null;
  /** A new file may be run. One that is there keeps its permissions. Default false. */
  readonly executable?: boolean;
  /** It cannot be made again: on the disk when the call returns, also under `sync: 'journal'`. */
  readonly durable?: boolean;
}

/** How a set of changes is made. */
export interface ChangeOptions {
  /**
   * `each`: every file is on the disk when the call returns. `journal`: only what is replaced,
   * removed or `durable` is; new files can be made again, and a power cut may leave some of them
   * empty. Default `each`.
   */
  readonly sync?: 'each' | 'journal';
  /** Folders below the root to be removed if they are empty afterwards, with `/`. Default none. */
  readonly emptied?: readonly string[];
}

/** What a set of changes came to. Paths in the order in which they were given. */
export interface ChangeReport {
  readonly created: readonly string[];
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  /** Had the wanted content already, or were not there to be removed. */
  readonly unchanged: readonly string[];
  /** Folders that were made, the outer one first. */
  readonly folders: readonly string[];
}

/** What became of changes that a killed process left. */
export interface FinishReport {
  /** `completed`: as if the process had ended well. `undone`: as if it had never begun. */
  readonly outcome: 'nothing' | 'completed' | 'undone';
  /** The files that the changes were about. */
  readonly files: readonly string[];
  /** Those among them that somebody else has changed since: they were left as they are. */
  readonly foreign: readonly string[];
}
