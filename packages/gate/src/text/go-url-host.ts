import { decodeUtf8Loose } from '@gait/canon';
import { isIpv6 } from './ipv6.ts';

/**
 * The host name of a URL, without port and brackets, as Go's `net/url` (1.26) reads it;
 * undefined where Go refuses the URL. A URL without an authority has the host `''`.
 *
 * The platform's own `URL` cannot serve: it repairs what Go refuses (control characters,
 * backslashes, missing slashes), and the endpoint domain inferred here is digested and is
 * what domain rules compare.
 */
export function goUrlHost(url: string): string | undefined {
  const hash = url.indexOf('#');
  const fragment = hash < 0 ? '' : url.slice(hash + 1);
  const whole = hash < 0 ? url : url.slice(0, hash);
  if (hasControl(whole)) return undefined;
  if (whole === '*') return hasGoodEscapes(fragment) ? '' : undefined;
  const split = splitScheme(whole);
  if (split === undefined) return undefined;
  const { scheme } = split;
  const query = split.rest.indexOf('?');
  const rest = query < 0 ? split.rest : split.rest.slice(0, query);
  if (!rest.startsWith('/')) {
    if (scheme === '' && (rest.split('/', 1)[0] as string).includes(':')) return undefined;
    // With a scheme a rootless rest is opaque: its escapes are not looked at.
    const opaque = scheme !== '' || hasGoodEscapes(rest);
    return opaque && hasGoodEscapes(fragment) ? '' : undefined;
  }
  let host: string | undefined = '';
  let path = rest;
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    path = slash < 0 ? '' : rest.slice(slash);
    host = readAuthority(scheme, slash < 0 ? rest.slice(2) : rest.slice(2, slash));
  }
  if (host === undefined || !hasGoodEscapes(path) || !hasGoodEscapes(fragment)) return undefined;
  return withoutPort(host);
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

function splitScheme(url: string): { scheme: string; rest: string } | undefined {
  if (url.startsWith(':')) return undefined;
  const found = SCHEME.exec(url);
  if (found === null) return { scheme: '', rest: url };
  const length = found[0].length;
  return { scheme: found[0].slice(0, -1).toLowerCase(), rest: url.slice(length) };
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

function hasGoodEscapes(text: string): boolean {
  return !BAD_ESCAPE.test(text);
}

const USER_INFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

function readAuthority(scheme: string, authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = readHost(scheme, authority.slice(at + 1));
  if (at < 0 || host === undefined) return host;
  const user = authority.slice(0, at);
  return USER_INFO.test(user) && hasGoodEscapes(user) ? host : undefined;
}

const PORT = /^(?::[0-9]*)?$/;

function readHost(scheme: string, host: string): string | undefined {
  const open = host.lastIndexOf('[');
  if (open > 0) return undefined;
  if (open === 0) return readBracketed(host);
  let colon = host.indexOf(':');
  // Lists of hosts with ports are let through, but not in http and https.
  if (colon >= 0 && scheme !== 'http' && scheme !== 'https') colon = host.lastIndexOf(':');
  if (colon >= 0 && !PORT.test(host.slice(colon))) return undefined;
  return unescapeHost(host);
}

function readBracketed(host: string): string | undefined {
  const close = host.lastIndexOf(']');
  if (close < 0) return undefined;
  const port = host.slice(close + 1);
  if (!PORT.test(port)) return undefined;
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address = unescapeHost(zone < 0 ? name : name.slice(0, zone));
  const suffix = zone < 0 ? '' : unescapeZone(name.slice(zone));
  if (address === undefined || suffix === undefined) return undefined;
  const whole = address + suffix;
  return isIpv6(whole) ? `[${whole}]${port}` : undefined;
}

/** ASCII that may stand in a host as it is. */
const HOST_TEXT = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\uffff]*$/;
/** Only bytes beyond ASCII, and the percent sign itself, may be escaped in a host. */
const HOST_ESCAPE = /%(?:25|[89A-Fa-f][0-9A-Fa-f])/g;
/** In a zone: a percent sign, a space, or what may stand in a host as it is. */
const ZONE_ESCAPE = /%(?:25|20|[0-9A-Fa-f]{2})/g;

function unescapeHost(text: string): string | undefined {
  if (!HOST_TEXT.test(text.replace(HOST_ESCAPE, ''))) return undefined;
  return unescape(text);
}

function unescapeZone(text: string): string | undefined {
  for (const [escape] of text.matchAll(ZONE_ESCAPE)) {
    const byte = Number.parseInt(escape.slice(1), 16);
    const plain = byte < 0x80 && HOST_TEXT.test(String.fromCharCode(byte));
    if (byte !== 0x25 && byte !== 0x20 && !plain) return undefined;
  }
  if (!HOST_TEXT.test(text.replace(ZONE_ESCAPE, ''))) return undefined;
  return unescape(text);
}

/** Escapes become bytes; bytes that are not UTF-8 become U+FFFD, as in every digested text. */
function unescape(text: string): string {
  if (!text.includes('%')) return text;
  const bytes: number[] = [];
  const source = new TextEncoder().encode(text);
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] as number;
    if (byte !== 0x25) {
      bytes.push(byte);
      continue;
    }
    bytes.push(Number.parseInt(String.fromCharCode(...source.subarray(i + 1, i + 3)), 16));
    i += 2;
  }
  return decodeUtf8Loose(Uint8Array.from(bytes));
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon >= 0 && PORT.test(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
