import { digest, sha256Hex, toLower, trimSpace, type Json } from '@gait/canon';
import type { AuthorizationBundle } from './authorization-bundle.ts';

/** Files a bundle may link, each by a path and a digest (gait-formats §3.6). */
export const LINK_KINDS = [
  'trace',
  'approval_audit',
  'credential_evidence',
  'delegation_audit',
  'context_evidence',
  'outcome',
] as const;

/** One of the kinds. */
export type LinkKind = (typeof LINK_KINDS)[number];

/** A link of a bundle as it stands there. */
export interface AuthorizationLink {
  readonly kind: LinkKind;
  readonly path: string;
  readonly digest: string;
}

/** All six links, set or not. */
export function linksOf(bundle: AuthorizationBundle): AuthorizationLink[] {
  return LINK_KINDS.map((kind) => ({
    kind,
    path: bundle[`${kind}_path`],
    digest: bundle[`${kind}_digest`],
  }));
}

/** A relative path with `/`, without `.` and `..` where they cancel out; empty for none. */
export function cleanEvidencePath(path: string): string {
  const given = trimSpace(path).replaceAll('\\', '/');
  if (given === '') return '';
  const rooted = given.startsWith('/');
  const parts: string[] = [];
  for (const part of given.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const joined = parts.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** Where a linked file stands in the pack. */
export function evidenceEntry(path: string): string {
  return cleanEvidencePath(`evidence/${cleanEvidencePath(path)}`);
}

/** JSON is digested by value, everything else by bytes. `parse` reads the JSON. */
export function evidenceDigest(
  path: string,
  bytes: Uint8Array,
  parse: (bytes: Uint8Array) => Json,
): string {
  const name = trimSpace(path);
  const dot = name.lastIndexOf('.');
  const extension = dot > name.lastIndexOf('/') ? toLower(name.slice(dot)) : '';
  return extension === '.json' ? digest(parse(bytes)) : sha256Hex(bytes);
}
