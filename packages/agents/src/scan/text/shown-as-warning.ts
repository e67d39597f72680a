import { stretchAt, stretchBefore } from './read-regions.ts';
import type { ScannedText } from './scanned-text.ts';

/** Words of who warns: they forbid what follows, or name it an attack. */
const FORBIDS =
  /\b(?:never|do not|don['’]t|must not|mustn['’]t|should not|shouldn['’]t|may not|cannot|avoid|refuse[sd]?|reject(?:s|ed)?|forbid(?:s|den)?|prohibit(?:s|ed)?|block(?:s|ed)?|flag(?:s|ged)?|instead of|rather than|not allowed)\b/i;
const NAMES_ATTACK =
  /\b(?:detect(?:s|ed|ion|or)?|attack(?:s|er|ers|ed)?|injections?|jailbreaks?|malicious|hostile|adversar(?:y|ial|ies)|untrusted|suspicious|phishing|unsafe|insecure|dangerous|vulnerab(?:le|ility|ilities)|red flags?|anti-?patterns?|bad (?:example|practice)|exploit(?:s|ed)?|threats?|leak(?:s|ed)?|smuggl(?:e|ed|ing)|angriffe?|attaques?|ataques?|attacchi)\b|атак|инъекц|攻击|攻撃|注入|インジェクション/i;

const SENTENCE = 240;
const LEAD = 400;
const LINE = 1000;

/**
 * True when a passage is shown and not said: it stands in quotation marks, a code span, a fence, a
 * block quote or a row of a table, and the words around it forbid it or call it an attack; or its own
 * sentence forbids it directly. Somebody who attacks can write so too, which is why the answer turns
 * a finding into a note and never into silence. What no reader of the page sees is never shown.
 */
export function isShownAsWarning(text: ScannedText, start: number, end: number): boolean {
  const { raw } = text;
  const { fences, comments, headings } = text.regions();
  if (stretchAt(comments, start) !== undefined) return false;
  const fence = stretchAt(fences, start);
  const sentence = sentenceBefore(raw, start, fence?.start ?? 0);
  if (FORBIDS.test(sentence)) return true;
  if (fence === undefined && !isQuoted(raw, start, end)) return false;
  if (NAMES_ATTACK.test(sentence) || NAMES_ATTACK.test(sentenceAfter(raw, end))) return true;
  const lead = leadIn(raw, fence?.start ?? lineStart(raw, start));
  if (FORBIDS.test(lead) || NAMES_ATTACK.test(lead)) return true;
  const heading = stretchBefore(headings, start);
  if (heading === undefined) return false;
  const title = raw.slice(heading.start, heading.end);
  return FORBIDS.test(title) || NAMES_ATTACK.test(title);
}

function sentenceBefore(raw: string, start: number, from: number): string {
  const text = raw.slice(Math.max(from, start - SENTENCE), start);
  const ends = ['. ', '! ', '\n\n', '\n\r\n'].map((end) => text.lastIndexOf(end));
  const stop = Math.max(...ends);
  return text.slice(stop + 1);
}

function sentenceAfter(raw: string, end: number): string {
  const text = raw.slice(end, end + SENTENCE / 2);
  const stop = text.search(/\n|\. /);
  return stop < 0 ? text : text.slice(0, stop);
}

/** Where the line of an offset begins; in a line without end not further than somebody reads. */
function lineStart(raw: string, offset: number): number {
  const from = Math.max(0, offset - LINE);
  return from + raw.slice(from, offset).lastIndexOf('\n') + 1;
}

/** The paragraph that leads to a fence, a list or a table: the last text above that is none of them. */
function leadIn(raw: string, before: number): string {
  const lines = raw
    .slice(Math.max(0, before - LEAD * 3), before)
    .split('\n')
    .reverse();
  const kept: string[] = [];
  let blank = false;
  for (const line of lines) {
    if (/^[ \t>]*(?:`{3,}|~{3,})/.test(line)) continue;
    if (line.trim() === '') {
      if (kept.length > 0) break;
      blank = true;
      continue;
    }
    if (/^[ \t]*(?:[-*+|>]|[0-9]{1,3}[.)])/.test(line) && (blank || kept.length === 0)) continue;
    kept.push(line);
  }
  return kept.reverse().join('\n').slice(-LEAD);
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
  ['‘', '’'],
];

/** True inside quotation marks or a code span of the same line, in a block quote, in a table's row. */
function isQuoted(raw: string, start: number, end: number): boolean {
  const from = lineStart(raw, start);
  const before = raw.slice(from, start);
  const [after = ''] = raw.slice(end, end + LINE).split('\n', 1);
  if (/^[ \t]*[>|]/.test(before)) return true;
  for (const mark of ['"', '`']) {
    if (before.split(mark).length % 2 === 0 && after.includes(mark)) return true;
  }
  return PAIRS.some(
    ([open, close]) =>
      before.lastIndexOf(open) > before.lastIndexOf(close) && after.includes(close),
  );
}
