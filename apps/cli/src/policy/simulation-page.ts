import { html, renderPage, type SafeHtml } from '@gait/evidence';
import type { Judged } from '@gait/gate';
import {
  countByTool,
  recommended,
  unreachedCaveat,
  type SimulatedPolicies,
} from './simulation-answer.ts';
import type { SimulatedCall, Simulation } from './simulation.ts';
import { ruleChanges } from './unreached-rules.ts';

/** What the page says besides the simulation. */
export interface SimulationPage {
  readonly simulation: Simulation;
  readonly policies: SimulatedPolicies;
  /** As they were given. */
  readonly paths: { readonly baseline: string; readonly candidate: string };
  /** RFC 3339. */
  readonly at: string;
}

/** A page for a person: above this many changes the rest is counted, not shown. */
const MOST_SHOWN = 2000;

const TONES = {
  allow: 'good',
  dry_run: 'warn',
  require_approval: 'warn',
  block: 'bad',
} as const;

/** One self-contained page about what a candidate policy would change. */
export function renderSimulationPage(page: SimulationPage): string {
  const { simulation, paths } = page;
  const { calls, unreplayable } = simulation;
  const verdicts = calls.filter(
    ({ baseline, candidate }) => baseline.verdict !== candidate.verdict,
  );
  const reasons = calls.filter((call) => call.changed && !verdicts.includes(call));
  return renderPage(
    {
      title: `What ${paths.candidate} changes`,
      kind: 'Policy simulation',
      fileName: `compared with ${paths.baseline}`,
      verifiedAt: page.at,
      receipt: undefined,
      standing:
        'Nothing was run and nothing was spent: both policies were asked about the same calls, without approvals, limits and credentials.',
    },
    html`${renderRecommendation(page)} ${renderFacts(page, verdicts.length, reasons.length)}
      <h2>Verdicts</h2>
      ${renderCounts(simulation)}
      <h2>Changed verdicts</h2>
      ${renderChanges(verdicts, 'No verdict changes.')}
      ${
        reasons.length === 0
          ? undefined
          : html`<h2>Same verdict, other rule or reasons</h2>
              ${renderChanges(reasons, '')}`
      }
      ${
        unreplayable.length === 0
          ? undefined
          : html`<h2>Cannot be replayed</h2>
              <p class="soft small">
                These calls were recorded, but what a policy needs to judge them was not.
              </p>
              <table class="files">
                ${unreplayable.slice(0, MOST_SHOWN).map(
                  ({ place, tool, missing }) =>
                    html`<tr>
                      <td>${tool}</td>
                      <td><code>${place}</code><br /><span class="soft">${missing}</span></td>
                    </tr>`,
                )}
              </table>`
      }`,
  );
}

function renderRecommendation({ simulation, policies }: SimulationPage): SafeHtml {
  const { recommendation } = simulation.comparison;
  const tone = { observe: 'bad', require_approval: 'warn', enforce: 'good' }[recommendation];
  const mark = { observe: '!', require_approval: '!', enforce: '✓' }[recommendation];
  const caveat = unreachedCaveat(ruleChanges(policies, simulation.calls));
  const [title = '', why = ''] = recommended(simulation).split(': ');
  return html`<div class="verdict ${tone}">
    <span class="mark"><i>${mark}</i></span>
    <div class="why">
      <b>${title.charAt(0).toUpperCase() + title.slice(1)}</b>
      <p>${why.charAt(0).toUpperCase() + why.slice(1)}.</p>
      ${caveat === undefined ? undefined : html`<p>${caveat}.</p>`}
    </div>
  </div>`;
}

function renderFacts(page: SimulationPage, verdicts: number, reasons: number): SafeHtml {
  const { simulation, policies } = page;
  const byTool = countByTool(simulation.calls);
  const facts: readonly (readonly [string, string])[] = [
    ['Calls', String(simulation.calls.length)],
    ['Change their verdict', String(verdicts)],
    ['Change only reasons', String(reasons)],
    ['Cannot be replayed', String(simulation.unreplayable.length)],
    ...(byTool === 0 ? [] : [['Judged by tool alone', String(byTool)] as const]),
    ['Policy now', policies.baseline.digest.slice(0, 16)],
    ['Candidate', policies.candidate.digest.slice(0, 16)],
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

const ORDER = ['allow', 'dry_run', 'require_approval', 'block'] as const;

/** How many calls went from which verdict to which. */
function renderCounts({ calls, comparison }: Simulation): SafeHtml {
  const used = ORDER.filter((verdict) =>
    [...comparison.baselineVerdicts, ...comparison.candidateVerdicts].some(
      (count) => count.verdict === verdict,
    ),
  );
  const count = (before: string, after: string): number =>
    calls.filter(
      ({ baseline, candidate }) => baseline.verdict === before && candidate.verdict === after,
    ).length;
  return html`<table class="files">
    <tr>
      <td class="soft">now ↓ candidate →</td>
      ${used.map((verdict) => html`<td>${tag(verdict)}</td>`)}
    </tr>
    ${used.map(
      (before) =>
        html`<tr>
          <td>${tag(before)}</td>
          ${used.map((after) => html`<td>${renderCell(count(before, after), before === after)}</td>`)}
        </tr>`,
    )}
  </table>`;
}

function renderCell(count: number, same: boolean): SafeHtml {
  if (count === 0) return html`<span class="soft">·</span>`;
  return same ? html`<span class="soft">${count}</span>` : html`<b>${count}</b>`;
}

function renderChanges(calls: readonly SimulatedCall[], none: string): SafeHtml {
  if (calls.length === 0) return html`<p class="soft">${none}</p>`;
  const rest = calls.length - MOST_SHOWN;
  return html`<ol class="line">
      ${calls.slice(0, MOST_SHOWN).map((call, at) => renderChange(call, at))}
    </ol>
    ${rest > 0 ? html`<p class="soft">and ${rest} more: the JSON answer names all.</p>` : undefined}`;
}

function renderChange(call: SimulatedCall, at: number): SafeHtml {
  const { name, tool, baseline, candidate, recorded, intentDigest } = call;
  return html`<li>
    <span class="num ${TONES[candidate.verdict]}">${at + 1}</span>
    <div class="call">
      <div class="head">
        <span class="tool">${tool}</span>
        ${tag(baseline.verdict)} → ${tag(candidate.verdict)}
        ${recorded?.byTool === true ? html`<span class="tag plain">by its tool alone</span>` : undefined}
        ${
          recorded === undefined || recorded.verdict === ''
            ? undefined
            : html`<span class="time">recorded: ${recorded.verdict}</span>`
        }
      </div>
      <dl class="pairs">
        <dt>Call</dt>
        <dd><code>${name}</code></dd>
        <dt>Now</dt>
        <dd>${renderJudged(baseline)}</dd>
        <dt>Candidate</dt>
        <dd>${renderJudged(candidate)}</dd>
      </dl>
      <details>
        <summary>Digest of the intent</summary>
        <pre>${intentDigest}</pre>
      </details>
    </div>
  </li>`;
}

function renderJudged(judged: Judged): SafeHtml {
  const codes = [
    ...judged.reasonCodes,
    ...judged.violations.filter((one) => !judged.reasonCodes.includes(one)),
  ];
  return html`<b>${judged.matchedRule || 'no rule'}</b> <span class="soft">${codes.join(', ')}</span>`;
}

function tag(verdict: keyof typeof TONES): SafeHtml {
  return html`<span class="tag ${TONES[verdict]}">${verdict}</span>`;
}
