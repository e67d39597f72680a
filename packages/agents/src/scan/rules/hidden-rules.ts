import type { Finder, Passage, ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { isBidi, isVariation, isZeroWidth } from '../text/letters.ts';
import { inSource } from './finders.ts';

/** Characters that a person does not see and a model reads. */
export const HIDDEN_RULES = {
  hidden_tags: {
    severity: 'error',
    about: 'Characters of the Unicode tags block: text that no screen shows and a model reads.',
    hint: 'delete these characters and find out who put them there',
    quotable: false,
    find: runsOf(isTag, (run) =>
      isFlag(run)
        ? undefined
        : `hidden text in tag characters: ${JSON.stringify(tagText(run.text))}`,
    ),
  },
  hidden_zero_width: {
    severity: 'error',
    about: 'Characters without width where no script needs them.',
    hint: 'delete the characters; retype the word around them',
    quotable: false,
    find: runsOf(isZeroWidth, (run) => {
      if (isNeededJoiner(run)) return undefined;
      const count = Array.from(run.text).length;
      return count > 3
        ? `${count} characters without width in a row, enough to carry a message`
        : `${nameOf(run.text)} that nobody sees`;
    }),
  },
  hidden_variation: {
    severity: 'error',
    about: 'Variation selectors where nothing varies, or several in a row: they can carry bytes.',
    hint: 'delete these characters and find out who put them there',
    quotable: false,
    find: runsOf(isVariation, (run) => {
      const count = Array.from(run.text).length;
      if (count > 1) return `${count} variation selectors in a row, enough to carry a message`;
      return canVary(run)
        ? undefined
        : 'a variation selector behind a character that has no variants';
    }),
  },
  hidden_control: {
    severity: 'error',
    about: 'Control characters: in a terminal they can hide or replace what stands beside them.',
    hint: 'delete the control characters',
    quotable: false,
    find: runsOf(isControl, ({ text }) => `the control character ${nameOf(text)}`),
  },
  hidden_escape: {
    severity: 'error',
    about: 'An escape that stands for an invisible character in a value that a tool will read.',
    hint: 'write the value without the escape',
    quotable: false,
    find: hiddenEscapes,
  },
  bidi_override: {
    severity: 'error',
    about: 'Characters that make a text appear in another order than it is read in.',
    hint: 'delete the characters; right-to-left text needs none of them here',
    quotable: false,
    find: bidiFaults,
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

/** Looked for at once: hardly any text has one. */
const UNSEEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/u;
const CONTROLS = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]/u;

interface Run {
  readonly text: string;
  readonly start: number;
  readonly raw: string;
}

/** Finds runs of a kind of characters; a check gives the message, or undefined for a harmless one. */
function runsOf(
  isOne: (point: number) => boolean,
  judge: (run: Run) => string | undefined,
): Finder {
  return ({ raw, ascii }) => {
    if (!(isOne === isControl ? CONTROLS : UNSEEN).test(raw) || (ascii && isOne !== isControl))
      return [];
    const passages: Passage[] = [];
    for (let at = 0; at < raw.length;) {
      const start = at;
      let point = raw.codePointAt(at) ?? 0;
      while (at < raw.length && isOne(point)) {
        at += point > 0xffff ? 2 : 1;
        point = raw.codePointAt(at) ?? 0;
      }
      if (at > start) {
        const message = judge({ text: raw.slice(start, at), start, raw });
        if (message !== undefined) passages.push({ start, end: at, message });
      } else at += point > 0xffff ? 2 : 1;
    }
    return passages;
  };
}

function isTag(point: number): boolean {
  return point >= 0xe0000 && point <= 0xe007f;
}

function tagText(text: string): string {
  const plain = Array.from(text).map((char) =>
    String.fromCharCode((char.codePointAt(0) ?? 0) - 0xe0000),
  );
  return plain
    .join('')
    .replaceAll(/[^ -~]/gu, '')
    .slice(0, 80);
}

/** England, Scotland, Wales: a black flag, five or six tags, the end tag. */
function isFlag({ text, start, raw }: Run): boolean {
  return raw.slice(start - 2, start) === '\u{1f3f4}' && /^gb(?:eng|sct|wls)$/.test(tagText(text));
}

function before({ raw, start }: Run): number {
  const low = raw.charCodeAt(start - 1);
  const paired = low >= 0xdc00 && low <= 0xdfff;
  return raw.codePointAt(paired ? start - 2 : start - 1) ?? 0;
}

/** Scripts that shape words with joiners, and emoji that are joined to one. */
const JOINED_SCRIPTS =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Thai}\p{Script=Lao}\p{Script=Mongolian}\p{Script=Syriac}]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;

function isNeededJoiner(run: Run): boolean {
  if (run.text.length !== 1) return false;
  const left = String.fromCodePoint(before(run));
  const right = String.fromCodePoint(run.raw.codePointAt(run.start + 1) ?? 0);
  const code = run.text.charCodeAt(0);
  if (code === 0x200d && PICTURE.test(left) && PICTURE.test(right)) return true;
  if (code === 0xad) return isLongWord(run);
  const joins = code === 0x200c || code === 0x200d || code === 0x200b || code === 0x17b4;
  if (code === 0x3164 || code === 0x1160 || code === 0x115f) return false;
  return joins && JOINED_SCRIPTS.test(left) && (JOINED_SCRIPTS.test(right) || /\s/u.test(right));
}

const LONG_WORD = 12;

/** Only a long word needs a place to break; a short one that is cut apart is hidden from a filter. */
function isLongWord({ raw, start }: Run): boolean {
  const left = /\p{L}{0,40}$/u.exec(raw.slice(Math.max(0, start - 40), start))?.[0] ?? '';
  const right = /^\p{L}{0,40}/u.exec(raw.slice(start + 1, start + 41))?.[0] ?? '';
  return left.length + right.length >= LONG_WORD;
}

function canVary(run: Run): boolean {
  const base = String.fromCodePoint(before(run));
  const selector = run.text.codePointAt(0) ?? 0;
  if (selector >= 0xe0100) return /\p{Script=Han}/u.test(base);
  if (selector >= 0x180b && selector <= 0x180d) return /\p{Script=Mongolian}/u.test(base);
  return /[\p{Emoji}\p{Extended_Pictographic}\p{Script=Han}\p{S}\p{Po}\p{Script=Myanmar}]/u.test(
    base,
  );
}

function isControl(point: number): boolean {
  if (point < 0x20) return point !== 0x09 && point !== 0x0a && point !== 0x0d && point !== 0x0c;
  return (point >= 0x7f && point <= 0x9f) || point === 0x2028 || point === 0x2029;
}

function nameOf(text: string): string {
  const points = Array.from(text)
    .slice(0, 3)
    .map((char) => {
      const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
      return `U+${hex.padStart(4, '0')}`;
    });
  return points.join(' ');
}

const escapesOf = inSource({
  needs: ['\\u', '\\x', '&#'],
  patterns: [
    /\\u(?:200[b-f]|202[a-e]|20(?:6[0-9a-f])|feff|00ad|180e|3164|fe0[0-9a-f]|db40\\udc[0-7][0-9a-f])|\\U000e0[01][0-9a-f]{2}|\\u\{e0[01][0-9a-f]{2}\}|&#(?:x(?:200[b-f]|202[a-e]|206[0-9a-f]|e00[0-7][0-9a-f])|820[3-7]|823[4-8]|829[4-7]);/gi,
  ],
  says: (match) => `${match[0]} stands for a character that nobody sees`,
});

/** In configuration and front matter: there an escape becomes the character. In a page it is only named. */
function hiddenEscapes(text: ScannedText): readonly Passage[] {
  const found = escapesOf(text);
  if (text.kind === 'config' || found.length === 0) return found;
  const { head } = text.regions();
  return found.filter(({ start }) => start < head.end || text.raw[start] === '&');
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function bidiFaults(text: ScannedText): readonly Passage[] {
  if (text.ascii || !UNSEEN.test(text.raw)) return [];
  const { raw } = text;
  const passages: Passage[] = [];
  for (let at = 0; at < raw.length; at++) {
    if (!isBidi(raw.charCodeAt(at))) continue;
    const newline = raw.indexOf('\n', at);
    const lineEnd = newline < 0 ? raw.length : newline;
    const start = raw.lastIndexOf('\n', at) + 1;
    const message = judgeLine(raw.slice(start, lineEnd));
    if (message !== undefined) passages.push({ start: at, end: at + 1, message });
    // The rest of the line is judged with it.
    at = lineEnd;
  }
  return passages;
}

function judgeLine(line: string): string | undefined {
  if (/[\u202d\u202e]/u.test(line)) return 'an override turns the order of letters round';
  if (!RIGHT_TO_LEFT.test(line)) {
    return 'marks of direction in a line without right-to-left text';
  }
  const open = line.replaceAll(/[^\u202a\u202b\u2066-\u2068]/gu, '').length;
  const closed = line.replaceAll(/[^\u202c\u2069]/gu, '').length;
  return open === closed ? undefined : 'a change of direction that its line does not end';
}
