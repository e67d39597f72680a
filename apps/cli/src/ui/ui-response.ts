/** Types of what the page is made of. */
export type UiType = 'text/html' | 'text/css' | 'text/javascript' | 'text/plain';

/**
 * Nothing but our own two files is loaded, nothing inline runs, nobody frames the page, and nothing
 * of it is kept. The referrer stays with us: without any, browsers would call the origin of our own
 * forms `null`.
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** An answer with the headers that every answer has. */
export function respond(status: number, type: UiType, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...HEADERS, 'content-type': `${type}; charset=utf-8` },
  });
}

/** Sends the browser on, so that loading the page again repeats nothing. */
export function sendOn(path: string, cookie?: string): Response {
  const more = cookie === undefined ? {} : { 'set-cookie': cookie };
  return new Response(null, { status: 303, headers: { ...HEADERS, location: path, ...more } });
}
