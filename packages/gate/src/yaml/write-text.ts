import { isKeyword, isNumberText } from './plain-scalar.ts';

/** Words that other readers of YAML take for a truth value. */
const OLD_TRUTHS = /^(?:y|yes|n|no|on|off|Y|Yes|YES|N|No|NO|On|ON|Off|OFF)$/;
/** What no word may begin with, end with, or contain, as the reference writes YAML. */
const NEEDS_QUOTES = /^[*&[{}\],!|>%'"@ `]|[: ]$|[#\\]|[:-] |^-$/;

/** What the grammar of YAML does not read as this text when it stands without quotes. */
const UNREADABLE =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|^[?-](?: |$)|^-?\.(?:inf|nan)$/i;

/**
 * A text as the value of a key or an item of a list, the way the reference's formatter writes
 * it: plain where that reads back as the same text, else in double quotes; several lines as
 * a literal block, indented by `indent` spaces.
 */
export function writeText(text: string, indent: number): string {
  if (needsQuotes(text)) return quote(text);
  if (!text.includes('\n')) return text;
  const margin = ' '.repeat(indent);
  const header = text.endsWith('\n\n') ? '|+' : text.endsWith('\n') ? '|' : '|-';
  const lines = text.split('\n').map((line) => `\n${margin}${line}`);
  // The last line break is the literal's own.
  return header + (text.endsWith('\n') ? lines.slice(0, -1) : lines).join('');
}

/** A text as a key: on one line, and never the mark by which YAML merges mappings. */
export function writeKey(text: string): string {
  return needsQuotes(text) || text.includes('\n') || text === '<<' ? quote(text) : text;
}

function needsQuotes(text: string): boolean {
  return (
    text === '' ||
    isKeyword(text) ||
    OLD_TRUTHS.test(text) ||
    isNumberText(text) ||
    NEEDS_QUOTES.test(text) ||
    isTimestamp(text) ||
    // The reference writes these so that nobody reads the same text from it again.
    UNREADABLE.test(text)
  );
}

const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)(?:(?:[Tt](\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d)))|(?: (\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?))?$/;

function isTimestamp(text: string): boolean {
  const clock = /^(\d\d?):(\d\d?)$/u.exec(text);
  if (clock !== null) return Number(clock[1]) < 24 && Number(clock[2]) < 60;
  const parts = TIMESTAMP.exec(text)?.map((part) => Number(part ?? 0));
  if (parts === undefined) return false;
  const [, year = 0, month = 0, day = 0, h = 0, m = 0, s = 0, zoneH = 0, zoneM = 0] = parts;
  const [hour, minute, second] = [h + (parts[9] ?? 0), m + (parts[10] ?? 0), s + (parts[11] ?? 0)];
  const days = new Date(Date.UTC(year % 400 || 400, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > days) return false;
  return hour < 24 && minute < 60 && second < 60 && zoneH <= 24 && zoneM < 60;
}

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

function quote(text: string): string {
  let out = '"';
  for (const char of text.toWellFormed()) out += SHORT_ESCAPES.get(char) ?? escapeChar(char);
  return out + '"';
}

function escapeChar(char: string): string {
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) as number;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
