import { resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { bytesSource, extractRunpack, verifyPack, type PackReport } from '@gait/evidence';
import {
  describeFault,
  readRun,
  type OpenFile,
  type ReadRun,
  type RegressProfile,
} from '@gait/regress';
import { openFileSource } from '../files/file-source.ts';

/** A run that was found intact, and a way to its bytes. */
export interface SourceRun extends ReadRun {
  /** Opens the runpack's bytes; the caller closes. */
  readonly open: () => OpenFile;
}

/**
 * Reads the run in a runpack, or in the runpack inside a pack. Integrity only:
 * signatures are not looked at (gait-formats §5.2).
 *
 * Errors: `file_missing` and its like; `zip_duplicate_entry`; `runpack_hash_mismatch` and
 * `runpack_file_missing`: the run was altered; `regress_source_unverified`:
 * not intact, or, but for `compat`, refused by the verifier of runpacks or of packs.
 */
export async function readSourceRun(
  path: string,
  folder: string,
  profile: RegressProfile,
): Promise<SourceRun> {
  const absolute = resolve(folder, path);
  const open = (): OpenFile => openFileSource(absolute);
  const file = open();
  const found = attempt(file, profile);
  if (!isCodedError(found)) return accept({ ...found, open }, path);
  const inner = await extractFrom(open(), path, profile);
  if (inner === undefined) throw unverified(found, path);
  const openInner = (): OpenFile => ({ ...bytesSource(inner), close: () => undefined });
  const embedded = attempt(openInner(), profile);
  if (isCodedError(embedded)) throw unverified(embedded, path);
  return accept({ ...embedded, open: openInner }, path);
}

function attempt(file: OpenFile, profile: RegressProfile): ReadRun | CodedError {
  try {
    return readRun(file, profile);
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
}

/** Undefined when the file is no pack. The reference takes the run out of an altered pack too. */
async function extractFrom(
  file: OpenFile,
  path: string,
  profile: RegressProfile,
): Promise<Uint8Array | undefined> {
  try {
    const inner = extractOrNone(file, path, profile);
    if (inner === undefined || profile === 'compat') return inner;
    const report = await verifyPack(file, {
      profile: 'standard',
      keys: undefined,
      requireSignature: false,
    });
    if (report.ok) return inner;
    const fault = report.fault ?? report.refusals[0] ?? alteredPack(report);
    throw unverified(fault, path);
  } finally {
    file.close();
  }
}

function extractOrNone(
  file: OpenFile,
  path: string,
  profile: RegressProfile,
): Uint8Array | undefined {
  try {
    return extractRunpack(file, profile);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // What is no zip is no pack: then the reason it is no runpack is worth more.
    if (error.code.startsWith('zip_')) return undefined;
    throw unverified(error, path);
  }
}

function alteredPack({ result }: PackReport): CodedError {
  const mismatched = (result?.hashMismatches ?? []).map((found) => found.path);
  const files = [
    ...(result?.missingFiles ?? []),
    ...mismatched,
    ...(result?.undeclaredFiles ?? []),
  ];
  const [entry] = files;
  return new CodedError(
    'verification_failed',
    `the pack was altered: ${files.slice(0, 10).join(', ')}`,
    {
      ...(entry === undefined ? {} : { where: { entry } }),
    },
  );
}

function accept(run: SourceRun, path: string): SourceRun {
  const [refusal] = run.refusals;
  if (refusal !== undefined) throw unverified(refusal, path);
  return run;
}

function unverified(fault: Parameters<typeof describeFault>[0], path: string): CodedError {
  // Two entries of one name are a verification failure in the reference, not invalid input.
  if (isCodedError(fault) && fault.code === 'zip_duplicate_entry') return fault.at({ file: path });
  const { entry, line } = isCodedError(fault) ? fault.where : fault;
  return new CodedError(
    // That a run was altered is worth its own name: it is a finding, not a file of another kind.
    fault.code === 'runpack_hash_mismatch' || fault.code === 'runpack_file_missing'
      ? fault.code
      : 'regress_source_unverified',
    `the run cannot become a fixture: ${describeFault(fault)}`,
    {
      hint: 'run gait verify on it; only an intact run can be a fixture',
      where: {
        file: path,
        ...(entry === undefined ? {} : { entry }),
        ...(line === undefined ? {} : { line }),
      },
      ...(isCodedError(fault) ? { cause: fault } : {}),
    },
  );
}
