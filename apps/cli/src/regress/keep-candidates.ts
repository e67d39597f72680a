import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { cleanPath, writeWhole } from '@gait/local';
import type { SuiteRun } from '@gait/regress';
import type { Context } from '../context.ts';
import { fixtureFileName } from './fixture-file-name.ts';

/** A run that a command made and that did not pass. */
export interface KeptCandidate {
  readonly fixture: string;
  /** From the current folder. */
  readonly path: string;
}

const CANDIDATE = 'candidate.zip';
/** Value of `--keep-candidates` that keeps none. */
export const KEEP_NONE = 'none';

/**
 * Keeps what the commands of failing fixtures left, `<folder>/<fixture>/candidate.zip`,
 * as it was: the working copies are gone. What an earlier run kept of a fixture that
 * passes now is removed, or it would be taken for this run's.
 */
export function keepCandidates(
  context: Context,
  folder: string,
  run: SuiteRun,
): readonly KeptCandidate[] {
  if (folder === KEEP_NONE) return [];
  const kept: KeptCandidate[] = [];
  for (const { loaded, ending } of run.cases) {
    if (ending === undefined) continue;
    const { name } = loaded.fixture;
    const path = cleanPath(join(folder, fixtureFileName(name), CANDIDATE));
    const fails = run.result.graders.some(
      ({ status, details }) => status === 'fail' && details['fixture'] === name,
    );
    if (fails && ending.produced.kind === 'file') {
      writeWhole(context.resolve(path), ending.produced.bytes, { makeFolders: true });
      kept.push({ fixture: name, path });
    } else {
      removeOld(context.resolve(path));
    }
  }
  return kept;
}

function removeOld(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder of that name, or one that may not be written: not ours, and not worth a failure.
  }
}
