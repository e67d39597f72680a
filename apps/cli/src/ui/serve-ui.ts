import { answerRequest } from './answer-request.ts';
import { LONGEST_FORM } from './answer-form.ts';
import type { UiDesk } from './ui-desk.ts';
import { respond } from './ui-response.ts';

/** A page that is served. */
export interface ServedUi {
  readonly port: number;
  /** Works once. */
  readonly link: string;
  readonly stop: () => Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Serves the page on a free port of this machine, and to this machine alone. */
export function serveUi(desk: UiDesk): ServedUi {
  // Known when the server listens; until then no name is right.
  let hosts: ReadonlySet<string> = new Set();
  const server = Bun.serve({
    hostname: LOOPBACK,
    port: 0,
    maxRequestBodySize: LONGEST_FORM,
    idleTimeout: 10,
    development: false,
    fetch: (request) => answerRequest(desk, request, hosts),
    error: () => respond(500, 'text/plain', 'something went wrong\n'),
  });
  const port = server.port ?? 0;
  hosts = new Set([`${LOOPBACK}:${port}`, `localhost:${port}`]);
  return {
    port,
    link: `http://${LOOPBACK}:${port}${desk.access.linkPath}`,
    stop: () => server.stop(true),
  };
}
