import { html, type SafeHtml } from '@gait/evidence';
import type { UiDesk, UiProject } from '../ui-desk.ts';
import { showText } from '../show-text.ts';

/** What a page of the navigation is. */
export interface UiPage {
  readonly title: string;
  readonly at: '/' | '/sessions' | '/decisions' | '/coverage';
  readonly heading: SafeHtml;
  readonly body: SafeHtml;
  /**
   * Changes when what is shown changes; the page then takes the fresh body over. Undefined: it is not
   * looked at again.
   */
  readonly version?: string;
  /** What a screen reader is told when the body changed. */
  readonly said?: string;
}

const PLACES = [
  ['/', 'Waiting'],
  ['/sessions', 'Sessions'],
  ['/decisions', 'Decisions'],
  ['/coverage', 'Coverage'],
] as const;

/** A whole page. Everything in it works without the script. */
export function layout(desk: UiDesk, page: UiPage): string {
  const { base } = desk.access;
  const live =
    page.version === undefined
      ? html``
      : html` data-live="${page.version}" data-said="${page.said ?? ''}"`;
  return documentOf(
    page.title,
    html`<link rel="stylesheet" href="${base}/page.css" />
      <script src="${base}/page.js" defer></script>`,
    html`<a class="skip" href="#main">Skip to the content</a>
      <header class="bar">
        <div class="wide">
          <span class="name">gait</span>
          <nav aria-label="Pages">
            <ul>
              ${PLACES.map(
                ([path, name]) =>
                  html`<li><a href="${base}${path}"${path === page.at ? html` aria-current="page"` : html``}>${name}</a></li>`,
              )}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" tabindex="-1">
        ${page.heading}
        <p id="said" role="status" class="said"></p>
        <div id="live"${live}>${page.body}</div>
      </main>`,
  );
}

/** A page for whoever has no session: it loads nothing and tells nothing. */
export function plainPage(title: string, text: string): string {
  return documentOf(
    title,
    html``,
    html`<main>
      <h1>${title}</h1>
      <p>${text}</p>
    </main>`,
  );
}

/** A page that says what did not work. */
export function problemPage(
  desk: UiDesk,
  problem: { readonly title: string; readonly why: string; readonly hint: string },
): string {
  return layout(desk, {
    title: problem.title,
    at: '/',
    heading: html`<h1>${problem.title}</h1>`,
    body: html`<div class="verdict bad" role="alert">
        <span class="mark" aria-hidden="true"><i>!</i></span>
        <div class="why">
          <b>${showText(problem.why)}</b>
          ${problem.hint === '' ? undefined : html`<p>${showText(problem.hint)}</p>`}
        </div>
      </div>
      <p><a href="${desk.access.base}/">Back to what waits</a></p>`,
  });
}

/** Links to the projects of this machine; nothing where there is one. */
export function projectChoice(desk: UiDesk, path: string, chosen: UiProject): SafeHtml {
  const projects = desk.projects();
  if (projects.length < 2) return html``;
  return html`<nav class="choice" aria-label="Projects">
    <ul>
      ${projects.map(
        ({ id, folder }) =>
          html`<li><a href="${desk.access.base}${path}?project=${id}"${id === chosen.id ? html` aria-current="true"` : html``}>${showText(folder)}</a></li>`,
      )}
    </ul>
  </nav>`;
}

function documentOf(title: string, head: SafeHtml, body: SafeHtml): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · gait</title>
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return page.markup;
}
