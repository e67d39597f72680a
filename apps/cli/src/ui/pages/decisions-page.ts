import { html, type SafeHtml } from '@gait/evidence';
import { readAsked, type AskedCalls } from '@gait/local';
import { inFolder } from '../../in-folder.ts';
import type { RecordedDecision } from '../../trace/read-decisions.ts';
import { readRecentDecisions } from '../read-recent-decisions.ts';
import { showText } from '../show-text.ts';
import type { UiDesk, UiProject } from '../ui-desk.ts';
import { moment } from './moment.ts';
import { layout, projectChoice } from './page-layout.ts';

const TONES: Readonly<Record<string, string>> = {
  allow: 'good',
  block: 'bad',
  require_approval: 'warn',
  dry_run: 'warn',
};

/** What the gate of a project decided lately. */
export async function decisionsPage(desk: UiDesk, project: UiProject): Promise<string> {
  const recent = await readRecentDecisions(inFolder(desk.context, project.folder));
  const { decisions, folder, more, unreadable } = recent;
  const asked = readAsked(project.folder, desk.context);
  return layout(desk, {
    title: 'Decisions',
    at: '/decisions',
    heading: html`<h1>Recent decisions</h1>`,
    version: decisions.map(({ place }) => place).join('\n'),
    said: 'There are new decisions',
    body: html`${projectChoice(desk, '/decisions', project)}
      <p class="soft small">From ${showText(folder)}, newest first, as they were written down; <code>gait trace show</code> with a key verifies them. What was asked is a note of this machine, without secrets; traces hold its digest alone.</p>
      ${decisions.length === 0 ? html`<p>No decision was recorded here yet.</p>` : table(decisions, asked)}
      ${unreadable > 0 ? html`<p><span class="tag warn">${unreadable} cannot be read</span></p>` : undefined}
      ${more > 0 ? html`<p class="soft">and ${more} older ones</p>` : undefined}`,
  });
}

function table(decisions: readonly RecordedDecision[], asked: AskedCalls): SafeHtml {
  return html`<table class="files grid">
    <caption class="caption-aside">Recent decisions</caption>
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Verdict</th>
        <th scope="col">What was asked</th>
        <th scope="col">Rule and reasons</th>
      </tr>
    </thead>
    <tbody>
      ${decisions.map((decision) => row(decision, asked))}
    </tbody>
  </table>`;
}

function row({ trace, document }: RecordedDecision, asked: AskedCalls): SafeHtml {
  const words = asked.get(trace.event_id);
  const tone = TONES[trace.verdict] ?? 'plain';
  const rules = (document?.matched_rules ?? []).join(', ');
  const reasons = (document?.reason_codes ?? []).join(', ');
  return html`<tr>
    <td>${moment(trace.observed_at)}</td>
    <td><span class="tag ${tone}">${showText(trace.verdict)}</span></td>
    <td>${words === undefined ? showText(trace.tool_name) : html`<code>${showText(words)}</code>`}</td>
    <td><b>${rules === '' ? 'no rule' : showText(rules)}</b> <span class="soft">${showText(reasons)}</span></td>
  </tr>`;
}
