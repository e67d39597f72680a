/**
 * Caps that no honest command reaches. Each stands for an attack on the time of reading: the parser
 * reads the rest of the text again for every nested script.
 */
export const LIMITS = {
  /** UTF-16 units of a whole text, data included. */
  text: 256 * 1024,
  /** Units that the parser gets. */
  syntax: 16 * 1024,
  /** A quoted string or heredoc body longer than this is taken out of a text above `syntax`. */
  data: 256,
  /** Nesting of brackets of any kind. */
  depth: 64,
  /** Openers of substitutions and patterns, times the length: what the parser may read again. */
  rereading: 2_000_000,
  heredocs: 16,
  /** Commands that are read, each time that they are met. */
  steps: 3000,
  /** Nested scripts: `sh -c`, `eval`, script files, functions. */
  nesting: 24,
  /** Units of all nested scripts together. */
  nestedText: 512 * 1024,
  /** Files that are read. */
  files: 12,
  /** Words that one command expands to. */
  fields: 2048,
  /** Units of one variable. */
  value: 64 * 1024,
  variables: 400,
  /** Elements of a loop that are read one by one. */
  loop: 40,
  /** Folders that a command may be in. */
  folders: 6,
} as const;
