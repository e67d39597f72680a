import { html, type SafeHtml } from '@gait/evidence';
import { localTime } from '../../local-time.ts';

/** A time as people here and machines read it; `''` is never. */
export function moment(time: string): SafeHtml {
  if (time === '') return html`<span class="soft">never</span>`;
  return html`<time datetime="${time}">${localTime(time)}</time>`;
}
