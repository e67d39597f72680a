import { resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { bytesSource } from '@gait/evidence';
import {
  describeFault,
  extractRunpack,
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
 * Errors: `file_missing` and its like; `regress_source_unverified`: not intact, or,
 * but for `compat`, refused by the verifier; `regress_source`: a pack without run.
 */
export async function readSourceRun(path: string, folder: string, profile: RegressProfile): Promise<SourceRun> {
  const absolute = resolve(folder, path);
  const open = (): OpenFile => openFileSource(absolute);
  const file = open();
  const found = await attempt(file, profile);
  if (!isCodedError(found)) return accept({ ...found, open }, path);
  const inner = extractFrom(open(), path, profile);
  if (inner === undefined) throw unverified(found, path);
  const openInner = (): OpenFile => ({ ...bytesSource(inner), close: () => undefined });
  const embedded = await attempt(openInner(), profile);
  if (isCodedError(embedded)) throw unverified(embedded, path);
  return accept({ ...embedded, open: openInner }, path);
}

async function attempt(file: OpenFile, profile: RegressProfile): Promise<ReadRun | CodedError> {
  try {
    return await readRun(file, profile);
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
}

function extractFrom(file: OpenFile, path: string, profile: RegressProfile): Uint8Array | undefined {
  try {
    return extractRunpack(file, profile);
  } catch (error) {
    throw isCodedError(error) ? error.at({ file: path }) : error;
  } finally {
    file.close();
  }
}

function accept(run: SourceRun, path: string): SourceRun {
  const [refusal] = run.refusals;
  if (refusal !== undefined) throw unverified(refusal, path);
  return run;
}

function unverified(fault: Parameters<typeof describeFault>[0], path: string): CodedError {
  const { entry, line } = isCodedError(fault) ? fault.where : fault;
  return new CodedError('regress_source_unverified', `the run cannot become a fixture: ${describeFault(fault)}`, {
    hint: 'run gait verify on it; only an intact run can be a fixture',
    where: { file: path, ...(entry === undefined ? {} : { entry }), ...(line === undefined ? {} : { line }) },
    ...(isCodedError(fault) ? { cause: fault } : {}),
  });
}
