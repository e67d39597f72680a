import { CodedError, sha256Hex } from '@gait/canon';
import { normalizeRefs, requireContextFields } from '../context/normalize-refs.ts';
import { collectFindings, type Findings, type Profile, type Refusal } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import type { ZipLimits } from '../zip/zip-limits.ts';
import { listFiles, refuseUndeclared, type DeclaredFile } from './check-files.ts';
import { splitLines } from './line-splitter.ts';
import { manifestDigest } from './manifest-digest.ts';
import { readManifest } from './manifest-file.ts';
import { RecordCheck } from './record-check.ts';
import type { Runpack, RunpackManifest } from './runpack-records.ts';
import { sameHex } from './same-hex.ts';
import { defaultLimits } from './verify-runpack.ts';

/** How a runpack is read. */
export interface ReadRunpackOptions {
  /** `standard` refuses what the verifier refuses; `compat` reads what the reference reads. */
  readonly profile?: Profile;
  readonly limits?: ZipLimits;
  /** Most unpacked bytes of all files together; default 512 MiB. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 512 * 1024 * 1024;

/** The files whose content is used; others are only compared with their digests. */
const USED_FILES = ['run.json', 'intents.jsonl', 'results.jsonl', 'refs.json'];

/**
 * Reads a whole runpack into memory, for use: only if it is intact. Signatures are not
 * looked at.
 *
 * Throws the codes of `openZip`, `readEntry` and `readManifest`, `runpack_file_missing`,
 * `runpack_size` (before anything is unpacked), `runpack_hash_mismatch`, `runpack_record_malformed`, `context_mode_invalid`,
 * `context_refs_invalid`, and the code of the first refusal.
 */
export function readRunpack(source: ByteSource, options: ReadRunpackOptions = {}): Runpack {
  const { runpack, findings } = judgeRunpack(source, options);
  throwFirst(findings);
  return useContext(runpack);
}

/** A runpack, and what is wrong with it though the reference reads it. */
export interface JudgedRunpack {
  readonly runpack: Runpack;
  /** Empty under `compat`. */
  readonly refusals: readonly Refusal[];
  /** The same under `compat`. */
  readonly tolerated: readonly Refusal[];
}

/**
 * As `readRunpack`, for callers that report refusals themselves instead of stopping at
 * the first. Throws only what keeps the runpack from being read at all.
 */
export function readRunpackJudged(
  source: ByteSource,
  options: ReadRunpackOptions = {},
): JudgedRunpack {
  const { runpack, findings } = judgeRunpack(source, options);
  const { refusals, tolerated } = findings;
  return { runpack: useContext(runpack), refusals, tolerated };
}

function judgeRunpack(
  source: ByteSource,
  options: ReadRunpackOptions,
): { readonly runpack: Runpack; readonly findings: Findings } {
  const findings = collectFindings(options.profile ?? 'standard');
  const archive = openZip(source, options.limits ?? defaultLimits(findings.profile));
  const { manifest } = readManifest(archive, findings);
  const { present, missing } = listFiles(archive, manifest, findings);
  if (missing.length > 0) {
    throw new CodedError(
      'runpack_file_missing',
      `the runpack was altered: files are missing: ${missing.join(', ')}`,
      {
        hint: 'run `gait verify` on it for the whole list',
        ...(missing[0] === undefined ? {} : { where: { entry: missing[0] } }),
      },
    );
  }
  refuseUndeclared(archive, manifest, findings);
  // First of all: it is what proves the list of files that decides how much is unpacked.
  requireDigest('manifest.json', manifestDigest(manifest), manifest.manifest_digest);
  const files = readFiles(archive, present, options.maxBytes ?? MAX_BYTES);
  const runpack = readRecords(manifest, files, findings);
  for (const { code, entry, message } of archive.oddities) {
    findings.refuse(code, message, entry === undefined ? {} : { entry });
  }
  return { runpack, findings };
}

/** Under every profile: references that cannot be normalised cannot be used. */
function useContext(runpack: Runpack): Runpack {
  requireContextFields(runpack.refs);
  return { ...runpack, refs: normalizeRefs(runpack.refs) };
}

function readFiles(
  archive: ZipArchive,
  files: readonly DeclaredFile[],
  maxBytes: number,
): (path: string) => Uint8Array {
  refuseSize(files, maxBytes);
  const contents = new Map<string, Uint8Array>();
  const digests = new Map<string, string>();
  for (const { path, sha256, entry } of files) {
    const known = digests.get(path);
    if (known !== undefined) {
      requireDigest(path, known, sha256);
      continue;
    }
    const bytes = readEntry(archive, entry);
    const actual = sha256Hex(bytes);
    requireDigest(path, actual, sha256);
    digests.set(path, actual);
    if (USED_FILES.includes(path)) contents.set(path, bytes);
  }
  return (path) => contents.get(path) ?? new Uint8Array();
}

/** Sizes are claims, but no entry gives more than its claim. */
function refuseSize(files: readonly DeclaredFile[], maxBytes: number): void {
  let total = 0;
  for (const entry of new Set(files.map((file) => file.entry))) {
    total += entry.size;
    if (total <= maxBytes) continue;
    throw new CodedError('runpack_size', `the runpack unpacks to more than ${maxBytes} bytes`, {
      hint: '`gait verify` reads runpacks of any size; this command holds the run in memory',
      where: { entry: entry.name },
    });
  }
}

function requireDigest(entry: string, actual: string, expected: string): void {
  if (sameHex(actual, expected)) return;
  throw new CodedError(
    'runpack_hash_mismatch',
    `the runpack was altered: ${entry} is not what the manifest says`,
    {
      hint: 'run `gait verify` on it for the whole list',
      where: { entry },
    },
  );
}

function readRecords(
  manifest: RunpackManifest,
  file: (path: string) => Uint8Array,
  findings: Findings,
): Runpack {
  const check = new RecordCheck(manifest, findings);
  const run = check.run(file('run.json'));
  const refs = check.refs(file('refs.json'));
  const intents = readLines(file('intents.jsonl'), 'intents.jsonl', (bytes, line) =>
    check.intent(bytes, line),
  );
  const results = readLines(file('results.jsonl'), 'results.jsonl', (bytes, line) =>
    check.result(bytes, line),
  );
  check.finish();
  return { manifest, run, intents, results, refs };
}

function readLines<T>(
  bytes: Uint8Array,
  entry: string,
  read: (line: Uint8Array, number: number) => T,
): readonly T[] {
  const out: T[] = [];
  splitLines(bytes, {
    line: (line, number) => out.push(read(line, number)),
    tooLong: (line) => {
      throw new CodedError('runpack_record_size', 'the line is too long to be a record', {
        where: { entry, line },
      });
    },
  });
  return out;
}

function throwFirst({ refusals }: Findings): void {
  const [first] = refusals;
  if (first === undefined) return;
  const { code, message, ...where } = first;
  throw new CodedError(code, message, {
    hint: 'read it with --profile compat if you trust its producer',
    where,
  });
}
