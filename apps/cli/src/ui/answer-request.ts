import { isCodedError } from '@gait/canon';
import { answerForm } from './answer-form.ts';
import { PAGE_SCRIPT } from './pages/page-script.ts';
import { UI_STYLE } from './pages/ui-style.ts';
import { callPage } from './pages/call-page.ts';
import { coveragePage } from './pages/coverage-page.ts';
import { decisionsPage } from './pages/decisions-page.ts';
import { plainPage, problemPage } from './pages/page-layout.ts';
import { sessionsPage } from './pages/sessions-page.ts';
import { waitingPage } from './pages/waiting-page.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { namedProject, type UiDesk } from './ui-desk.ts';
import { respond, sendOn } from './ui-response.ts';

/** Ids of calls, as the inbox makes them. */
const CALL = /^\/calls\/([0-9a-f]{12})$/u;
const ANSWER = /^\/calls\/([0-9a-f]{12})\/(answer|code|cancel)$/u;

const NO_SESSION =
  'This page needs the link that gait ui printed, in the browser that opened it. A link works once and for five minutes: end gait ui with Ctrl-C and start it again for a new one.';

/**
 * Answers one request of a browser. Never throws.
 *
 * @param hosts `host:port` values that the page answers to
 */
export async function answerRequest(
  desk: UiDesk,
  request: Request,
  hosts: ReadonlySet<string>,
): Promise<Response> {
  const foreign = refuseForeign(request, hosts);
  if (foreign !== undefined) {
    return respond(foreign.status, 'text/plain', `refused: ${foreign.why}\n`);
  }
  const address = URL.parse(request.url);
  if (address === null) return respond(400, 'text/plain', 'no such address\n');
  const { pathname } = address;
  if (pathname.startsWith('/open/') && request.method === 'GET') return openLink(desk, pathname);
  const { base } = desk.access;
  const isBelow = pathname === base || pathname.startsWith(`${base}/`);
  // One answer for a wrong path and a missing cookie: neither can be found out by trying.
  if (!isBelow || !desk.access.admits(request.headers.get('cookie'))) {
    return respond(403, 'text/html', plainPage('No access', NO_SESSION));
  }
  try {
    return await answerBelow(desk, request, pathname.slice(base.length), address.searchParams);
  } catch (error) {
    const known = isCodedError(error);
    // What was not foreseen may hold anything: its text stays here.
    return respond(
      known ? 400 : 500,
      'text/html',
      problemPage(desk, {
        title: known ? 'This cannot be shown' : 'Something went wrong',
        why: known ? error.message : 'An unexpected failure. The call goes on waiting.',
        hint: known ? (error.hint ?? '') : 'look at the call with gait approvals show',
      }),
    );
  }
}

function openLink({ access }: UiDesk, path: string): Response {
  const cookie = access.open(path);
  if (cookie !== undefined) return sendOn(`${access.base}/`, cookie);
  return respond(403, 'text/html', plainPage('This link does not work', NO_SESSION));
}

async function answerBelow(
  desk: UiDesk,
  request: Request,
  path: string,
  query: URLSearchParams,
): Promise<Response> {
  const answer = ANSWER.exec(path);
  if (answer !== null && request.method === 'POST') {
    const [, id = '', step = ''] = answer;
    return await answerForm(desk, request, { id, step });
  }
  if (request.method !== 'GET') return nothingHere(desk);
  const call = CALL.exec(path)?.[1];
  if (call !== undefined) return page(await callPage(desk, call, ''));
  const project = () => namedProject(desk, query.get('project'));
  switch (path) {
    case '':
      return sendOn(`${desk.access.base}/`);
    case '/':
      return page(waitingPage(desk));
    case '/sessions':
      return page(sessionsPage(desk, project()));
    case '/decisions':
      return page(await decisionsPage(desk, project()));
    case '/coverage':
      return page(coveragePage(desk, project()));
    case '/page.css':
      return respond(200, 'text/css', UI_STYLE);
    case '/page.js':
      return respond(200, 'text/javascript', PAGE_SCRIPT);
    default:
      return nothingHere(desk);
  }
}

function page(text: string): Response {
  return respond(200, 'text/html', text);
}

function nothingHere(desk: UiDesk): Response {
  const text = { title: 'Nothing is here', why: 'There is no such page.', hint: '' };
  return respond(404, 'text/html', problemPage(desk, text));
}
