import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { readRunpack, type SessionCheckpoint } from '@gait/evidence';
import { openFileSource } from '../files/file-source.ts';
import { checkpointRunpack } from '../runs/checkpoint-runpack.ts';
import { readJournal } from './read-journal.ts';
import type { SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/**
 * Refuses to write a checkpoint over the runpack of an earlier one: the chain would name bytes
 * that are gone, and what they said of the session would be lost.
 *
 * @throws CodedError `session_runpack_overwrite`
 */
export function refuseChainedRunpack(
  output: string,
  journal: string,
  checkpoints: readonly SessionCheckpoint[],
  context: SessionContext,
): void {
  const wanted = identities(output);
  for (const checkpoint of checkpoints) {
    const taken = identities(placeOf(checkpoint, journal, context));
    if (!taken.some((name) => wanted.includes(name))) continue;
    throw new CodedError(
      'session_runpack_overwrite',
      `${output} is the runpack of checkpoint ${checkpoint.checkpoint_index} of this session`,
      {
        hint: 'give each checkpoint a file of its own, such as --out cp2.zip',
        where: { file: output },
      },
    );
  }
}

/** What the journal needs the runpacks of its checkpoints for. */
export type RunpackNeed = 'every' | 'to-compact';

/**
 * The first checkpoint whose runpack is not where the chain says, or is another one.
 *
 * @param need `to-compact` looks only at checkpoints whose events the journal still has
 * @returns `session_runpack_missing` or `session_runpack_mismatch`; undefined when all are there
 * @throws CodedError as `readJournal`
 */
export function findLostRunpack(
  journal: string,
  need: RunpackNeed,
  context: SessionContext,
): CodedError | undefined {
  const checkpoints: SessionCheckpoint[] = [];
  let firstEvent = Infinity;
  readJournal(journal, {
    visit({ entry }) {
      if (entry.kind === 'event') firstEvent = Math.min(firstEvent, entry.event.sequence);
      if (entry.kind === 'checkpoint') checkpoints.push(entry.checkpoint);
    },
  });
  const from = need === 'every' ? 0 : firstEvent;
  for (const checkpoint of checkpoints) {
    if (checkpoint.sequence_end < from) continue;
    const lost = judge(checkpoint, placeOf(checkpoint, journal, context));
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function judge(checkpoint: SessionCheckpoint, file: string): CodedError | undefined {
  const what = `the runpack of checkpoint ${checkpoint.checkpoint_index}`;
  try {
    const source = openFileSource(file);
    try {
      const { manifest } = readRunpack(source, { profile: 'compat' });
      if (manifest.manifest_digest === checkpoint.manifest_digest) return undefined;
      return lostRunpack('session_runpack_mismatch', `${what} is another one: ${file}`, file);
    } finally {
      source.close();
    }
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.code === 'file_missing'
      ? lostRunpack('session_runpack_missing', `${what} is not there: ${file}`, file)
      : lostRunpack('session_runpack_mismatch', `${what} cannot be used: ${error.message}`, file);
  }
}

function lostRunpack(
  code: 'session_runpack_missing' | 'session_runpack_mismatch',
  message: string,
  file: string,
): CodedError {
  return new CodedError(code, message, {
    hint: 'put the runpack back where the chain names it; only it and the journal hold those events',
    where: { file },
  });
}

/** Where a verifier would look for the runpack. */
function placeOf(
  { runpack_path: path }: SessionCheckpoint,
  journal: string,
  { cwd = process.cwd() }: SessionContext,
): string {
  return resolve(cwd, checkpointRunpack(path, sessionFiles(journal).chain, cwd));
}

/** The names of a file that are the same however it is spelt; one that is not there has its path only. */
function identities(path: string): readonly string[] {
  const file = resolve(path);
  const inFolder = numberOf(dirname(file));
  const name = file.slice(dirname(file).length);
  return [file, numberOf(file), inFolder === undefined ? undefined : `${inFolder}${name}`].filter(
    (identity) => identity !== undefined,
  );
}

function numberOf(path: string): string | undefined {
  const about = statSync(path, { bigint: true, throwIfNoEntry: false });
  return about === undefined ? undefined : `${about.dev}:${about.ino}`;
}
