import { isCodedError, type CodedError } from '@gait/canon';
import { readRunpackJudged, type JudgedRunpack, type Refusal, type Runpack } from '@gait/evidence';
import type { RegressProfile } from '../profile.ts';
import type { OpenFile } from './suite-store.ts';

/** A run, and what is wrong with it though the reference reads it. */
export type ReadRun = JudgedRunpack;

/**
 * Verifies and reads a runpack; closes the file. Throws the error that keeps it from
 * being read at all: not a zip, files missing, digests that do not match. Signatures
 * are no part of a fixture: integrity only, as in the reference. Under `strict` the digests
 * of the records must fit what is kept beside them, as in `gait verify`. `maxBytes` as in
 * `readRunpack`.
 */
export function readRun(file: OpenFile, profile: RegressProfile, maxBytes?: number): ReadRun {
  try {
    return readRunpackJudged(file, { profile, ...(maxBytes === undefined ? {} : { maxBytes }) });
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

/** The manifest's digest covers every byte of a run but its signatures. */
export function sameRun(left: Runpack, right: Runpack): boolean {
  return (
    left.manifest.manifest_digest.toLowerCase() === right.manifest.manifest_digest.toLowerCase()
  );
}

/** What went wrong, with its code, entry and line, in one sentence. */
export function describeFault(fault: CodedError | Refusal): string {
  const { entry, line } = isCodedError(fault) ? fault.where : fault;
  const place =
    entry === undefined ? '' : ` in ${entry}${line === undefined ? '' : ` line ${line}`}`;
  return `${fault.message}${place} (${fault.code})`;
}
