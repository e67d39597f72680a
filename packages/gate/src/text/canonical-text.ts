/** Text up to this length is looked at here; the runtime's own writer wins beyond it. */
const SHORT = 48;

/**
 * A string as RFC 8785 writes it, quotes included. Lone surrogates become U+FFFD.
 *
 * Most strings are short and plain ASCII: one look at each character is cheaper than a call
 * into the runtime.
 */
export function canonicalText(text: string): string {
  const length = text.length;
  if (length > SHORT) return escaped(text);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return escaped(text);
  }
  return `"${text}"`;
}

function escaped(text: string): string {
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
}
