import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  buildCheckpoint,
  chainOf,
  encodeChain,
  stateOf,
  type SessionChain,
  type SessionCheckpoint,
  type SessionEvent,
} from '@gait/evidence';
import { CodedError, type SigningKey } from '@gait/canon';
import { appendLines } from '../journals/append-lines.ts';
import { writeWhole } from '../files/write-whole.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { refuseChainedRunpack } from './checkpoint-runpacks.ts';
import { mendChain } from './mend-chain.ts';
import { readJournal } from './read-journal.ts';
import { refuseOwnFile } from './refuse-own-file.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { loadState, writeState } from './load-state.ts';
import { nowText, type SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/** What to make. */
export interface CheckpointRequest {
  /** Where to write the runpack. */
  readonly runpackFile: string;
  /** How the chain names it: the path as the user gave it. */
  readonly runpackPath: string;
  /** Where to write another copy of the chain. */
  readonly chainFile?: string;
  readonly signingKey?: SigningKey;
  /** Operating system and architecture by Go's names. */
  readonly os: string;
  readonly arch: string;
}

/** A checkpoint and the chain it now ends. */
export interface MadeCheckpoint {
  readonly checkpoint: SessionCheckpoint;
  readonly chain: SessionChain;
}

/**
 * Makes a runpack of the events since the last checkpoint and notes it in journal
 * and chain file. A process killed in between leaves at most a runpack that no
 * chain names, or a chain that the next checkpoint, compaction or sealing completes.
 *
 * @throws CodedError `session_no_new_events`, `session_runpack_overwrite`, `session_sealed`, the code of the first
 *   finding about the journal, `path_unsafe`, `lock_contention`, `lock_lost`, errors of the
 *   file system.
 */
export function checkpointSession(
  path: string,
  request: CheckpointRequest,
  context: SessionContext,
): MadeCheckpoint {
  const files = sessionFiles(path);
  refuseOwnFile(request.runpackFile, files);
  if (request.chainFile !== undefined) {
    refuseOwnFile(request.chainFile, files, 'chain');
    requireFolder(request.chainFile);
  }
  return withLockSync(
    path,
    (lock) => {
      refuseSealed(files);
      // Mends the state first: it knows whether a partial last line may be passed over.
      const { state } = loadState(files, context, false);
      const checkpoints: SessionCheckpoint[] = [];
      let events: SessionEvent[] = [];
      const { facts } = readJournal(path, {
        flawless: true,
        tornFrom: state.journal_size_bytes,
        visit({ entry }) {
          if (entry.kind === 'event') events.push(entry.event);
          if (entry.kind !== 'checkpoint') return;
          checkpoints.push(entry.checkpoint);
          events = events.filter(({ sequence }) => sequence > entry.checkpoint.sequence_end);
        },
      });
      mendChain(files, facts.header, checkpoints, context, lock);
      refuseChainedRunpack(request.runpackFile, path, checkpoints, context);
      const [first, ...rest] = events;
      if (first === undefined) throw nothingNew(path);
      const createdAt = nowText(context);
      const built = buildCheckpoint({
        facts,
        events: [first, ...rest],
        createdAt,
        producerVersion: context.producerVersion,
        runpackPath: request.runpackPath,
        os: request.os,
        arch: request.arch,
        ...(request.signingKey === undefined ? {} : { signingKey: request.signingKey }),
      });
      const { checkpoint } = built;
      lock.assertHeld();
      writeWhole(request.runpackFile, built.runpack.zip, { makeFolders: true });
      const { size } = appendLines(path, [built.line]);
      const after = {
        ...facts,
        checkpointCount: checkpoint.checkpoint_index,
        lastCheckpoint: checkpoint,
        head: built.head,
        chained: true,
      };
      writeState(files, {
        ...stateOf(after, createdAt, size),
        producer_version: context.producerVersion,
      });
      const chain = chainOf(facts.header, [...checkpoints, checkpoint], createdAt);
      writeWhole(files.chain, encodeChain(chain));
      if (request.chainFile !== undefined) writeWhole(request.chainFile, encodeChain(chain));
      return { checkpoint, chain };
    },
    context.lock,
  );
}

/** Looked at before anything is written: the reference notes the checkpoint and then fails. */
function requireFolder(file: string): void {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new CodedError('file_missing', `cannot write ${file}: its folder does not exist`, {
    hint: 'make the folder first, or choose an existing one',
    where: { file },
  });
}

function nothingNew(path: string): CodedError {
  return new CodedError('session_no_new_events', 'no new session events available for checkpoint', {
    hint: 'append an event first',
    where: { file: path },
  });
}
