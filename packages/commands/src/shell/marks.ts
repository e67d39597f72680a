import type { Word } from '../model/invocation.ts';

/**
 * Letters that stand in expanded text for what is not text. They are noncharacters of Unicode; a
 * command that contains one is refused, so they cannot be smuggled in.
 */
/** A piece that is known only when the command runs: any text, also none, also blanks. */
export const UNKNOWN = '\uFDD0';
/** The PATH that the shell was started with. */
export const OLD_PATH = '\uFDD1';
/** Wildcards that the shell would expand. `STAR` also stands for a harmless token: a number, a date. */
export const STAR = '\uFDD2';
export const QUESTION = '\uFDD3';
export const BRACKET = '\uFDD4';
/** Around the number of a long piece of data that the parser was spared. */
export const DATA_START = '\uFDD5';
export const DATA_END = '\uFDD6';

const RESERVED = /[\uFDD0-\uFDEF]/;
const OPAQUE = /[\uFDD0\uFDD1]/;
const WILD = /[\uFDD2-\uFDD4]/;
const ANY = /[\uFDD0-\uFDD4]/;
const PLAIN: Readonly<Record<string, string>> = { [STAR]: '*', [QUESTION]: '?', [BRACKET]: '[' };

/** Whether text from outside contains one of the letters. */
export function hasReserved(text: string): boolean {
  return RESERVED.test(text);
}

/** All of the text is known, letter by letter. */
export function isKnown(text: string): boolean {
  return !ANY.test(text);
}

/** A part is known only when the command runs; wildcards are not such a part. */
export function isOpaque(text: string): boolean {
  return OPAQUE.test(text);
}

export function isPattern(text: string): boolean {
  return WILD.test(text);
}

/** What the text certainly begins with. */
export function knownStart(text: string): string {
  const at = text.search(ANY);
  return at < 0 ? text : text.slice(0, at);
}

/** The wildcards of an unquoted value become active. */
export function activate(text: string): string {
  return text.replaceAll('*', STAR).replaceAll('?', QUESTION).replaceAll('[', BRACKET);
}

/** The text with its wildcards as letters again. */
export function deactivate(text: string): string {
  return text.replaceAll(/[\uFDD2-\uFDD4]/g, (mark) => PLAIN[mark] ?? '');
}

/** An expanded word as programs are told of it. */
export function toWord(field: string): Word {
  if (isOpaque(field)) return { value: undefined, prefix: knownStart(field), pattern: false };
  return { value: deactivate(field), prefix: knownStart(field), pattern: isPattern(field) };
}

/** A word of a program as an expanded word. */
export function fromWord({ value, prefix, pattern }: Word): string {
  if (value === undefined) return prefix + UNKNOWN;
  return pattern ? prefix + activate(value.slice(prefix.length)) : value;
}
