import { html, type SafeHtml } from '@gait/evidence';
import { openApprovalInbox } from '@gait/local';
import { describeWaiting } from '../../approvals/describe-waiting.ts';
import { rankWaiting, stateWord, type RankedCall } from '../../approvals/state-words.ts';
import { showText } from '../show-text.ts';
import type { UiDesk } from '../ui-desk.ts';
import { moment } from './moment.ts';
import { layout } from './page-layout.ts';

/** Calls that are listed of those that nobody waits for; a person reads no more. */
const MOST = 100;

const STATE_TONES = { live: 'warn', retry: 'plain', ended: 'plain' } as const;

/** What waits for a person: what a tool waits for first. */
export function waitingPage(desk: UiDesk): string {
  const { context } = desk;
  const inbox = openApprovalInbox(context).waiting();
  const calls = rankWaiting(context, inbox.calls);
  const live = calls.filter(({ state }) => state.kind === 'live');
  const rest = calls.filter(({ state }) => state.kind !== 'live').slice(0, MOST);
  const more = calls.length - live.length - rest.length;
  const count = live.length === 0 ? 'Nothing waits' : `${live.length} waiting`;
  return layout(desk, {
    title: count,
    at: '/',
    heading: html`<h1>Waiting for a person</h1>`,
    version: calls
      .map(({ call, state }) => `${call.request_id}${call.created_at}${state.kind}`)
      .join(' '),
    said: count,
    body: html`${live.length === 0 ? NOTHING : undefined}
      <ol class="line">
        ${live.map((one, at) => item(desk, one, at))}
      </ol>
      ${
        rest.length === 0
          ? undefined
          : html`<h2>Nobody waits for these now</h2>
              <p class="soft small">
                A tool that tries such a call again finds your answer. <code>gait approvals clear --all</code>
                takes them away.
              </p>
              <ul class="cards">
                ${rest.map((one) => item(desk, one, undefined))}
              </ul>`
      }
      ${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}
      ${inbox.faults.map(({ message }) => html`<p class="small"><span class="tag warn">unreadable</span> ${showText(message)}</p>`)}`,
  });
}

const NOTHING = html`<p class="soft">
  Nothing waits. A call that needs a person appears here by itself; without JavaScript, load the page
  again.
</p>`;

/** What would run stands first: a person who reads one line reads that one. */
function item(desk: UiDesk, { call, state }: RankedCall, at: number | undefined): SafeHtml {
  const view = describeWaiting(desk.context, call);
  const [first = '', ...others] = view.held;
  return html`<li>
    ${at === undefined ? undefined : html`<span class="num warn" aria-hidden="true">${at + 1}</span>`}
    <article class="call">
      <div class="head">
        <a class="tool mono" href="${desk.access.base}/calls/${call.request_id}">${showText(view.asked)}</a>
        <span class="tag ${STATE_TONES[state.kind]}">${state.kind === 'live' ? html`waits until ${moment(call.waits_until)}` : stateWord(state)}</span>
      </div>
      <p class="why">${showText(first)}${others.length === 0 ? undefined : `, and ${others.length} more`}</p>
      <dl class="pairs">
        <dt>tool</dt>
        <dd>${showText(view.headline)}</dd>
        <dt>project</dt>
        <dd>${showText(call.project)}</dd>
        <dt>asked</dt>
        <dd>${moment(call.created_at)}</dd>
      </dl>
    </article>
  </li>`;
}
