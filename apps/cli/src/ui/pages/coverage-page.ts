import { html, type SafeHtml } from '@gait/evidence';
import { inFolder } from '../../in-folder.ts';
import { hookableRows, wantedRows } from '../../hooks/hook-places.ts';
import { closedText, toolState, type KindState, type ToolState } from '../../hooks/hook-state.ts';
import { showText } from '../show-text.ts';
import type { UiDesk, UiProject } from '../ui-desk.ts';
import { moment } from './moment.ts';
import { layout, projectChoice } from './page-layout.ts';

const TONES = { covered: 'good', uncovered: 'bad', unknown: 'warn' } as const;

/** Which calls of which tools the gate sees in a project. */
export function coveragePage(desk: UiDesk, project: UiProject): string {
  const at = inFolder(desk.context, project.folder);
  const used = new Set(wantedRows(at, [], project.folder).map(({ id }) => id));
  const states = hookableRows()
    .map((row) => toolState(at, row, project.folder))
    .filter(({ row, files }) => used.has(row.id) || files.some(({ state }) => state !== 'absent'));
  return layout(desk, {
    title: 'Coverage',
    at: '/coverage',
    heading: html`<h1>Which calls the gate sees</h1>`,
    version: JSON.stringify(states.map(({ row, kinds }) => [row.id, kinds])),
    said: 'The coverage changed',
    body: html`${projectChoice(desk, '/coverage', project)}
      <p class="soft small">In ${showText(project.folder)}. <code>gait hooks probe</code> tries it with a canary call.</p>
      ${states.length === 0 ? html`<p>No coding tool is used here.</p>` : undefined}
      ${states.map(tool)}`,
  });
}

function tool({ row, files, kinds }: ToolState): SafeHtml {
  const stands = files.filter(({ state }) => state !== 'absent');
  return html`<section class="call tool-card" aria-labelledby="tool-${row.id}">
    <div class="head">
      <h2 class="tool" id="tool-${row.id}">${row.title}</h2>
      ${row.support === 'driven' ? undefined : html`<span class="tag plain">not confirmed</span>`}
    </div>
    <table class="files grid">
      <caption class="caption-aside">Calls of ${row.title}</caption>
      <thead>
        <tr>
          <th scope="col">Calls</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${kinds.map(kind)}
      </tbody>
    </table>
    <dl class="pairs">
      <dt>when the hook fails</dt>
      <dd>${closedText(row)}</dd>
      ${stands.map(
        ({ path, state }) =>
          html`<dt>${state}</dt>
            <dd><code>${showText(path)}</code></dd>`,
      )}
    </dl>
    ${
      row.gaps.length === 0
        ? undefined
        : html`<details>
            <summary>What stays uncovered (${row.gaps.length})</summary>
            <ul class="found small">
              ${row.gaps.map((gap) => html`<li>${gap}</li>`)}
            </ul>
          </details>`
    }
  </section>`;
}

function kind({ kind: name, state, since, why }: KindState): SafeHtml {
  return html`<tr>
    <th scope="row">${name}</th>
    <td><span class="tag ${TONES[state]}">${state}</span></td>
    <td>${moment(since)}</td>
    <td>${showText(why)}</td>
  </tr>`;
}
