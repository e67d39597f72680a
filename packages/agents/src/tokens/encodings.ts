/**
 * The encodings that are counted exactly, and how each cuts a text into pieces. White space is what
 * Unicode calls so: JavaScript's `\s` has U+FEFF in it and lacks U+0085. The letter U+017F is an s
 * to whoever compares without case.
 */
export const ENCODINGS = ['cl100k_base', 'o200k_base'] as const;

export type Encoding = (typeof ENCODINGS)[number];

const CONTRACTION = String.raw`'(?:[sS\u017F]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])`;
const BEFORE_WORD = String.raw`[^\r\n\p{L}\p{N}]?`;
const UPPER = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const LOWER = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;

const SPACE = String.raw`\p{White_Space}`;
const SYMBOLS = String.raw` ?[^\p{White_Space}\p{L}\p{N}]+`;
/** Up to the last line end; up to the blank before a word; any. */
const BLANKS = [
  String.raw`${SPACE}*[\r\n]+`,
  String.raw`${SPACE}+(?!\P{White_Space})`,
  `${SPACE}+`,
];

const CL100K = [
  CONTRACTION,
  String.raw`${BEFORE_WORD}\p{L}+`,
  String.raw`\p{N}{1,3}`,
  `${SYMBOLS}[\\r\\n]*`,
  ...BLANKS,
];

const O200K = [
  `${BEFORE_WORD}${UPPER}*${LOWER}+(?:${CONTRACTION})?`,
  `${BEFORE_WORD}${UPPER}+${LOWER}*(?:${CONTRACTION})?`,
  String.raw`\p{N}{1,3}`,
  `${SYMBOLS}[\\r\\n/]*`,
  ...BLANKS,
];

const PATTERNS: Readonly<Record<Encoding, readonly string[]>> = {
  cl100k_base: CL100K,
  o200k_base: O200K,
};

/**
 * How an encoding cuts a text before it merges: each match is a piece, and pieces follow each
 * other without a gap. Sticky: the search starts at `lastIndex` and nowhere else.
 */
export function piecePattern(encoding: Encoding): RegExp {
  return new RegExp(PATTERNS[encoding].join('|'), 'uy');
}
