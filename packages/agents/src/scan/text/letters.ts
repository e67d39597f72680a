/** What characters look like and whether they are seen at all. */

export type Script = 'latin' | 'cyrillic' | 'greek' | 'armenian' | 'other';

/** The script of a letter, as far as look-alikes go. */
export function scriptOf(point: number): Script {
  if (point < 0x80) {
    const lower = point | 0x20;
    return lower >= 0x61 && lower <= 0x7a ? 'latin' : 'other';
  }
  // The micro sign is no letter of a word.
  if (point === 0xb5) return 'other';
  if ((point >= 0xc0 && point <= 0x24f) || (point >= 0x1e00 && point <= 0x1eff)) return 'latin';
  if (point >= 0x370 && point <= 0x3ff) return 'greek';
  if (point >= 0x400 && point <= 0x52f) return 'cyrillic';
  if (point >= 0x531 && point <= 0x587) return 'armenian';
  return 'other';
}

/** Letters of other scripts that look like a Latin one in usual fonts: Unicode's confusables, the plain ones. */
const TWINS = new Map<number, number>();
for (const pair of [
  'аa вb еe ёe кk мm нh оo рp сc тt уy хx ѕs іi їi јj ԁd ԛq ԝw һh ӏl ѵv ғf ɡg',
  'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ЅS ІI ЈJ ԌG ԚQ ԜW',
  'αa βb εe ιi κk νv οo ρp τt υu χx γy ωw ηn',
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX',
  'օo հh ոn սu ցg ա̀w ɑa ɩi ʀr ʏy ᴀa ᴄc ᴏo ᴠv ᴡw ᴢz',
].flatMap((line) => line.split(' '))) {
  const [from = '', to = ''] = Array.from(pair);
  if (pair.length === 2) TWINS.set(from.charCodeAt(0), to.charCodeAt(0));
}

/** The Latin letter that another one looks like; itself where there is none. */
export function latinTwin(point: number): number {
  return point < 0x80 ? point : (TWINS.get(point) ?? point);
}

/** True for letters of other scripts that a reader takes for Latin ones. */
export function hasLatinTwin(point: number): boolean {
  return point >= 0x80 && TWINS.has(point);
}

/** Takes no room on the screen, and no room in a word. Tags, variation selectors and bidirectional marks too. */
export function isInvisible(point: number): boolean {
  return (
    isZeroWidth(point) ||
    isBidi(point) ||
    isVariation(point) ||
    (point >= 0xe0000 && point <= 0xe007f) ||
    (point >= 0xfff9 && point <= 0xfffb)
  );
}

/** Characters without width, joiners and fillers among them. */
export function isZeroWidth(point: number): boolean {
  switch (point) {
    case 0xad:
    case 0x34f:
    case 0x115f:
    case 0x1160:
    case 0x17b4:
    case 0x17b5:
    case 0x180e:
    case 0x3164:
    case 0xfeff:
    case 0xffa0:
      return true;
    default:
      return (
        (point >= 0x200b && point <= 0x200d) ||
        (point >= 0x2060 && point <= 0x2064) ||
        (point >= 0x206a && point <= 0x206f)
      );
  }
}

/** Changes the direction of what follows. */
export function isBidi(point: number): boolean {
  return (
    point === 0x61c ||
    point === 0x200e ||
    point === 0x200f ||
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069)
  );
}

/** Chooses among forms of the character before it. */
export function isVariation(point: number): boolean {
  return (
    (point >= 0xfe00 && point <= 0xfe0f) ||
    (point >= 0xe0100 && point <= 0xe01ef) ||
    (point >= 0x180b && point <= 0x180d)
  );
}

/** An accent that stands above or below the letter before it. */
export function isMark(point: number): boolean {
  return point >= 0x300 && point <= 0x36f;
}

const folded = new Map<number, string>();
const LETTERS_KEPT = 20_000;

/** A character as plain lower-case letters: compatibility forms resolved, accents off. */
export function foldLetters(point: number): string {
  const known = folded.get(point);
  if (known !== undefined) return known;
  const plain = String.fromCodePoint(point).normalize('NFKC').toLowerCase();
  const text = stripMarks(plain);
  if (folded.size < LETTERS_KEPT) folded.set(point, text);
  return text;
}

/** Takes accents off Latin, Greek and Cyrillic letters; quotation marks go, dashes become `-`. */
export function stripMarks(text: string): string {
  return text
    .replace(/[\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]/gu, (letter) =>
      letter.normalize('NFD').replace(/[\u0300-\u036f]/gu, ''),
    )
    .replace(/[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u300c-\u300f]/gu, '')
    .replace(/[\u2010-\u2015\u2212]/gu, '-');
}
