/** HTML that is safe to put into a page: made by `html` only, never from an artifact's text. */
export interface SafeHtml {
  readonly markup: string;
}

type Part = SafeHtml | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * Control characters, and those that change the direction of text: `U+202E` can make
 * `gpj.exe` read `exe.jpg`. They are shown by number.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Text as HTML, for element content and quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? '')
    .replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Template tag: everything put in is escaped unless it is `SafeHtml` already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): SafeHtml {
  let markup = strings[0] ?? '';
  parts.forEach((part, i) => {
    markup += render(part) + (strings[i + 1] ?? '');
  });
  return { markup };
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
}
