import { isDigestHex } from '@gait/canon';
import { mayBeProgram } from '../tree/asset-places.ts';
import { SECTION_ENCODINGS, type SectionEncoding } from './section-encoding.ts';

/** A file as the list of contents names it. */
export interface ManifestEntry {
  readonly path: string;
  /** SHA-256 of the file's bytes, 64 hex digits. */
  readonly sha256: string;
  readonly size: number;
  readonly encoding: SectionEncoding;
  /** Marked by `+x` behind the encoding; only below the scripts of a skill. */
  readonly executable?: true;
}

const OPENING = '<!-- krci-ai bundle ';
const VERSION = '1';
const CLOSING = '-->';
const PROGRAM = '+x';

/**
 * The list of contents as an HTML comment: invisible where Markdown is shown, one line a file, so
 * that two bundles compare line by line. The path comes last: it may hold blanks.
 *
 * @param scope what was bundled, one line, for people
 */
export function printManifest(entries: readonly ManifestEntry[], scope: string): string {
  const lines = entries.map(
    ({ sha256, size, encoding, executable, path }) =>
      `${sha256} ${size} ${encoding}${executable === true ? PROGRAM : ''} ${path}`,
  );
  return [`${OPENING}${VERSION}: ${entries.length} files, ${scope}`, ...lines, CLOSING].join('\n');
}

/** The list of contents that stands in the lines before the first file. */
export type FoundManifest =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly entries: readonly ManifestEntry[]; readonly line: number }
  | { readonly kind: 'invalid'; readonly line: number; readonly why: string };

/** Reads it; a second one, or a line that is none of its own, makes it invalid. */
export function findManifest(header: readonly string[]): FoundManifest {
  const starts = header.flatMap((line, index) => (line.startsWith(OPENING) ? [index] : []));
  const [start, second] = starts;
  if (start === undefined) return { kind: 'none' };
  const invalid = (index: number, why: string): FoundManifest => ({
    kind: 'invalid',
    line: index + 1,
    why,
  });
  if (second !== undefined) return invalid(second, 'it is there twice');
  const head = /^([0-9]+): ([0-9]{1,9}) files, /u.exec((header[start] ?? '').slice(OPENING.length));
  if (head === null) return invalid(start, 'its first line cannot be read');
  if (head[1] !== VERSION)
    return invalid(start, `it is of version ${head[1] ?? ''}, this program knows ${VERSION}`);
  const end = header.indexOf(CLOSING, start);
  if (end < 0) return invalid(start, 'it does not end before the first file');
  const entries: ManifestEntry[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const entry = parseEntry(header[index] ?? '');
    if (entry === undefined)
      return invalid(index, 'the line is no digest, size, encoding and path');
    entries.push(entry);
  }
  if (entries.length !== Number(head[2]))
    return invalid(start, 'its count of files is another one');
  return { kind: 'found', entries, line: start + 1 };
}

function parseEntry(line: string): ManifestEntry | undefined {
  const [, sha256 = '', size = '', word = '', mark, path = ''] =
    /^([0-9a-f]{64}) (0|[1-9][0-9]{0,14}) ([a-z0-9]+)(\+x)? (.+)$/u.exec(line) ?? [];
  const encoding = SECTION_ENCODINGS.find((known) => known === word);
  if (encoding === undefined || !isDigestHex(sha256)) return undefined;
  if (mark === undefined) return { path, sha256, size: Number(size), encoding };
  // Nothing else becomes a program because a list says so.
  if (!mayBeProgram(path)) return undefined;
  return { path, sha256, size: Number(size), encoding, executable: true };
}
