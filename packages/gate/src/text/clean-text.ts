import { toLower, trimSpace } from '@gait/canon';

/** As `trimSpace`, without a call for text that begins and ends with a printable ASCII character. */
export function clean(text: string): string {
  const length = text.length;
  if (length === 0) return text;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(length - 1);
  if (first > 0x20 && first < 0x80 && last > 0x20 && last < 0x80) return text;
  return trimSpace(text);
}

/** As `toLower(trimSpace(text))`, without a call for text that is plain lower-case ASCII. */
export function cleanLower(text: string): string {
  const trimmed = clean(text);
  for (let i = 0; i < trimmed.length; i++) {
    const unit = trimmed.charCodeAt(i);
    if (unit > 0x7e || (unit >= 0x41 && unit <= 0x5a)) return toLower(trimmed);
  }
  return trimmed;
}
