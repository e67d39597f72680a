/** One start of a program with its words, as whoever read the command tells it. */
export interface SpokenWords {
  /** As it was called: `cat`, `./cat`. */
  readonly program: string;
  /** Folders that relative paths may start from, absolute. */
  readonly folders: readonly string[];
  /** Pieces that nobody knows stand as `*`. */
  readonly words: readonly string[];
  /** Values of variables that the command hands over. */
  readonly variables: readonly string[];
  /** Paths that the table says it reads, writes or deletes: they are targets. */
  readonly named: readonly string[];
}
