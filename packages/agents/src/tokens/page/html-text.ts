const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML and SVG, inside elements and attributes. Names of files come from anybody. */
export function escapeText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
}

/** `12,345`. */
export function groupDigits(number: number): string {
  return String(number).replaceAll(/\B(?=(?:[0-9]{3})+$)/gu, ',');
}

/** A length in a picture: short, and the same on every machine. */
export function length(value: number): string {
  return String(Math.round(value * 10) / 10);
}
