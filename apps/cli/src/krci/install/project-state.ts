import { isAbsolute, join } from 'node:path';
import { LOCK_FILE, readLock, type AgentsLock } from '@gait/agents';
import { finishChanges, isThere, readWhole, stateHome, type ChangePlace } from '@gait/local';
import type { Context } from '../../context.ts';
import { changePlace } from '../change-place.ts';

/** The lock of a project and its bytes; undefined where there is none. */
export interface FoundLock {
  readonly lock: AgentsLock;
  readonly bytes: Uint8Array;
}

/**
 * Reads the lock of a project.
 *
 * @throws CodedError `agent_lock_invalid`, `agent_lock_newer`, and those of `readWhole`
 */
export function findLock(root: string): FoundLock | undefined {
  const file = join(root, LOCK_FILE);
  const bytes = bytesAt(root, LOCK_FILE);
  if (bytes.length === 0 && !isThere(file)) return undefined;
  const isSame = last?.file === file && Buffer.compare(last.found.bytes, bytes) === 0;
  const found = last !== undefined && isSame ? last.found : { lock: readLock(bytes, file), bytes };
  last = { file, found };
  return found;
}

/** A command looks again once it has its turn; the same bytes need no second reading. */
let last: { readonly file: string; readonly found: FoundLock } | undefined;

/** The bytes of a file of the project; none where it is not there. */
export function bytesAt(root: string, path: string): Uint8Array {
  const file = join(root, path);
  return isThere(file) ? readWhole(file) : new Uint8Array();
}

/** Completes or undoes what a killed command left, and says so. */
export function finishEarlier(context: Context, place: ChangePlace): EarlierOutcome {
  const { outcome, files, foreign } = finishChanges(place);
  if (outcome === 'nothing') return undefined;
  const left = foreign.length === 0 ? '' : `; changed by somebody else: ${foreign.join(', ')}`;
  context.warn(
    `an earlier command was stopped half-way; its ${files.length} files are ${outcome}${left}`,
  );
  return { outcome, files: files.length, foreign };
}

/** What an earlier command left and what became of it. */
export type EarlierOutcome =
  | {
      readonly outcome: 'completed' | 'undone';
      readonly files: number;
      readonly foreign: readonly string[];
    }
  | undefined;

/** As `finishEarlier`, for commands that only read: what they show is never half of an install. */
export function finishLeft(context: Context, root: string): void {
  if (isAbsolute(stateHome(context)) && isThere(root))
    finishEarlier(context, changePlace(context, root));
}
