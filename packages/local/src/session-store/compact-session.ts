import { compactJournal, stateOf } from '@gait/evidence';
import { isCodedError, type CodedError } from '@gait/canon';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { findLostRunpack } from './checkpoint-runpacks.ts';
import { writeState } from './load-state.ts';
import { mendChain } from './mend-chain.ts';
import { journalLinesOf } from './read-journal.ts';
import { readTail } from './read-tail.ts';
import { refuseOwnFile } from './refuse-own-file.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { nowText, type SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/** What to do. */
export interface CompactionRequest {
  /** Where to write; undefined or the journal itself: in place. Its folder must exist. */
  readonly outputFile?: string;
  /** Only say what would come of it. */
  readonly dryRun: boolean;
}

/** What came of it. */
export interface Compaction {
  readonly compacted: boolean;
  readonly eventsBefore: number;
  readonly eventsAfter: number;
  readonly checkpoints: number;
  readonly lastCheckpointSequence: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Why the same in place is refused: the events are nowhere but in the journal. */
  readonly lostRunpack: CodedError | undefined;
}

/**
 * Leaves out the events that checkpoints cover. In place only where the runpacks of those
 * checkpoints are there: they hold the events from then on.
 *
 * @throws CodedError `session_runpack_missing`, `session_runpack_mismatch`, `session_sealed`, the
 *   code of the first finding about the journal, `path_unsafe`, `lock_contention`, `lock_lost`, errors of the file system.
 */
export function compactSession(
  path: string,
  request: CompactionRequest,
  context: SessionContext,
): Compaction {
  const files = sessionFiles(path);
  const output = request.outputFile ?? path;
  const inPlace = resolve(output) === resolve(path);
  if (!inPlace) refuseOwnFile(output, files);
  return withLockSync(
    path,
    (lock) => {
      refuseSealed(files);
      const { facts, after, text, checkpoints } = compacted(path);
      const bytes = Buffer.from(text, 'utf8');
      const bytesBefore = readTail(path)?.size ?? 0;
      const drops = after.eventCount !== facts.eventCount;
      const changed = drops || !inPlace || bytes.byteLength !== bytesBefore;
      const lostRunpack = drops ? findLostRunpack(path, 'to-compact', context) : undefined;
      const { dryRun } = request;
      if (lostRunpack !== undefined && inPlace && !dryRun) throw lostRunpack;
      // A journal that came without its chain is given none: that is no business of compaction.
      if (inPlace && !dryRun && existsSync(files.chain)) {
        mendChain(files, facts.header, checkpoints, context, lock);
      }
      if (changed && !dryRun) {
        lock.assertHeld();
        writeWhole(output, bytes);
        if (inPlace) {
          const now = nowText(context);
          writeState(files, {
            ...stateOf(after, now, bytes.byteLength),
            producer_version: context.producerVersion,
          });
        }
      }
      return {
        compacted: changed,
        eventsBefore: facts.eventCount,
        eventsAfter: after.eventCount,
        checkpoints: facts.checkpointCount,
        lastCheckpointSequence: facts.lastCheckpoint?.sequence_end ?? 0,
        bytesBefore,
        bytesAfter: bytes.byteLength,
        lostRunpack,
      };
    },
    context.lock,
  );
}

function compacted(path: string): ReturnType<typeof compactJournal> {
  try {
    return compactJournal(journalLinesOf(path));
  } catch (error) {
    throw isCodedError(error) ? error.at({ file: path }) : error;
  }
}
