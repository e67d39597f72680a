import { placeFinder, type TextPlace } from '@gait/yaml';
import { foldText, type FoldedText } from './fold-text.ts';
import { readRegions, type Regions } from './read-regions.ts';
import { indexWords, type WordIndex } from './word-index.ts';

/** What a file is read as. */
export type TextKind = 'markdown' | 'config' | 'program';

/** A text and the views of it that rules look at; each is made when it is first asked for. */
export interface ScannedText {
  readonly path: string;
  readonly kind: TextKind;
  readonly raw: string;
  /** No character beyond ASCII: most texts, and many rules have nothing to do. */
  readonly ascii: boolean;
  /** `raw` with lines joined that end in a backslash; offsets are the same. */
  readonly joined: () => string;
  readonly folded: () => FoldedText;
  /** What stands in the text in small letters, and folded, for those who ask for many words. */
  readonly lowerWords: () => WordIndex;
  readonly foldedWords: () => WordIndex;
  readonly regions: () => Regions;
  /** Whether a stretch is long enough to be base64 of something; hardly any text has one. */
  readonly hasLongRun: () => boolean;
  readonly placeAt: (offset: number) => TextPlace;
}

/** Prepares a text. Nothing is computed yet. */
export function scannedText(path: string, raw: string): ScannedText {
  const kind = kindOf(path);
  const folded = once(() => foldText(raw));
  const places = once(() => placeFinder(raw));
  return {
    path,
    kind,
    raw,
    ascii: !/[^\0-\x7f]/u.test(raw),
    joined: once(() => raw.replace(/\\(\r?\n)/gu, (_, end: string) => ' '.repeat(end.length + 1))),
    folded,
    lowerWords: once(() => indexWords(raw.toLowerCase())),
    foldedWords: once(() => indexWords(folded().text)),
    regions: once(() => readRegions(raw, kind)),
    hasLongRun: once(() => LONG_RUN.test(raw)),
    placeAt: (offset) => places()(offset),
  };
}

/** As many characters as `encoded-rules.ts` looks into. */
const LONG_RUN = /[A-Za-z0-9+/_-]{24}/;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function kindOf(path: string): TextKind {
  if (/\.(?:ya?ml|json|jsonc|toml|ini|cfg|conf|env)$/iu.test(path)) return 'config';
  return /\.(?:sh|bash|zsh|fish|ps1|psm1|bat|cmd|py|js|mjs|cjs|ts|rb|pl|php|lua)$/iu.test(path)
    ? 'program'
    : 'markdown';
}
