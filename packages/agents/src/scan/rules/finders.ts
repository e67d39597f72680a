import type { Finder, Passage } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { listWords } from '../text/word-index.ts';

/** What a check says of a match: nothing to object to, or the message. */
export type MatchCheck = (match: RegExpExecArray, text: ScannedText) => string | undefined;

export interface PatternRule {
  /** A match cannot be without one of these; lower case. They are looked for first, which is cheap. */
  readonly needs: readonly string[];
  /** Global patterns whose repetitions are all bounded: the time grows with the text. */
  readonly patterns: readonly RegExp[];
  readonly says: string | MatchCheck;
}

/** Looks in the folded text, in which everything is written in one way. */
export function inProse({ needs, patterns, says }: PatternRule): Finder {
  const words = listWords(needs);
  return (text) => {
    if (!text.foldedWords().hasAny(words)) return NONE;
    const { text: folded, rawOffset } = text.folded();
    return matchAll(patterns, folded, says, text).map(({ start, end, message }) => ({
      start: rawOffset(start),
      end: Math.max(rawOffset(start) + 1, rawOffset(end - 1) + 1),
      message,
    }));
  };
}

/** Looks in the text as it is written, lines that a backslash continues joined. */
export function inSource({ needs, patterns, says }: PatternRule): Finder {
  const words = listWords(needs);
  return (text) => {
    if (!text.lowerWords().hasAny(words)) return NONE;
    return matchAll(patterns, text.joined(), says, text);
  };
}

function matchAll(
  patterns: readonly RegExp[],
  where: string,
  says: string | MatchCheck,
  text: ScannedText,
): Passage[] {
  const passages: Passage[] = [];
  for (const pattern of patterns) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(where); match !== null; match = pattern.exec(where)) {
      if (match[0] === '') pattern.lastIndex++;
      const message = typeof says === 'string' ? says : says(match, text);
      if (message === undefined) continue;
      passages.push({ start: match.index, end: match.index + match[0].length, message });
    }
  }
  return passages;
}

/** Several finders as one. */
export function anyOf(...finders: readonly Finder[]): Finder {
  return (text) => {
    let all: readonly Passage[] = NONE;
    for (const find of finders) {
      const found = find(text);
      if (found.length > 0) all = [...all, ...found];
    }
    return all;
  };
}

/** What nearly every finder says of nearly every text. */
const NONE: readonly Passage[] = [];

/** At most so many characters of a passage, on one line, for a message. */
export function excerpt(text: string, most = 60): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
