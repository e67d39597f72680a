import { sha256Hex } from '@gait/canon';
import { STORE_FILE, type Packing } from '../lock/content-store.ts';
import type { FileTree, TreeEntry } from '../tree/file-tree.ts';
import { scanBytes } from './scan-bytes.ts';
import { notice, type ScanFinding } from './scan-finding.ts';
import { scanStore } from './scan-store.ts';
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
  /** Unpacks the content store of a project, so that it is examined too. Left out, it is text as any other. */
  readonly inflate?: Packing['inflate'];
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
  const examined = new Set<string>();
  let store: Uint8Array | undefined;
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
    if (entry.path === STORE_FILE && options.inflate !== undefined) {
      store = content;
      continue;
    }
    if (options.inflate !== undefined) examined.add(sha256Hex(content));
    found.push(...scanBytes(entry.path, content));
  }
  if (store !== undefined && options.inflate !== undefined) {
    found.push(...scanStore(store, examined, options.inflate));
  }
  if (tree.truncated) found.push(truncated());
  const { waivers } = options;
  const { kept, waived } =
    waivers === undefined
      ? { kept: found, waived: [] }
      : applyWaivers(found, waivers.file, waivers.today, (path) => tree.entries.has(path));
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

function byPlace(a: ScanFinding, b: ScanFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}
