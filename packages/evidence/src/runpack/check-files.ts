import { compareUtf8, isCodedError, sha256Hex, sortUtf8, startSha256 } from '@gait/canon';
import { collectFindings, type Findings, type Refusal } from '../verdict/findings.ts';
import { entryChunks } from '../zip/entry-chunks.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive, ZipEntry } from '../zip/zip-archive.ts';
import { DocumentSplitter, type DocumentHandler } from './document-splitter.ts';
import { LineSplitter, splitLines, type LineHandler } from './line-splitter.ts';
import { manifestDigest } from './manifest-digest.ts';
import { RecordCheck, type RunpackFacts } from './record-check.ts';
import type { RecordVisitor } from './record-visitor.ts';
import type { ManifestFile, RunpackManifest } from './runpack-records.ts';
import { sameHex } from './same-hex.ts';

/** A file whose digest is another than the manifest says. */
export interface HashMismatch {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** Files every runpack has beside its manifest. */
const REQUIRED_FILES = ['run.json', 'intents.jsonl', 'results.jsonl', 'refs.json'];

/** A file of the manifest that is in the archive. */
export interface DeclaredFile extends ManifestFile {
  readonly entry: ZipEntry;
}

/** Which files of the manifest are in the archive, and which are not, or not even listed. */
export function listFiles(
  archive: ZipArchive,
  manifest: RunpackManifest,
  findings: Findings,
): { readonly present: readonly DeclaredFile[]; readonly missing: readonly string[] } {
  const present: DeclaredFile[] = [];
  const missing: string[] = [];
  const listed = new Set<string>();
  for (const file of manifest.files ?? []) {
    const entry = archive.find(file.path);
    if (entry === undefined) missing.push(file.path);
    else present.push({ ...file, entry });
    if (listed.has(file.path)) {
      findings.refuse('runpack_manifest_path_repeated', `the manifest lists ${file.path} twice`, {
        entry: 'manifest.json',
      });
    }
    listed.add(file.path);
  }
  for (const path of REQUIRED_FILES) if (!listed.has(path)) missing.push(path);
  return { present, missing: sortUtf8(missing) };
}

/** An entry that no digest covers could carry anything, under the signature's good name. */
export function refuseUndeclared(
  archive: ZipArchive,
  manifest: RunpackManifest,
  findings: Findings,
): void {
  // A required file that is not listed is reported as missing already.
  const listed = (manifest.files ?? []).map(({ path }) => path);
  const declared = new Set(['manifest.json', ...REQUIRED_FILES, ...listed]);
  for (const { name } of archive.entries) {
    if (declared.has(name)) continue;
    findings.refuse('runpack_undeclared_entry', 'the manifest does not list the entry', {
      entry: name,
    });
  }
}

/** What the digests and the records of a runpack say. */
export interface CheckedFiles {
  readonly mismatches: readonly HashMismatch[];
  readonly facts: Readonly<RunpackFacts>;
}

/** References before records: receipts name the intents to look out for. */
const READ_ORDER = ['run.json', 'refs.json'];

/** Files above this many unpacked bytes are streamed. */
const STREAM_ABOVE = 4 * 1024 * 1024;

/**
 * Compares every declared file, and the manifest itself, with its digest, and checks the
 * records of those that have the right one. Throws what `readEntry` and `entryChunks` throw.
 */
export async function checkFiles(
  archive: ZipArchive,
  manifest: RunpackManifest,
  files: readonly DeclaredFile[],
  findings: Findings,
  streamAbove = STREAM_ABOVE,
  visitor?: RecordVisitor,
): Promise<CheckedFiles> {
  const mismatches: HashMismatch[] = [];
  const records = new RecordCheck(manifest, findings, visitor);
  // A manifest may list one file a hundred thousand times: it is unpacked once.
  const digests = new Map<string, string>();
  const first = files.filter(({ path }) => READ_ORDER.includes(path));
  const then = files.filter(({ path }) => !READ_ORDER.includes(path));
  for (const file of [...first, ...then]) {
    const large = file.entry.size > streamAbove;
    const actual =
      digests.get(file.path) ??
      (large
        ? await checkLargeFile(archive, file, records, findings)
        : checkSmallFile(archive, file, records, findings));
    digests.set(file.path, actual);
    if (!sameHex(actual, file.sha256))
      mismatches.push({ path: file.path, expected: file.sha256, actual });
  }
  if (mismatches.length === 0) records.finish();
  const computed = manifestDigest(manifest);
  if (!sameHex(computed, manifest.manifest_digest)) {
    mismatches.push({
      path: 'manifest.json',
      expected: manifest.manifest_digest,
      actual: computed,
    });
  }
  mismatches.sort((left, right) => compareUtf8(left.path, right.path));
  return { mismatches, facts: records.facts };
}

/** Digest before parse: what does not have the digest of the manifest is not looked into. */
function checkSmallFile(
  archive: ZipArchive,
  file: DeclaredFile,
  records: RecordCheck,
  findings: Findings,
): string {
  const bytes = readEntry(archive, file.entry);
  const actual = sha256Hex(bytes);
  if (sameHex(actual, file.sha256)) checkContent(file.path, bytes, records, findings);
  return actual;
}

function checkContent(
  path: string,
  bytes: Uint8Array,
  records: RecordCheck,
  findings: Findings,
): void {
  if (path === 'run.json') judge(findings, () => records.run(bytes));
  if (path === 'refs.json') judge(findings, () => records.refs(bytes));
  const lines = lineHandler(path, records, findings);
  if (lines !== undefined) splitLines(bytes, lines);
}

/**
 * One pass for digest and records together: at this size a second one would cost as much
 * again. What was found in a file whose digest turns out wrong is dropped.
 */
async function checkLargeFile(
  archive: ZipArchive,
  file: DeclaredFile,
  records: RecordCheck,
  findings: Findings,
): Promise<string> {
  const own = collectFindings(findings.profile);
  const splitter = splitterFor(file.path, records.reportingTo(own), own);
  const hash = startSha256();
  for await (const chunk of entryChunks(archive, file.entry)) {
    hash.update(chunk);
    splitter?.push(chunk);
  }
  splitter?.end();
  const actual = hash.hex();
  if (sameHex(actual, file.sha256))
    for (const found of [...own.refusals, ...own.tolerated]) repeat(findings, found);
  return actual;
}

function splitterFor(
  path: string,
  records: RecordCheck,
  findings: Findings,
): LineSplitter | DocumentSplitter | undefined {
  if (path === 'run.json' || path === 'refs.json')
    return new DocumentSplitter(documentHandler(path, records, findings));
  const lines = lineHandler(path, records, findings);
  return lines === undefined ? undefined : new LineSplitter(lines);
}

function documentHandler(
  path: 'run.json' | 'refs.json',
  records: RecordCheck,
  findings: Findings,
): DocumentHandler {
  const tooLarge = (): void =>
    findings.refuse(
      'runpack_document_size',
      'a part of the document is too large to be looked into',
      { entry: path },
    );
  return {
    element: (member, bytes) => judge(findings, () => records.element(path, member, bytes)),
    skeleton: (bytes) =>
      judge(findings, () =>
        path === 'run.json' ? records.run(bytes) : records.refs(bytes, 'in parts'),
      ),
    tooLarge,
  };
}

function lineHandler(
  path: string,
  records: RecordCheck,
  findings: Findings,
): LineHandler | undefined {
  const read =
    path === 'intents.jsonl' ? 'intent' : path === 'results.jsonl' ? 'result' : undefined;
  if (read === undefined) return undefined;
  return {
    line: (bytes: Uint8Array, number: number): void =>
      judge(findings, () => records[read](bytes, number)),
    tooLong: (line: number): void =>
      findings.refuse('runpack_record_size', 'the line is too long to be a record', {
        entry: path,
        line,
      }),
  };
}

/** Bytes that are no record are a finding like any other. */
function judge(findings: Findings, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { entry, line } = error.where;
    findings.refuse(error.code, error.message, {
      ...(entry === undefined ? {} : { entry }),
      ...(line === undefined ? {} : { line }),
    });
  }
}

function repeat(findings: Findings, { code, message, ...place }: Refusal): void {
  findings.refuse(code, message, place);
}
