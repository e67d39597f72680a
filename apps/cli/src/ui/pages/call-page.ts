import { html, type SafeHtml } from '@gait/evidence';
import { isCodedError } from '@gait/canon';
import { TIME_FACTS, type WaitingView } from '../../approvals/describe-waiting.ts';
import { stateSentence } from '../../approvals/state-words.ts';
import { localTime } from '../../local-time.ts';
import { lookAtCall, type LookedAt } from '../look-at-call.ts';
import { showText } from '../show-text.ts';
import type { OpenAnswer } from '../answer-desk.ts';
import type { UiDesk } from '../ui-desk.ts';
import { moment } from './moment.ts';
import { layout } from './page-layout.ts';

/** Calls that are remembered as they were shown. */
const MOST_SHOWN = 256;

/**
 * A waiting call: what exactly would run, and the way to an answer.
 *
 * @param said what is wrong with a code that was typed; `''`: nothing
 */
export async function callPage(desk: UiDesk, id: string, said: string): Promise<string> {
  const given = desk.given.get(id);
  const found = await lookAtCall(desk.context, id, desk.shown.get(id));
  if (found.kind === 'waiting') {
    if (desk.shown.size >= MOST_SHOWN) desk.shown.clear();
    desk.shown.set(id, found.call);
    // The same call came again after it was answered: it is to be answered anew.
    desk.given.delete(id);
  }
  const open = found.kind === 'waiting' ? desk.answers.open(id) : undefined;
  const heading = found.kind === 'gone' ? 'This call waits no more' : found.view.headline;
  return layout(desk, {
    title: found.kind === 'gone' ? 'Waits no more' : 'A call that waits',
    at: '/',
    heading: html`<p class="soft small"><a href="${desk.access.base}/">Waiting</a> / <span class="mono">${id}</span></p>
      <h1 id="what">${showText(heading)}</h1>`,
    version: versionOf(found, open),
    said: found.kind === 'gone' ? 'This call waits no more' : 'The page changed',
    body: await bodyOf(desk, { id, found, open, said, given }),
  });
}

interface Shown {
  readonly id: string;
  readonly found: LookedAt;
  readonly open: OpenAnswer | undefined;
  readonly said: string;
  readonly given: ReturnType<UiDesk['given']['get']>;
}

function versionOf(found: LookedAt, open: OpenAnswer | undefined): string {
  if (found.kind === 'gone') return `gone ${found.why}`;
  return `${found.kind} ${found.view.state.kind} ${open === undefined ? '' : open.until}`;
}

async function bodyOf(desk: UiDesk, { id, found, open, said, given }: Shown): Promise<SafeHtml> {
  switch (found.kind) {
    case 'gone':
      return html`${given === undefined ? banner('warn', 'i', found.why, 'Nothing is left to do here.') : answered(given)}
        <p><a href="${desk.access.base}/">Back to what waits</a></p>`;
    case 'unsound':
      return html`${banner('bad', '!', 'This call cannot be answered', found.why)}
        ${callView(found.view)}`;
    case 'waiting':
      return html`${callView(found.view)}
      ${open === undefined ? await beginForm(desk, found, { id, said }) : codeForm(desk, open, { id, said })}`;
  }
}

function answered({ deny, approver, expiresAt }: NonNullable<Shown['given']>): SafeHtml {
  return deny
    ? banner('bad', '✗', 'Denied', `by ${approver}; the call will not run`)
    : banner(
        'good',
        '✓',
        'Approved, once',
        `by ${approver}; the call may run until ${localTime(expiresAt)}`,
      );
}

function banner(
  tone: 'good' | 'bad' | 'warn',
  mark: string,
  title: string,
  text: string,
): SafeHtml {
  return html`<div class="verdict ${tone}">
    <span class="mark" aria-hidden="true"><i>${mark}</i></span>
    <div class="why">
      <b>${showText(title)}</b>
      ${text === '' ? undefined : html`<p>${showText(text)}</p>`}
    </div>
  </div>`;
}

function callView(view: WaitingView): SafeHtml {
  return html`<h2>What it would run</h2>
    ${lines(view)}
    <h2>Why it needs a person</h2>
    <ul class="effects">
      ${view.held.map((held) => html`<li>${showText(held)}</li>`)}
    </ul>
    ${
      view.effects.length === 0
        ? undefined
        : html`<h2>What it would do</h2>
            <ul class="effects">
              ${view.effects.map((effect) => html`<li>${showText(effect)}</li>`)}
            </ul>`
    }
    ${view.diff.length === 0 ? undefined : html`<h2>What would change</h2>${diff(view)}`}
    <h2>About it</h2>
    <dl class="pairs wide-pairs">
      ${view.facts
        // A page stands still: how many seconds are left is over when it is read.
        .filter(([name]) => name !== 'state' || view.state.kind !== 'live')
        .map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${factValue(name, value)}</dd>`,
        )}
    </dl>`;
}

function factValue(name: string, value: string): SafeHtml {
  if (name === 'digest') return html`<code>${value}</code>`;
  return TIME_FACTS.has(name) ? moment(value) : showText(value);
}

/** Lines of a call that a page shows; a browser takes no more. */
const MOST_LINES = 20_000;

function lines({ id, action }: WaitingView): SafeHtml {
  return rows('action', 'What it would run', id, action, () => '');
}

function diff({ id, diff: texts }: WaitingView): SafeHtml {
  return rows('diff', 'What would change', id, texts, kindOf);
}

/** No white space of ours between the lines: it would be shown. Long texts scroll, by keys too. */
function rows(
  name: string,
  label: string,
  id: string,
  texts: readonly string[],
  kind: (line: string) => string,
): SafeHtml {
  const shown = texts
    .slice(0, MOST_LINES)
    .map((line) => html`<span class="row ${kind(line)}">${showText(line)}</span>`);
  const more = texts.length - MOST_LINES;
  return html`<pre class="${name}" tabindex="0" role="region" aria-label="${label}">${shown}</pre>
    ${
      more > 0
        ? html`<p><span class="tag bad">${more} more lines are not shown</span> <code>gait approvals show ${id} --full</code> shows all.</p>`
        : undefined
    }`;
}

function kindOf(line: string): string {
  if (/^(?:---|\+\+\+|@@)/u.test(line)) return 'meta';
  if (line.startsWith('+')) return 'plus';
  return line.startsWith('-') ? 'minus' : '';
}

async function beginForm(
  desk: UiDesk,
  { call, view }: Extract<LookedAt, { kind: 'waiting' }>,
  { id, said }: Pick<Shown, 'id' | 'said'>,
): Promise<SafeHtml> {
  let approver: string;
  try {
    approver = await desk.approverFor(call.project);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return banner('warn', 'i', `It cannot be answered here: ${error.message}`, error.hint ?? '');
  }
  return html`<section class="answer" aria-labelledby="answer">
    <h2 id="answer">Your answer, ${showText(approver)}</h2>
    ${said === '' ? undefined : html`<div role="alert" tabindex="-1" autofocus>${banner('bad', '!', said, '')}</div>`}
    <p class="small">
      An approval is for exactly this call, and works once. The terminal that runs
      <code>gait ui</code> then shows a code to type here.
      ${view.state.kind === 'live' ? undefined : sentence(stateSentence(view.state))}
    </p>
    <form method="post" action="${desk.access.base}/calls/${id}/answer">
      ${token(desk)}
      <button class="yes" name="answer" value="approve">Approve…</button>
      <button class="no" name="answer" value="deny">Deny…</button>
    </form>
  </section>`;
}

/** As a sentence by itself. */
function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function codeForm(
  desk: UiDesk,
  { deny, until, triesLeft }: OpenAnswer,
  { id, said }: Pick<Shown, 'id' | 'said'>,
): SafeHtml {
  const what = deny ? 'deny' : 'approve';
  const isWrong = said !== '';
  return html`<section class="answer" aria-labelledby="answer">
    <h2 id="answer">Type the code to ${what} this</h2>
    <p class="small" id="about-code">
      Six digits, in the terminal that runs <code>gait ui</code>, beside what they are for. They count
      until ${moment(until)};
      ${triesLeft === 1 ? 'one try is' : `${triesLeft} tries are`} left.
    </p>
    ${isWrong ? html`<div role="alert" id="wrong-code">${banner('bad', '!', said, '')}</div>` : undefined}
    <form method="post" action="${desk.access.base}/calls/${id}/code" autocomplete="off">
      ${token(desk)}
      <label for="code">Code</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="12" required autofocus aria-invalid="${isWrong ? 'true' : 'false'}" aria-describedby="${isWrong ? 'wrong-code ' : ''}about-code" />
      <button class="${deny ? 'no' : 'yes'}">${deny ? 'Deny it' : 'Approve it, once'}</button>
    </form>
    <form method="post" action="${desk.access.base}/calls/${id}/cancel">
      ${token(desk)}<button class="plain">Back</button>
    </form>
  </section>`;
}

function token({ access }: UiDesk): SafeHtml {
  return html`<input type="hidden" name="form" value="${access.formToken}" />`;
}
