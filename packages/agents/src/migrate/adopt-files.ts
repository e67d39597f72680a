import {
  lockedAs,
  type PlannedFile,
  type PresentFile,
  type WantedFile,
} from '../lock/plan-install.ts';
import { mergeSimilarity } from '../merge/similarity.ts';

/** What of an installation without a lock is known. */
export interface Adoption {
  /** Files that are as a source has them, and those that somebody edited; nothing is written. */
  readonly files: readonly PlannedFile[];
  /** How many of them are just as the source has them. */
  readonly same: number;
  /** Have the name of a file of the source and are something else: they are the project's own. */
  readonly own: readonly string[];
}

/** Of a file that was edited half of the lines are still there; else it is another one. */
const ALIKE = 0.5;

/**
 * Recognises files that stand in a project without a lock. An edited one is locked as the source
 * has it, so that it is told as changed and the next update merges it.
 */
export function adoptFiles(
  wanted: readonly WantedFile[],
  presentAt: (path: string) => PresentFile,
  read: (path: string) => Uint8Array,
): Adoption {
  const files: PlannedFile[] = [];
  const own: string[] = [];
  let same = 0;
  for (const file of wanted) {
    const present = presentAt(file.path);
    if (present.kind !== 'file') continue;
    const isSame = present.sha256 === file.sha256;
    if (!isSame && mergeSimilarity(read(file.path), file.read()) < ALIKE) own.push(file.path);
    else {
      if (isSame) same += 1;
      files.push({
        path: file.path,
        action: 'keep',
        reason: isSame ? 'same' : 'edited',
        wanted: file,
        before: present.sha256,
        locked: lockedAs(file),
      });
    }
  }
  return { files, same, own };
}
