import { html, shownTime, type SafeHtml } from '@gait/evidence';

/** A time as people and machines read it; `''` is never. */
export function moment(time: string): SafeHtml {
  if (time === '') return html`<span class="soft">never</span>`;
  return html`<time datetime="${time}">${shownTime(time.replace(/\.\d+Z$/u, 'Z'))}</time>`;
}
