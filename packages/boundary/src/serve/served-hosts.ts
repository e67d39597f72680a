import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { CodedError } from '@gait/canon';
import { isLoopback } from '@gait/local';
import type { ServedHosts } from './handle-request.ts';

/** A certificate and its private key, PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Names that requests may be for: where the gate listens, and with TLS what its certificate is
 * for, since a gate that listens on all addresses is never called by that one. A page that
 * rebinds its own name cannot show a certificate for it.
 */
export function servedHosts(
  { host, tls }: { readonly host: string; readonly tls?: TlsPair | undefined },
  port: number,
): NonNullable<ServedHosts> {
  const own = hostsOf(host, port);
  if (tls === undefined) return own;
  const certificate = new X509Certificate(tls.cert);
  return {
    has(asked) {
      if (own.has(asked)) return true;
      const name = asked.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
      if (isIP(name) > 0) return certificate.checkIP(name) !== undefined;
      return name !== '' && certificate.checkHost(name) !== undefined;
    },
  };
}

/** Every spelling of a loopback address is this server; any other name must be its own. */
function hostsOf(host: string, port: number): ReadonlySet<string> {
  const names = isLoopback(host) ? ['localhost', '127.0.0.1', '[::1]'] : [];
  return new Set([...names, bracketed(host)].map((name) => `${name.toLowerCase()}:${port}`));
}

/** As it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Before listening: a runtime may notice only with the first caller that they do not fit.
 *
 * @throws CodedError `serve_tls_invalid`.
 */
export function checkTls({ cert, key }: TlsPair): void {
  let fits: boolean;
  let cause: unknown;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    fits = false;
    cause = error;
  }
  if (fits) return;
  throw new CodedError('serve_tls_invalid', 'the certificate and its key cannot be used', {
    hint: 'give a certificate and the private key that belongs to it, both as PEM',
    cause,
  });
}
