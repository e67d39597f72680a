import type { MarketVersion } from './market-index.ts';

/**
 * The address of a version: as the index gives it, or, for a relative one, beside the index. The
 * digest is added where the transport checks it before anything else.
 *
 * @param index address of the index: `https://…`, or a path
 */
export function addressOfVersion(index: string, version: MarketVersion): string {
  const { source, archiveDigest } = version;
  const pinned = (address: string): string =>
    address.includes('#') ? address : `${address}#sha256:${archiveDigest}`;
  if (/^https?:/u.test(source)) return pinned(source);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/u.test(source)) return source;
  if (/^https?:/u.test(index)) return pinned(new URL(encodeURI(source), index).href);
  return `${index.slice(0, index.replaceAll('\\', '/').lastIndexOf('/') + 1)}${source}`;
}
