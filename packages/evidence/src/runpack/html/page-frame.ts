import { html, type SafeHtml } from './escape-html.ts';
import { RUN_PAGE_STYLE, styleSheetDigest } from './run-page-style.ts';

/** What stands around the body of every page. */
export interface PageFrame {
  readonly title: string;
  /** One line above the title that says what it is the title of. */
  readonly kind: string;
  readonly fileName: string;
  /** RFC 3339 time at which the file was judged. */
  readonly verifiedAt: string;
  /** Line for tickets; undefined where there is none. */
  readonly receipt: string | undefined;
  /** What the page is worth, in the footer; default: that it is a copy, and the file is the evidence. */
  readonly standing?: string;
}

const COPY =
  'Times of the run are what the file says. This page is a copy for reading, and anybody can edit it; the evidence is the file.';

/**
 * One self-contained page. It holds no script and loads nothing: the content security policy
 * forbids both, so that a tool name which got past the escaping would still do nothing.
 */
export function renderPage(frame: PageFrame, body: SafeHtml): string {
  // The policy names the one style sheet by its digest.
  const policy = `default-src 'none'; style-src 'sha256-${styleSheetDigest()}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title}</title>
        ${RUN_PAGE_STYLE}
      </head>
      <body>
        <main>
          <header>
            <p class="soft small">${frame.kind}</p>
            <h1>${frame.title}</h1>
            <p class="soft small">${frame.fileName}</p>
          </header>
          ${body}
          <footer class="soft small">
            <p>Checked ${shownTime(frame.verifiedAt)}. ${frame.standing ?? COPY}</p>
            ${frame.receipt === undefined ? undefined : html`<p class="mono">${frame.receipt}</p>`}
          </footer>
        </main>
      </body>
    </html> `;
  return page.markup;
}

/** A time with a space where a line may break, and the zone as a word: 2026-01-05 09:00:00 UTC. */
export function shownTime(time: string): string {
  return time.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)Z$/u, '$1 $2 UTC');
}
