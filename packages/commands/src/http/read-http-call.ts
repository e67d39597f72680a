import type { Effect, Obscurity } from '../model/effect.ts';
import { classifyHost, plainHost, strictestClass, type HostClass } from './classify-host.ts';

/** A call as a tool or a command would make it. */
export interface HttpCall {
  /** Missing: what the client does by itself, `post` with a body, else `get`. */
  readonly method?: string;
  /** As written; a scheme may be missing. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReading {
  readonly effects: readonly Effect[];
  readonly obscurities: readonly Obscurity[];
  /** The strictest class of the hosts it may reach. */
  readonly reach: HostClass;
}

const MOST_URL = 16_384;
const WEB = /^(?:https?|wss?)$/;
const TRANSFER = /^(?:ftps?|sftp|scp|tftp|smb|smbs)$/;
const OVERRIDES = /^x-(?:http-)?method(?:-override)?$/;

/**
 * What a call over HTTP would do: one network effect for each host that its address may mean.
 * Programs do not agree on what an address is (`http://a\@b`, `http://a#@b`): a host of any of
 * their readings counts, and the disagreement is an obscurity. `file:` reads this machine.
 * It never throws.
 *
 * @param program the plain name of what makes the call
 */
export function readHttpCall(call: HttpCall, program: string): HttpReading {
  const method = methodOf(call);
  const url = call.url.trim();
  if (url.length > MOST_URL) return { effects: [], obscurities: ['too_large'], reach: 'unknown' };
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase();
  // `localhost:3000` and `example.org:443/x` have no scheme, they have a port.
  const hasScheme = scheme !== undefined && !/^[^:/?#]+:[0-9]+(?:[/?#]|$)/.test(url);
  if (!hasScheme)
    return readWeb(`http://${url.replace(/^[/\\]{2,}/, '')}`, 'http', method, call, program);
  if (scheme === 'data' || scheme === 'about')
    return { effects: [], obscurities: [], reach: 'unknown' };
  if (scheme === 'file') return readFileUrl(url, method, program);
  if (WEB.test(scheme) || TRANSFER.test(scheme)) return readWeb(url, scheme, method, call, program);
  // `gopher:` and `dict:` send any bytes to any port, `jar:` and `javascript:` are code.
  const reading = readWeb(url, scheme, method, call, program);
  return { ...reading, obscurities: ['code_opaque'] };
}

/** In lower case, as the server takes it: a header may name another than the request. */
function methodOf({ method, headers, body }: HttpCall): string {
  const override = Object.entries(headers ?? {}).find(([name]) =>
    OVERRIDES.test(name.trim().toLowerCase()),
  );
  const own = method?.trim() ?? '';
  const plain = override?.[1].trim() ?? (own === '' ? (body === undefined ? 'get' : 'post') : own);
  return plain.toLowerCase();
}

function readWeb(
  url: string,
  scheme: string,
  method: string,
  { headers }: HttpCall,
  program: string,
): HttpReading {
  const named = Object.entries(headers ?? {}).find(
    ([name]) => name.trim().toLowerCase() === 'host',
  );
  const spelled = hostsOf(url, scheme);
  const hosts = new Set(spelled.hosts);
  // What stands in front of the server may send the call on by this header.
  if (named !== undefined)
    hosts.add(
      named[1]
        .trim()
        .replace(/:[0-9]*$/, '')
        .toLowerCase(),
    );
  const effects = [...hosts].map((host): Effect => ({
    kind: 'network',
    place: { kind: 'host', host, url, method },
    program,
    destructive: method === 'delete',
  }));
  return {
    effects,
    obscurities: spelled.agreed && hosts.size === 1 ? [] : ['code_unknown'],
    reach: hosts.size === 0 ? 'unknown' : strictestClass([...hosts].map(classifyHost)),
  };
}

/** The hosts that an address may mean, in one way to write them, and whether it means just one. */
function hostsOf(
  url: string,
  scheme: string,
): { readonly hosts: readonly string[]; readonly agreed: boolean } {
  const found = new Set<string>();
  const browser = browserHost(url, scheme);
  if (browser !== undefined) found.add(browser);
  // The generic syntax of RFC 3986, by which most clients other than browsers cut.
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(url)?.[1];
  let isStrange = authority === undefined || authority === '' || browser === undefined;
  if (authority !== undefined) {
    isStrange ||=
      /[\\\s\0-\x1F{}|^<>"`,;]/.test(authority) ||
      authority.indexOf('@') !== authority.lastIndexOf('@');
    for (const part of isStrange
      ? authority.split(/[@\\]/)
      : [authority.slice(authority.lastIndexOf('@') + 1)]) {
      const host = plainHost(part.replace(/:[^:\]]*$/, ''));
      if (host !== undefined && host !== '') found.add(sameForm(host));
    }
  }
  // A line break in an address is taken out by some and ends it for others.
  isStrange ||= /[\0-\x1F\x7F]/.test(url);
  return { hosts: [...found], agreed: !isStrange };
}

/** As the platform reads it. */
function browserHost(url: string, scheme: string): string | undefined {
  try {
    // Only for the schemes of the web it repairs hosts.
    const { hostname } = new URL(WEB.test(scheme) ? url : url.replace(/^[^:]*:/, 'http:'));
    const host = plainHost(hostname);
    return host === '' ? undefined : host;
  } catch {
    return undefined;
  }
}

/** An address in another form is named as the platform names it. */
function sameForm(host: string): string {
  return browserHost(`http://${host.includes(':') ? `[${host}]` : host}/`, 'http') ?? host;
}

/** `file:///etc/passwd`; with a host it is another machine's share. */
function readFileUrl(url: string, method: string, program: string): HttpReading {
  const kind = method === 'get' || method === 'head' ? 'read' : 'write';
  const unknown: Effect = { kind, place: { kind: 'unknown_path' }, program, destructive: false };
  let parsed: URL;
  let path: string;
  try {
    parsed = new URL(url);
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return { effects: [unknown], obscurities: [], reach: 'unknown' };
  }
  const isLocal = parsed.hostname === '' || classifyHost(parsed.hostname) === 'loopback';
  if (!isLocal) {
    const place = { kind: 'host', host: parsed.hostname, url, method } as const;
    const reach: Effect = { kind: 'network', place, program, destructive: false };
    return { effects: [reach, unknown], obscurities: [], reach: classifyHost(parsed.hostname) };
  }
  if (/[\0\\%]|\.\.|^\/[A-Za-z][:|]/.test(path))
    return { effects: [unknown], obscurities: [], reach: 'loopback' };
  const file: Effect = {
    kind,
    place: { kind: 'path', path, reach: 'file' },
    program,
    destructive: false,
  };
  return { effects: [file], obscurities: [], reach: 'loopback' };
}
