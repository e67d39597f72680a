import { prettyJson, type JsonObject } from '@gait/canon';
import type { InspectedCall, RunInspection } from '../inspect-runpack.ts';
import type { Runpack } from '../runpack-records.ts';
import type { RunpackReport } from '../verify-runpack.ts';
import { formatTicketFooter } from '../../ticket/ticket-footer.ts';
import { html, type SafeHtml } from './escape-html.ts';
import { RUN_PAGE_STYLE, styleSheetDigest } from './run-page-style.ts';

/** What a page shows. Everything in it but the product's own words comes from the artifact. */
export interface RunPage {
  readonly runpack: Runpack;
  readonly inspection: RunInspection;
  readonly report: RunpackReport;
  /** File name of the runpack, as the reader knows it. */
  readonly fileName: string;
  /** RFC 3339 time at which it was verified. */
  readonly verifiedAt: string;
}

/** A page for a person: above this many calls the rest is counted, not shown. */
const MAX_CALLS = 2000;
const MAX_PAYLOAD = 20_000;

/**
 * One self-contained page about a run: verification, timeline, calls, verdicts, digests.
 *
 * It holds no script and loads nothing: the content security policy forbids both, so that
 * a tool name which got past the escaping would still do nothing.
 */
export function renderRunPage(page: RunPage): string {
  const { runpack, report } = page;
  // The policy names the one style sheet by its digest.
  const policy = `default-src 'none'; style-src 'sha256-${styleSheetDigest()}'; base-uri 'none'; form-action 'none'`;
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Run ${runpack.run.run_id}</title>
        ${RUN_PAGE_STYLE}
      </head>
      <body>
        <main>
          <header>
            <p class="soft small">Recorded run</p>
            <h1>${runpack.run.run_id}</h1>
            <p class="soft small">${page.fileName}</p>
          </header>
          ${renderVerdict(report)} ${renderFacts(page)}
          <h2>Calls</h2>
          ${renderCalls(page)} ${renderTimeline(runpack)} ${renderReceipts(runpack)}
          ${renderFiles(page)}
          <footer class="soft small">
            <p>
              Verified ${page.verifiedAt}. This page is a copy for reading; the evidence is the
              runpack.
            </p>
            <p class="mono">
              ${formatTicketFooter({ runId: report.runId, manifestDigest: report.manifestDigest })}
            </p>
          </footer>
        </main>
      </body>
    </html> `;
  return body.markup;
}

type Tone = 'good' | 'bad' | 'warn';

function renderVerdict(report: RunpackReport): SafeHtml {
  const { signature, refusals, tolerated } = report;
  const tone: Tone = !report.ok
    ? 'bad'
    : signature.status === 'verified' && tolerated.length === 0
      ? 'good'
      : 'warn';
  const found = [
    ...report.missingFiles.map((path) => `missing: ${path}`),
    ...report.hashMismatches.map(({ path }) => `altered: ${path}`),
    ...refusals.map(({ code, entry, line, message }) =>
      place('refused', code, entry, line, message),
    ),
    ...tolerated.map(({ code, entry, line, message }) =>
      place('tolerated', code, entry, line, message),
    ),
    ...(signature.status === 'failed'
      ? signature.errors.map((error) => `signature: ${error}`)
      : []),
    ...signature.notes.map(({ message }) => message),
  ];
  return html`<section class="verdict ${tone}">
    <span class="mark"><i>${MARKS[tone]}</i></span>
    <div class="why">
      <b>${headline(report)}</b>
      <p>${SIGNATURES[signature.status]}</p>
      ${
        found.length === 0
          ? undefined
          : html`<ul class="found">
              ${found.map((text) => html`<li>${text}</li>`)}
            </ul>`
      }
    </div>
  </section>`;
}

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', warn: '!' };

const SIGNATURES: Readonly<Record<RunpackReport['signature']['status'], string>> = {
  verified: 'Signed by a trusted key: who recorded it is known.',
  failed: 'It carries a signature, and none is by a trusted key.',
  skipped: 'It is signed, but no key was given to check the signature with.',
  missing: 'It is not signed: what it says is unchanged, who said it is not known.',
};

function headline(report: RunpackReport): string {
  if (!report.ok) return 'This run does not verify';
  return report.signature.status === 'verified'
    ? 'Unchanged since it was recorded'
    : 'Complete and consistent';
}

function place(
  what: string,
  code: string,
  entry: string | undefined,
  line: number | undefined,
  message: string,
): string {
  const at = [entry, line].filter((part) => part !== undefined).join(':');
  return `${what} ${code}${at === '' ? '' : ` at ${at}`}: ${message}`;
}

function renderFacts({ runpack, inspection, report }: RunPage): SafeHtml {
  const { run, manifest } = runpack;
  const facts: readonly (readonly [string, string])[] = [
    ['Recorded', run.created_at],
    ['Calls', String(inspection.intentsTotal)],
    ['Results', String(inspection.resultsTotal)],
    [
      'Blocked',
      String(inspection.entries.filter(({ outcome }) => outcome?.verdict === 'block').length),
    ],
    ['Capture', manifest.capture_mode],
    ['Made by', `${run.producer_version} on ${run.env.os}/${run.env.arch}`],
    ...report.signature.signers.map((id) => ['Signer', id.slice(0, 16)] as const),
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
          >${call.created_at}</span
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
        <td class="mono">${ts}</td>
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

function renderFiles({ runpack, report }: RunPage): SafeHtml {
  const altered = new Set(report.hashMismatches.map(({ path }) => path));
  const rows = (runpack.manifest.files ?? []).map(
    ({ path, sha256 }) =>
      html`<tr>
        <td>${path}</td>
        <td>
          <code>${sha256}</code
          >${altered.has(path) ? html` <span class="tag bad">altered</span>` : undefined}
        </td>
      </tr>`,
  );
  return html`<h2>Digests</h2>
    <table class="files">
      <tbody>
        <tr>
          <td>manifest</td>
          <td><code>${report.manifestDigest}</code></td>
        </tr>
        ${rows}
      </tbody>
    </table>`;
}
