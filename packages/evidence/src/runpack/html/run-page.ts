import { prettyJson, type JsonObject } from '@gait/canon';
import type { InspectedCall, RunInspection } from '../inspect-runpack.ts';
import type { Runpack } from '../runpack-records.ts';
import { formatTicketFooter } from '../../ticket/ticket-footer.ts';
import { html, type SafeHtml } from './escape-html.ts';
import { renderDigests } from './findings-page.ts';
import { renderPage, shownTime } from './page-frame.ts';
import { renderVerdict, type JudgedRun, type Tone } from './run-verdict.ts';

/** What a page shows. Everything in it but the product's own words comes from the artifact. */
export interface RunPage extends JudgedRun {
  readonly runpack: Runpack;
  readonly inspection: RunInspection;
  /** File name of the runpack, as the reader knows it. */
  readonly fileName: string;
  /** RFC 3339 time at which it was verified. */
  readonly verifiedAt: string;
}

/** A page for a person: above this many calls the rest is counted, not shown. */
const MAX_CALLS = 2000;
const MAX_PAYLOAD = 20_000;

/** One self-contained page about a run: verification, timeline, calls, verdicts, digests. */
export function renderRunPage(page: RunPage): string {
  const { runpack, report } = page;
  return renderPage(
    {
      title: runpack.run.run_id,
      kind: 'Recorded run',
      fileName: page.fileName,
      verifiedAt: page.verifiedAt,
      receipt: formatTicketFooter({ runId: report.runId, manifestDigest: report.manifestDigest }),
    },
    html`${renderVerdict(page)} ${renderFacts(page)}
      <h2>Calls</h2>
      ${renderCalls(page)} ${renderTimeline(runpack)} ${renderReceipts(runpack)}
      ${renderDigests(runpack.manifest, report)}`,
  );
}

function renderFacts({ runpack, inspection, report }: RunPage): SafeHtml {
  const { run, manifest } = runpack;
  const facts: readonly (readonly [string, string])[] = [
    ['Recorded', shownTime(run.created_at)],
    ['Calls', String(inspection.intentsTotal)],
    ['Results', String(inspection.resultsTotal)],
    [
      'Blocked',
      String(inspection.entries.filter(({ outcome }) => outcome?.verdict === 'block').length),
    ],
    ['Capture', manifest.capture_mode],
    ['Agent runtime', agentRuntime(run.env.runtime)],
    ['Platform', `${run.env.os}/${run.env.arch}`],
    ['Recorder version', recorderVersion(run.producer_version)],
    ...report.signature.signers.map((id) => ['Signed by key', id.slice(0, 16)] as const),
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

/** What a recording writes when its input names no version (gait-formats §2.3). */
const UNNAMED_VERSION = '0.0.0-dev';

function recorderVersion(version: string): string {
  return version === UNNAMED_VERSION ? 'not named' : version;
}

/** What a recording writes when its input names no runtime (gait-formats §2.5). */
const UNNAMED_RUNTIME = 'go';

/** The stand-in cannot be told from an agent that ran in it. */
function agentRuntime(runtime: string): string {
  return runtime === UNNAMED_RUNTIME ? 'not recorded, or go' : runtime;
}

function renderCalls({ runpack, inspection }: RunPage): SafeHtml {
  if (inspection.entries.length === 0) return html`<p class="soft">The run made no calls.</p>`;
  const shown = inspection.entries.slice(0, MAX_CALLS);
  const results = new Map<string, JsonObject | null>();
  for (const { intent_id, result } of runpack.results)
    if (!results.has(intent_id)) results.set(intent_id, result);
  const items = shown.map((call, i) =>
    renderCall(call, runpack.intents[i]?.args ?? null, results.get(call.intent_id) ?? null),
  );
  const rest = inspection.entries.length - shown.length;
  return html`<ol class="line">
      ${items}
    </ol>
    ${rest > 0 ? html`<p class="soft">and ${rest} more calls, not shown</p>` : undefined}
    ${inspection.unmatchedResults.map(({ intent_id, status }) => html`<p class="small"><span class="tag warn">result without call</span> <code>${intent_id}</code> ${status}</p>`)}`;
}

function renderCall(
  call: InspectedCall,
  args: JsonObject | null,
  result: JsonObject | null,
): SafeHtml {
  const { outcome } = call;
  const reasons = [...(outcome?.reason_codes ?? []), ...(outcome?.violations ?? [])];
  return html`<li>
    <span class="num ${callTone(call)}">${call.index}</span>
    <article class="call">
      <div class="head">
        <span class="tool">${call.tool_name}</span>${renderTags(call)}<span class="time"
          >${shownTime(call.created_at)}</span
        >
      </div>
      ${reasons.length === 0 ? undefined : html`<p class="why small">${reasons.join(', ')}</p>`}
      <dl class="pairs">
        <dt>intent</dt>
        <dd><code>${call.intent_id}</code></dd>
        <dt>arguments</dt>
        <dd><code>${call.args_digest}</code></dd>
        ${
          outcome === undefined
            ? undefined
            : html`<dt>result</dt>
                <dd><code>${outcome.result_digest}</code></dd>`
        }
      </dl>
      ${renderPayload('Arguments', args)}${renderPayload('Result', result)}
    </article>
  </li>`;
}

function renderTags({ outcome }: InspectedCall): SafeHtml {
  if (outcome === undefined) return html`<span class="tag warn">no result</span>`;
  const { status, verdict } = outcome;
  const verdictTag =
    verdict === '' ? undefined : html`<span class="tag ${verdictTone(verdict)}">${verdict}</span>`;
  return html`<span class="tag ${isOk(status) ? 'good' : 'bad'}">${status}</span>${verdictTag}`;
}

function callTone({ outcome }: InspectedCall): Tone {
  if (outcome === undefined) return 'warn';
  if (outcome.verdict !== '' && outcome.verdict !== 'allow') return verdictTone(outcome.verdict);
  return isOk(outcome.status) ? 'good' : 'bad';
}

function verdictTone(verdict: string): Tone {
  if (verdict === 'allow') return 'good';
  return verdict === 'block' ? 'bad' : 'warn';
}

function isOk(status: string): boolean {
  return status === 'ok' || status === 'success';
}

function renderPayload(name: string, payload: JsonObject | null): SafeHtml | undefined {
  if (payload === null) return undefined;
  const text = prettyJson(payload);
  const cut = text.length > MAX_PAYLOAD ? `${text.slice(0, MAX_PAYLOAD)}… cut` : text;
  return html`<details>
    <summary>${name}</summary>
    <pre>${cut}</pre>
  </details>`;
}

function renderTimeline({ run }: Runpack): SafeHtml | undefined {
  const events = (run.timeline ?? []).slice(0, MAX_CALLS);
  if (events.length === 0) return undefined;
  const rows = events.map(
    ({ ts, event, ref }) =>
      html`<tr>
        <td class="mono">${shownTime(ts)}</td>
        <td>${event}${ref === '' ? undefined : html` <code class="soft">${ref}</code>`}</td>
      </tr>`,
  );
  return html`<h2>Timeline</h2>
    <table class="files">
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function renderReceipts({ refs }: Runpack): SafeHtml | undefined {
  const receipts = (refs.receipts ?? []).slice(0, MAX_CALLS);
  if (receipts.length === 0) return undefined;
  const rows = receipts.map(
    (receipt) =>
      html`<tr>
        <td>${receipt.ref_id}</td>
        <td>
          ${receipt.source_type} ${receipt.source_locator}<br /><code class="soft"
            >${receipt.content_digest}</code
          >
        </td>
      </tr>`,
  );
  return html`<h2>Context</h2>
    <table class="files">
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}
