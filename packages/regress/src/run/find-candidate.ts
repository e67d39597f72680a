import { isCodedError } from '@gait/canon';
import { bytesSource } from '@gait/evidence';
import type { Candidate } from '../graders/grader.ts';
import type { RegressProfile, Tolerated } from '../profile.ts';
import { isAbsolutePath, joinPath } from '../text/clean-path.ts';
import type { LoadedFixture } from './load-fixtures.ts';
import { describeFault, firstRefusal, readRun, sameRun, type ReadRun } from './read-run.ts';
import type { OpenFile, SuiteStore } from './suite-store.ts';

/**
 * The run that a fixture names as its candidate, or, as in the reference, its own run
 * when it names none: then the comparison is vacuous. So it is with a copy of its own run
 * under another name: a file does not say that an agent ran again.
 */
export function findCandidate(
  loaded: LoadedFixture,
  store: SuiteStore,
  profile: RegressProfile,
  tolerate?: (finding: Tolerated) => void,
): Candidate {
  const { runpackPath, fixture } = loaded;
  const own: Candidate = { origin: 'self', path: runpackPath, run: loaded.runpack };
  if (fixture.candidateRunpack === '') return own;
  const path = candidatePath(loaded);
  if (!store.exists(path)) {
    const message = `the candidate run does not exist: ${path}`;
    return { origin: 'file', path, run: { reason: 'candidate_path_invalid', message } };
  }
  const invalid = (message: string): Candidate => ({
    origin: 'file',
    path,
    run: { reason: 'candidate_runpack_invalid', message },
  });
  try {
    const run = readCandidate(store.open(path), loaded, profile);
    // Of the recorded run itself it was told already.
    const tolerated = path === runpackPath ? [] : run.tolerated;
    for (const { code, message } of tolerated) tolerate?.({ code, file: path, message });
    const refusal = firstRefusal(run);
    if (refusal !== undefined) return invalid(describeFault(refusal));
    if (sameRun(run.runpack, loaded.runpack)) return { ...own, path };
    return { origin: 'file', path, run: run.runpack };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return invalid(describeFault(error));
  }
}

/** The same bytes get the same verdict under the same profile: they are not verified twice. */
function readCandidate(file: OpenFile, loaded: LoadedFixture, profile: RegressProfile): ReadRun {
  const { bytes } = loaded;
  if (bytes === undefined || file.size !== bytes.length) return readRun(file, profile);
  const candidate = readWhole(file);
  if (Buffer.compare(candidate, bytes) === 0) return loaded;
  return readRun({ ...bytesSource(candidate), close: () => undefined }, profile);
}

function readWhole(file: OpenFile): Uint8Array {
  try {
    return file.read(0, file.size);
  } finally {
    file.close();
  }
}

/** Where a fixture's candidate lies: relative paths start at the fixture's folder. */
export function candidatePath({ folder, fixture }: LoadedFixture): string {
  const { candidateRunpack } = fixture;
  return isAbsolutePath(candidateRunpack) ? candidateRunpack : joinPath(folder, candidateRunpack);
}
