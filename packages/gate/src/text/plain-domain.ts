/**
 * The one way to write the domain that a url or host goes to, without a trailing dot; undefined
 * when the two readers of URLs in the world do not agree that it goes there.
 *
 * Go's reader, whose domain is digested and judged, refuses what the platform's repairs:
 * `https:evil.com`, `https:\\evil.com` and `https:///evil.com` go to evil.com in a browser's
 * reading and nowhere in Go's. An address in another form (`0x7f.1`, a name beyond ASCII, a
 * percent escape) is a name of its own for Go and the plain address for who opens it.
 *
 * @param domain As inferred from the value, in lower case; `''` when Go's reader found none.
 */
export function plainDomain(kind: string, value: string, domain: string): string | undefined {
  if (kind === 'host' && !HOST.test(value)) return undefined;
  const written = kind === 'url' || IS_HTTP.test(value) ? value : `https://${value}`;
  const isSame = [written, `https://${domain.includes(':') ? `[${domain}]` : domain}/`].every(
    (url) => hostOf(url) === domain,
  );
  if (!isSame || MAPPED.test(domain)) return undefined;
  const plain = withoutDot(domain);
  return plain === '' || plain.endsWith('.') ? undefined : plain;
}

/** `example.org.` is `example.org` written from the root. */
export function withoutDot(domain: string): string {
  return domain.endsWith('.') ? domain.slice(0, -1) : domain;
}

const IS_HTTP = /^https?:\/\//;
/** A name or an IPv4 address, with a port and a path at most: nothing that opens as a URL of its own. */
const HOST = /^(?:https?:\/\/)?[A-Za-z0-9._-]+(?::[0-9]+)?(?:\/[^\\]*)?$/;
/** An IPv4 address written as an IPv6 one. */
const MAPPED = /^::ffff:/;

/** As the platform reads it, in lower case; undefined when it refuses the URL. */
function hostOf(url: string): string | undefined {
  try {
    const { hostname } = new URL(url);
    const name = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    return name.toLowerCase();
  } catch {
    return undefined;
  }
}
