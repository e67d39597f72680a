import type { RunpackManifest } from '../runpack-records.ts';
import type { RunpackReport } from '../verify-runpack.ts';
import { html, type SafeHtml } from './escape-html.ts';
import { renderPage } from './page-frame.ts';
import { renderVerdict, type JudgedRun } from './run-verdict.ts';

/** A run that cannot be shown, and what was found. */
export interface FindingsPage extends JudgedRun {
  readonly fileName: string;
  /** RFC 3339 time at which it was judged. */
  readonly verifiedAt: string;
}

/** More files than this are an attack on the reader. */
const MAX_FILES = 200;

/**
 * The page about a run that cannot be read: what is wrong with it, and of its contents no more
 * than the names and digests in its manifest.
 */
export function renderFindingsPage(page: FindingsPage): string {
  const { report } = page;
  return renderPage(
    {
      title: report.runId === '' ? 'Not a readable run' : report.runId,
      kind: report.runId === '' ? 'Checked file' : 'Run that is not shown',
      fileName: page.fileName,
      verifiedAt: page.verifiedAt,
      receipt: undefined,
    },
    html`${renderVerdict(page)}
    ${report.manifest === undefined ? undefined : renderDigests(report.manifest, report)}`,
  );
}

/** Digests of the files as the manifest has them, with what is wrong with each. */
export function renderDigests(manifest: RunpackManifest, report: RunpackReport): SafeHtml {
  const altered = new Set(report.hashMismatches.map(({ path }) => path));
  const missing = new Set(report.missingFiles);
  const files = manifest.files ?? [];
  const rows = files.slice(0, MAX_FILES).map(
    ({ path, sha256 }) =>
      html`<tr>
        <td>${path}</td>
        <td>
          <code>${sha256}</code
          >${altered.has(path) ? html` <span class="tag bad">altered</span>` : undefined}${missing.has(path) ? html` <span class="tag bad">missing</span>` : undefined}
        </td>
      </tr>`,
  );
  const rest = files.length - rows.length;
  return html`<h2>Digests</h2>
    <table class="files">
      <tbody>
        <tr>
          <td>manifest</td>
          <td><code>${report.manifestDigest}</code></td>
        </tr>
        ${rows}
      </tbody>
    </table>
    ${rest > 0 ? html`<p class="soft">and ${rest} more files, not shown</p>` : undefined}`;
}
