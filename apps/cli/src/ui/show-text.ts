import { html, type SafeHtml } from '@gait/evidence';

/**
 * Characters that a page does not show, or that change how others stand: controls but the tab,
 * direction marks, joiners, variation selectors, tags, fillers that look like nothing.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const EACH = new RegExp(`(${UNSEEN.source})`, 'gu');

/** Text of others as a person must see it: what hides or turns text is shown by its number. */
export function showText(text: string): SafeHtml {
  const parts = text.toWellFormed().split(EACH);
  return html`${parts.map((part, at) =>
    at % 2 === 0 || part === '\t'
      ? html`${part}`
      : html`<span class="unseen">${nameOf(part)}</span>`,
  )}`;
}

function nameOf(char: string): string {
  const number = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${number.padStart(4, '0')}`;
}
