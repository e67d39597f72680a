import { sha256Hex } from '@gait/canon';
import type { BundleFault, BundleFile } from './bundle-file.ts';
import { findCollisions, judgePath, type PathRules } from './judge-path.ts';
import { findManifest, type FoundManifest, type ManifestEntry } from './manifest.ts';
import { readSections, type Section } from './read-sections.ts';
import { decodeSection } from './section-encoding.ts';

/** What is in a bundle, or everything that is wrong with it. */
export type ParsedBundle =
  | {
      readonly ok: true;
      /** In the bundle's order. */
      readonly files: readonly BundleFile[];
      /** Whether a list of contents vouches for every byte. Bundles of other programs have none. */
      readonly verified: boolean;
      /** What its list of contents does not vouch for, and was taken all the same. */
      readonly edited: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly BundleFault[] };

/** How a bundle is read. */
export interface ParseBundleOptions extends PathRules {
  /**
   * Take the sections as they are although they do not agree with the list of contents, as after
   * somebody edited them.
   */
  readonly edited?: boolean;
}

/**
 * Reads a bundle, ours or the reference's, and judges every path. Nothing of it may be written
 * unless it is ok.
 */
export function parseBundle(bundle: Uint8Array, options: ParseBundleOptions): ParsedBundle {
  const { header, sections, faults: structure } = readSections(bundle);
  const faults = [...structure, ...judgePaths(sections, options)];
  const manifest = findManifest(header);
  if (manifest.kind === 'invalid') {
    const message = `the list of contents cannot be used: ${manifest.why}`;
    return {
      ok: false,
      faults: [...faults, { code: 'bundle_manifest_invalid', line: manifest.line, message }],
    };
  }
  const { files, differences } = readFiles(sections, manifest);
  if (options.edited !== true) faults.push(...differences);
  if (faults.length > 0) return { ok: false, faults };
  const edited = differences.map(({ path = '' }) => path);
  return { ok: true, files, verified: manifest.kind === 'found' && edited.length === 0, edited };
}

function judgePaths(sections: readonly Section[], rules: PathRules): readonly BundleFault[] {
  const lines = new Map(sections.map(({ path, line }) => [path, line]));
  const judged = sections.flatMap(({ path, line }): readonly BundleFault[] => {
    const fault = path === '' ? undefined : judgePath(path, rules);
    return fault === undefined ? [] : [{ code: fault.code, line, path, message: fault.why }];
  });
  const collisions = findCollisions(sections.map(({ path }) => path));
  return [
    ...judged,
    ...collisions.map(({ path, other }): BundleFault => {
      const message =
        path === other
          ? 'it is there twice'
          : `it stands in the way of ${other}, or is the same file`;
      return { code: 'bundle_path_collision', line: lines.get(path) ?? 1, path, message };
    }),
  ];
}

interface ReadFiles {
  readonly files: readonly BundleFile[];
  readonly differences: readonly BundleFault[];
}

function readFiles(sections: readonly Section[], manifest: FoundManifest): ReadFiles {
  if (manifest.kind !== 'found')
    return {
      files: sections.map((section) => ({ path: section.path, content: plainContent(section) })),
      differences: [],
    };
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const differences: BundleFault[] = [];
  const differ = (line: number, path: string, message: string): void => {
    differences.push({ code: 'bundle_digest_mismatch', line, path, message });
  };
  const files = sections.map((section) => {
    const entry = listed.get(section.path);
    if (entry === undefined)
      differ(section.line, section.path, 'the list of contents does not name it');
    const verified = entry === undefined ? undefined : verifiedContent(section, entry);
    if (entry !== undefined && verified === undefined)
      differ(section.line, section.path, 'its content is not what the list of contents says');
    return {
      path: section.path,
      content: verified ?? editedContent(section, entry),
      ...(entry?.executable === true ? { executable: true as const } : {}),
    };
  });
  const present = new Set(sections.map(({ path }) => path));
  for (const path of listed.keys())
    if (!present.has(path))
      differ(manifest.line, path, 'the list of contents names it, and it is not there');
  return { files, differences };
}

/** The content that agrees with the list, whatever was done to line ends on the way. */
function verifiedContent(section: Section, entry: ManifestEntry): Uint8Array | undefined {
  for (const bytes of possibleBodies(section)) {
    const content = decodeSection({ encoding: entry.encoding, bytes });
    if (content?.length === entry.size && sha256Hex(content) === entry.sha256) return content;
  }
  return undefined;
}

function editedContent(section: Section, entry: ManifestEntry | undefined): Uint8Array {
  const bytes = plainContent(section);
  return decodeSection({ encoding: entry?.encoding ?? 'text', bytes }) ?? bytes;
}

/** What the lines between are where no list says: whatever made the delimiters' CRLF made all. */
function plainContent(section: Section): Uint8Array {
  return possibleBodies(section).at(-1) ?? section.body;
}

function possibleBodies({ body, crlf }: Section): readonly Uint8Array[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!crlf) return [withoutEnd(bytes, '\n')];
  const lf = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return [withoutEnd(bytes, '\r\n'), withoutEnd(lf, '\n')];
}

/** The line end before the last delimiter belongs to the delimiter. */
function withoutEnd(body: Buffer, lineEnd: string): Uint8Array {
  const start = body.length - lineEnd.length;
  return body.toString('latin1', Math.max(start, 0)) === lineEnd ? body.subarray(0, start) : body;
}
