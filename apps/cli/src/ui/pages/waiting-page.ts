import { html, type SafeHtml } from '@gait/evidence';
import type { WaitingCall } from '@gait/gate';
import { openApprovalInbox } from '@gait/local';
import { describeWaiting } from '../../approvals/describe-waiting.ts';
import { showText } from '../show-text.ts';
import type { UiDesk } from '../ui-desk.ts';
import { moment } from './moment.ts';
import { layout } from './page-layout.ts';

/** Calls that are listed; a person reads no more. */
const MOST = 100;

/** What waits for a person, oldest first. */
export function waitingPage(desk: UiDesk): string {
  const { calls, faults } = openApprovalInbox(desk.context).waiting();
  const count = calls.length === 0 ? 'Nothing waits' : `${calls.length} waiting`;
  return layout(desk, {
    title: count,
    at: '/',
    heading: html`<h1>Waiting for a person</h1>`,
    version: calls.map(({ request_id: id, created_at: at }) => `${id}${at}`).join(' '),
    said: count,
    body: html`${calls.length === 0 ? NOTHING : undefined}
      <ol class="line">
        ${calls.slice(0, MOST).map((call, at) => item(desk, call, at))}
      </ol>
      ${calls.length > MOST ? html`<p class="soft">and ${calls.length - MOST} more</p>` : undefined}
      ${faults.map(({ message }) => html`<p class="small"><span class="tag warn">unreadable</span> ${showText(message)}</p>`)}`,
  });
}

const NOTHING = html`<p class="soft">
  Nothing waits. A call that needs a person appears here by itself; without JavaScript, load the page
  again.
</p>`;

function item(desk: UiDesk, call: WaitingCall, at: number): SafeHtml {
  const view = describeWaiting(desk.context, call);
  return html`<li>
    <span class="num warn" aria-hidden="true">${at + 1}</span>
    <article class="call">
      <div class="head">
        <a class="tool" href="${desk.access.base}/calls/${call.request_id}">${showText(view.headline)}</a>
        <span class="time">${moment(call.created_at)}</span>
      </div>
      <p class="why small">${showText(view.effects[0] ?? view.action[0] ?? '')}</p>
      <dl class="pairs">
        <dt>project</dt>
        <dd>${showText(call.project)}</dd>
        <dt>rule</dt>
        <dd>${showText((call.rules ?? []).join(', ') || 'none matched: the default')}</dd>
      </dl>
    </article>
  </li>`;
}
