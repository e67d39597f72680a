import { decodeUtf8Loose, sha256Hex } from '@gait/canon';
import type { FileTree, TreeEntry } from '../tree/file-tree.ts';
import type { ScanFinding } from './scan-finding.ts';
import { SCAN_NOTICES, type NoticeCode } from './rules/scan-rules.ts';
import { scanText } from './scan-text.ts';
import { hasDeceivingName } from './deceiving-name.ts';
import { applyWaivers } from './waivers/apply-waivers.ts';
import { WAIVER_FILE, type WaiverFile } from './waivers/read-waivers.ts';

/** How a tree is examined. */
export interface ScanOptions {
  /**
   * Waivers of whoever uses the tree, with the day that they are judged by. Left out, a waiver file
   * inside the tree is a finding: a pack that is installed does not waive for itself.
   */
  readonly waivers?: { readonly file: WaiverFile; readonly today: string };
  /** Only these files; the others were examined before. Default all. */
  readonly only?: (path: string) => boolean;
}

/** What a scan found. */
export interface ScanReport {
  /** By file, line, column, code; notes too. What is waived is not among them. */
  readonly findings: readonly ScanFinding[];
  readonly waived: readonly ScanFinding[];
  readonly counts: {
    readonly files: number;
    readonly bytes: number;
    readonly errors: number;
    readonly warnings: number;
    readonly notes: number;
    readonly waived: number;
  };
}

/**
 * Examines every text of a framework, a pack or a skill. What cannot be looked at is a finding: a
 * file that nobody examined is not a clean one.
 */
export function scanTree(tree: FileTree, options: ScanOptions = {}): ScanReport {
  const found: ScanFinding[] = [];
  let files = 0;
  let bytes = 0;
  for (const entry of tree.entries.values()) {
    if (options.only?.(entry.path) === false) continue;
    if (hasDeceivingName(entry.path)) found.push(deceivingName(entry.path));
    if (entry.kind === 'folder' && entry.fault === undefined) continue;
    if (entry.path === WAIVER_FILE) {
      if (options.waivers === undefined) found.push(foreignWaivers(entry.path));
      continue;
    }
    const content = tree.read(entry.path);
    if (content === undefined) {
      found.push(notLookedAt(entry));
      continue;
    }
    files++;
    bytes += content.length;
    found.push(...scanBytes(entry.path, content));
  }
  if (tree.truncated) found.push(truncated());
  const { waivers } = options;
  const { kept, waived } =
    waivers === undefined
      ? { kept: found, waived: [] }
      : applyWaivers(found, waivers.file, waivers.today);
  const findings = [...kept].sort(byPlace);
  const count = (severity: ScanFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    findings,
    waived,
    counts: {
      files,
      bytes,
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      waived: waived.length,
    },
  };
}

/** Examines one file by its bytes. */
export function scanBytes(path: string, bytes: Uint8Array): readonly ScanFinding[] {
  const text = textOf(bytes);
  if (text !== undefined) return scanText(path, text);
  return isPicture(bytes)
    ? []
    : [
        notice(
          'scan_binary',
          path,
          'is no text: what it does cannot be read here',
          'take it out, or waive it with the reason why it must be there',
          sha256Hex(bytes),
        ),
      ];
}

/** UTF-16 too: an editor shows it as any text, and so may a tool. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.includes(0) ? undefined : decodeUtf8Loose(bytes.subarray(start));
}

const PICTURES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x77, 0x4f, 0x46, 0x32],
];

/** By its first bytes, whatever its name says. */
function isPicture(bytes: Uint8Array): boolean {
  const isWebp = bytes[0] === 0x52 && bytes[8] === 0x57 && bytes[9] === 0x45;
  return isWebp || PICTURES.some((head) => head.every((byte, at) => bytes[at] === byte));
}

function notLookedAt({ path, kind, fault }: TreeEntry): ScanFinding {
  const why =
    kind === 'link'
      ? 'is a symbolic link: what it leads to was not looked at'
      : fault === 'too_large'
        ? 'is too large to be looked at'
        : 'cannot be read, and was not looked at';
  return notice(
    'scan_incomplete',
    path,
    why,
    'put a plain file here that can be read, or take it out',
  );
}

function deceivingName(path: string): ScanFinding {
  const message = `the name ${JSON.stringify(path.slice(path.lastIndexOf('/') + 1))} is not what it looks like`;
  return notice('name_homoglyph', path, message, 'rename it in letters of one script');
}

function foreignWaivers(path: string): ScanFinding {
  const message = 'brings waivers of its own, which do not count';
  return notice(
    'waiver_foreign',
    path,
    message,
    'take it out; who installs a pack writes the waivers',
  );
}

function truncated(): ScanFinding {
  const message = 'there are more files than are looked at';
  return notice('scan_incomplete', '.krci-ai', message, 'take out what is no asset');
}

/** A finding about a file as a whole. */
export function notice(
  code: NoticeCode,
  file: string,
  message: string,
  hint: string,
  digest = '',
): ScanFinding {
  const { severity } = SCAN_NOTICES[code];
  return { code, severity, file, line: 1, column: 1, agents: [], message, hint, digest };
}

function byPlace(a: ScanFinding, b: ScanFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}
