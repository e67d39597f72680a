import { join } from 'node:path';
import { html, type SafeHtml } from '@gait/evidence';
import { keyFolder, SIGNER_PREFIX } from '../../onboard/project-places.ts';
import { shellWord } from '../../shell-word.ts';
import { readSessions, type UiSession } from '../read-sessions.ts';
import { showText } from '../show-text.ts';
import type { UiDesk, UiProject } from '../ui-desk.ts';
import { layout, projectChoice } from './page-layout.ts';
import { moment } from './moment.ts';

/** The sessions of coding tools in a project, and their runpacks. */
export function sessionsPage(desk: UiDesk, project: UiProject): string {
  const { sessions, more } = readSessions(desk.context, project.folder);
  return layout(desk, {
    title: 'Sessions',
    at: '/sessions',
    heading: html`<h1>Sessions</h1>`,
    version: sessions
      .map(({ journal, events, isSealed }) => `${journal} ${events} ${isSealed}`)
      .join('\n'),
    said: 'The sessions changed',
    body: html`${projectChoice(desk, '/sessions', project)}
      <p class="soft small">Of ${showText(project.folder)}, newest first. What is shown is what the journals say; <code>gait verify</code> proves it.</p>
      ${sessions.length === 0 ? html`<p>No session was recorded here yet.</p>` : undefined}
      <ul class="cards">
        ${sessions.map((session) => card(desk, session))}
      </ul>
      ${more > 0 ? html`<p class="soft">and ${more} older ones</p>` : undefined}`,
  });
}

/** The whole line: which key signed is for whoever verifies to say. */
function verifyLine({ context }: UiDesk, runpack: string): string {
  const key = join(keyFolder(context), `${SIGNER_PREFIX}_public.key`);
  return `gait verify ${shellWord(runpack)} --require-signature --public-key ${shellWord(key)}`;
}

function card(desk: UiDesk, session: UiSession): SafeHtml {
  const { name, events, startedAt, updatedAt, isSealed, runpack, journal } = session;
  return html`<li class="call">
    <div class="head">
      <span class="tool">${showText(name)}</span>
      <span class="tag ${isSealed ? 'good' : 'plain'}">${isSealed ? 'sealed' : 'open'}</span>
      <span class="time">${events === undefined ? 'events not counted' : `${events} ${events === 1 ? 'event' : 'events'}`}</span>
    </div>
    <dl class="pairs">
      <dt>began</dt>
      <dd>${moment(startedAt)}</dd>
      <dt>last event</dt>
      <dd>${moment(updatedAt)}</dd>
      <dt>journal</dt>
      <dd><code>${showText(journal)}</code></dd>
      ${
        runpack === ''
          ? undefined
          : html`<dt>runpack</dt>
              <dd><code>${showText(verifyLine(desk, runpack))}</code></dd>`
      }
    </dl>
  </li>`;
}
