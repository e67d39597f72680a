import { isCodedError, type CodedError } from '@gait/canon';
import { readRunpack, verifyRunpack, type Refusal, type Runpack } from '@gait/evidence';
import type { RegressProfile } from '../profile.ts';
import type { OpenFile } from './suite-store.ts';

/** A run, and what is wrong with it though the reference reads it. */
export interface ReadRun {
  readonly runpack: Runpack;
  /** Empty under `compat`. */
  readonly refusals: readonly Refusal[];
  /** The same under `compat`. */
  readonly tolerated: readonly Refusal[];
}

/**
 * Verifies a runpack, then reads it; closes the file. Throws the error that keeps it
 * from being read at all: not a zip, files missing, digests that do not match.
 */
export async function readRun(file: OpenFile, profile: RegressProfile): Promise<ReadRun> {
  try {
    // Signatures are no part of a fixture: integrity only, as in the reference.
    const report = await verifyRunpack(file, { profile: profile === 'compat' ? 'compat' : 'standard' });
    if (report.fault !== undefined) throw report.fault;
    const runpack = readRunpack(file, { profile: 'compat' });
    return { runpack, refusals: report.refusals, tolerated: report.tolerated };
  } finally {
    file.close();
  }
}

/**
 * The refusal for which a run is no good as a candidate; undefined when there is none.
 * Records of another schema show in the comparison itself.
 */
export function firstRefusal(run: ReadRun): Refusal | undefined {
  return run.refusals.find((found) => found.code !== 'runpack_record_schema');
}

/** What went wrong, with its code, entry and line, in one sentence. */
export function describeFault(fault: CodedError | Refusal): string {
  const { entry, line } = isCodedError(fault) ? fault.where : fault;
  const place = entry === undefined ? '' : ` in ${entry}${line === undefined ? '' : ` line ${line}`}`;
  return `${fault.message}${place} (${fault.code})`;
}
